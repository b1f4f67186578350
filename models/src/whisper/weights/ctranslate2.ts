import { AppError } from '@souffleur/proto'
import { type StoredTensor, type TensorEncoding, TensorFile } from './tensor-file.ts'
import type { Attention, EncoderLayer, FeedForward, Linear, Norm, WhisperWeights } from './whisper-weights.ts'

/** Tensor types by their number in the file. Format: github.com/OpenNMT/CTranslate2, python/ctranslate2/specs/model_spec.py. */
const encodings: readonly { readonly encoding: TensorEncoding; readonly size: number }[] = [
  { encoding: 'float32', size: 4 },
  { encoding: 'int8', size: 1 },
  { encoding: 'int16', size: 2 },
  { encoding: 'int32', size: 4 },
  { encoding: 'float16', size: 2 },
  { encoding: 'bfloat16', size: 2 },
]
const FORMAT_VERSION = 6
/** More than any variable's name and shape take. */
const HEADER_BYTES = 4096

/** The index of a `model.bin`: names and places, read without the tensors between them. */
function readIndex(file: TensorFile, size: number): Map<string, StoredTensor> {
  let position = 0
  let header: Buffer = Buffer.alloc(0)
  let at = 0
  const look = () => {
    header = file.bytes(position, Math.min(HEADER_BYTES, size - position))
    at = 0
  }
  const text = () => {
    const length = header.readUInt16LE(at)
    // The last byte is a NUL.
    const word = header.toString('utf8', at + 2, at + 1 + length)
    at += 2 + length
    return word
  }
  const u32 = () => {
    at += 4
    return header.readUInt32LE(at - 4)
  }
  look()
  const version = u32()
  const kind = text()
  if (version !== FORMAT_VERSION || kind !== 'WhisperSpec') throw new RangeError(`not a CTranslate2 Whisper model (${kind} ${version})`)
  u32()
  let variables = u32()
  position += at
  const tensors = new Map<string, StoredTensor>()
  for (; variables > 0; variables -= 1) {
    look()
    const name = text()
    const rank = header.readUInt8(at)
    at += 1
    const dims = Array.from({ length: rank }, u32)
    const type = encodings[header.readUInt8(at)]
    at += 1
    const bytes = u32()
    if (type === undefined) throw new RangeError(`${name} has an unknown type`)
    tensors.set(name, { dims, encoding: type.encoding, offset: position + at, bytes })
    position += at + bytes
  }
  return tensors
}

/** @throws AppError `model.corrupt` when it isn't a CTranslate2 Whisper model. */
export function openCtranslate2(path: string, size: number): WhisperWeights {
  const file = new TensorFile(path)
  try {
    return weightsOf(file, readIndex(file, size))
  } catch (error) {
    file.close()
    throw new AppError('model.corrupt', `${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

function weightsOf(file: TensorFile, tensors: ReadonlyMap<string, StoredTensor>): WhisperWeights {
  const tensor = (name: string): StoredTensor => {
    const found = tensors.get(name)
    if (found === undefined) throw new RangeError(`${name} is missing`)
    return found
  }
  const floats = (name: string): Float32Array => {
    const values = file.floats(tensor(name))
    const scales = tensors.get(`${name}_scale`)
    return scales === undefined ? values : unscaled(values, file.floats(scales))
  }
  const size = (name: string, axis: number) => tensor(name).dims[axis] ?? 0
  const layersOf = (part: string) =>
    [...tensors.keys()].filter((name) => new RegExp(`^${part}/layer_\\d+/ffn/linear_0/weight$`).test(name)).length
  const dims = {
    melBands: size('encoder/conv1/weight', 1),
    width: size('encoder/conv1/weight', 0),
    heads: file.floats(tensor('encoder/num_heads'))[0] ?? 0,
    encoderLayers: layersOf('encoder'),
    decoderLayers: layersOf('decoder'),
    vocabulary: size('decoder/embeddings/weight', 0),
    audioPositions: size('encoder/position_encodings/encodings', 0),
    textPositions: size('decoder/position_encodings/encodings', 0),
  }

  const norm = (name: string): Norm => ({ gamma: floats(`${name}/layer_norm/gamma`), beta: floats(`${name}/layer_norm/beta`) })
  const linear = (name: string): Linear => {
    const [outputs = 0, inputs = 0] = tensor(`${name}/weight`).dims
    const bias = tensors.has(`${name}/bias`) ? floats(`${name}/bias`) : new Float32Array(outputs)
    return { outputs, inputs, weight: floats(`${name}/weight`), bias }
  }
  const selfAttention = (name: string): Attention => {
    const [query, key, value] = split(linear(`${name}/linear_0`), 3)
    return { norm: norm(name), query, key, value, output: linear(`${name}/linear_1`) }
  }
  const crossAttention = (name: string): Attention => {
    const [key, value] = split(linear(`${name}/linear_1`), 2)
    return { norm: norm(name), query: linear(`${name}/linear_0`), key, value, output: linear(`${name}/linear_2`) }
  }
  const feedForward = (name: string): FeedForward => ({
    norm: norm(name),
    inner: linear(`${name}/linear_0`),
    outer: linear(`${name}/linear_1`),
  })
  const layer = (name: string): EncoderLayer => ({
    selfAttention: selfAttention(`${name}/self_attention`),
    feedForward: feedForward(`${name}/ffn`),
  })

  return {
    dims,
    convolution: (index) => {
      const name = `encoder/conv${index + 1}`
      return { dims: tensor(`${name}/weight`).dims, weight: floats(`${name}/weight`), bias: floats(`${name}/bias`) }
    },
    encoderLayer: (index) => layer(`encoder/layer_${index}`),
    decoderLayer: (index) => ({
      ...layer(`decoder/layer_${index}`),
      crossAttention: crossAttention(`decoder/layer_${index}/attention`),
    }),
    positions: (of) => floats(`${of}/position_encodings/encodings`),
    finalNorm: norm,
    embeddings: () => floats('decoder/embeddings/weight'),
    close: () => file.close(),
  }
}

/** Matrices that were multiplied together have their rows one after the other. */
function split(fused: Linear, parts: 2): [Linear, Linear]
function split(fused: Linear, parts: 3): [Linear, Linear, Linear]
function split({ outputs, inputs, weight, bias }: Linear, parts: number): Linear[] {
  const rows = outputs / parts
  return Array.from({ length: parts }, (_, part) => ({
    outputs: rows,
    inputs,
    weight: weight.subarray(part * rows * inputs, (part + 1) * rows * inputs),
    bias: bias.subarray(part * rows, (part + 1) * rows),
  }))
}

/** Matrices stored in 8 bits come with one factor a row, by which they were multiplied. */
function unscaled(values: Float32Array, scales: Float32Array): Float32Array {
  const columns = values.length / scales.length
  return values.map((value, index) => value / (scales[Math.floor(index / columns)] ?? 1))
}
