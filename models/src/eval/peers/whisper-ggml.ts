import { existsSync, readFileSync } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { melFilters, SPECTRUM_BINS } from '../../whisper/mel-filters.ts'
import { openCtranslate2 } from '../../whisper/weights/ctranslate2.ts'
import type { Attention, EncoderLayer, Linear, Norm, WhisperWeights } from '../../whisper/weights/whisper-weights.ts'

/** `ggml` in hexadecimal; whisper.cpp, models/convert-pt-to-ggml.py, describes the format. */
const MAGIC = 0x67_67_6d_6c
const [FLOAT32, FLOAT16] = [0, 1]

/** Writes the model for whisper.cpp beside its source, once. @param source a folder with `model.bin` and `tokenizer.json` @returns the file's path */
export async function ggmlModel(source: string, cache: string): Promise<string> {
  const path = join(cache, 'ggml-base.bin')
  if (existsSync(path)) return path
  const bin = join(source, 'model.bin')
  const weights = openCtranslate2(bin, (await stat(bin)).size)
  const arriving = `${path}.arriving`
  await rm(arriving, { force: true })
  const file = await open(arriving, 'w')
  try {
    for (const part of ggmlParts(weights, tokensOf(source))) await file.appendFile(part)
  } finally {
    await file.close()
    weights.close()
  }
  await rename(arriving, path)
  return path
}

/** The file in pieces: sizes, mel filters, tokens, tensors. */
export function* ggmlParts(weights: WhisperWeights, tokens: readonly Uint8Array[]): Generator<Uint8Array> {
  const { dims } = weights
  const sizes = [dims.vocabulary, dims.audioPositions, dims.width, dims.heads, dims.encoderLayers]
  yield int32s([MAGIC, ...sizes, dims.textPositions, dims.width, dims.heads, dims.decoderLayers, dims.melBands, FLOAT16])
  yield int32s([dims.melBands, SPECTRUM_BINS])
  yield bytesOf(melFilters(dims.melBands))
  yield int32s([tokens.length])
  for (const token of tokens) yield Buffer.concat([int32s([token.length]), token])
  for (const tensor of tensorsOf(weights)) yield* tensorParts(tensor)
}

interface NamedTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** With the names of OpenAI's checkpoints. Keys have no bias there. */
function* tensorsOf(weights: WhisperWeights): Generator<NamedTensor> {
  const { dims } = weights
  yield { name: 'encoder.positional_embedding', shape: [dims.audioPositions, dims.width], values: weights.positions('encoder') }
  for (const index of [0, 1] as const) {
    const { dims: shape, weight, bias } = weights.convolution(index)
    yield { name: `encoder.conv${index + 1}.weight`, shape, values: weight }
    yield { name: `encoder.conv${index + 1}.bias`, shape: [dims.width, 1], values: bias }
  }
  for (let index = 0; index < dims.encoderLayers; index += 1) yield* layerTensors(`encoder.blocks.${index}`, weights.encoderLayer(index))
  yield* normTensors('encoder.ln_post', weights.finalNorm('encoder'))
  yield { name: 'decoder.positional_embedding', shape: [dims.textPositions, dims.width], values: weights.positions('decoder') }
  yield { name: 'decoder.token_embedding.weight', shape: [dims.vocabulary, dims.width], values: weights.embeddings() }
  for (let index = 0; index < dims.decoderLayers; index += 1) {
    const layer = weights.decoderLayer(index)
    yield* layerTensors(`decoder.blocks.${index}`, layer)
    yield* attentionTensors(`decoder.blocks.${index}.cross_attn`, layer.crossAttention)
  }
  yield* normTensors('decoder.ln', weights.finalNorm('decoder'))
}

function* layerTensors(name: string, { selfAttention, feedForward }: EncoderLayer): Generator<NamedTensor> {
  yield* attentionTensors(`${name}.attn`, selfAttention)
  yield* normTensors(`${name}.mlp_ln`, feedForward.norm)
  yield* linearTensors(`${name}.mlp.0`, feedForward.inner)
  yield* linearTensors(`${name}.mlp.2`, feedForward.outer)
}

function* attentionTensors(name: string, { norm, query, key, value, output }: Attention): Generator<NamedTensor> {
  yield* normTensors(`${name}_ln`, norm)
  yield* linearTensors(`${name}.query`, query)
  yield { name: `${name}.key.weight`, shape: [key.outputs, key.inputs], values: key.weight }
  yield* linearTensors(`${name}.value`, value)
  yield* linearTensors(`${name}.out`, output)
}

function* linearTensors(name: string, { outputs, inputs, weight, bias }: Linear): Generator<NamedTensor> {
  yield { name: `${name}.weight`, shape: [outputs, inputs], values: weight }
  yield { name: `${name}.bias`, shape: [outputs], values: bias }
}

function* normTensors(name: string, { gamma, beta }: Norm): Generator<NamedTensor> {
  yield { name: `${name}.weight`, shape: [gamma.length], values: gamma }
  yield { name: `${name}.bias`, shape: [beta.length], values: beta }
}

/** Matrices are 16-bit floats; vectors, biases and positions have all 32. The fastest dimension comes first. */
function* tensorParts({ name, shape, values }: NamedTensor): Generator<Uint8Array> {
  const precise = shape.length < 2 || name.endsWith('bias') || name.endsWith('positional_embedding')
  const label = Buffer.from(name)
  yield int32s([shape.length, label.length, precise ? FLOAT32 : FLOAT16, ...shape.toReversed()])
  yield label
  yield bytesOf(precise ? values : Float16Array.from(values))
}

const tokenizerSchema = z.object({ model: z.object({ vocab: z.record(z.string(), z.number().int().nonnegative()) }) })

/** The bytes of every token that is text, by its number. Special tokens follow after them: whisper.cpp knows those. */
function tokensOf(source: string): Uint8Array[] {
  const { model } = tokenizerSchema.parse(JSON.parse(readFileSync(join(source, 'tokenizer.json'), 'utf8')))
  const texts = Object.entries(model.vocab).toSorted(([, a], [, b]) => a - b)
  return texts
    .filter(([text]) => !/^<\|.*\|>$/.test(text))
    .map(([text]) => Uint8Array.from(text, (letter) => byteByLetter.get(letter) ?? 0))
}

/** GPT-2 writes bytes as letters: those that print as themselves, the others from U+0100 on, in their order. */
const byteByLetter = new Map<string, number>()
for (let byte = 0, hidden = 256; byte < 256; byte += 1) {
  const prints = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad)
  byteByLetter.set(String.fromCharCode(prints ? byte : hidden), byte)
  hidden += prints ? 0 : 1
}

function int32s(values: readonly number[]): Uint8Array {
  return bytesOf(Int32Array.from(values))
}

/** As the machine has them: whisper.cpp reads its own byte order. */
function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
