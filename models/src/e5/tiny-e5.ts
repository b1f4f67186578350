import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A model that fits into a test: random weights, the real format. */
export const TINY_E5 = { width: 64, layers: 2, heads: 2, feedForward: 96, positions: 16 }
export const tinyPieces = ['<s>', '<pad>', '</s>', '<unk>', '▁', 'a', 'b', 'c', '▁a', '▁ab', 'bc', 'é', '▁été', '<mask>']
const scores = [0, 0, 0, 0, -2, -3, -3, -3, -2.5, -4, -3.5, -4, -3, 0]
/** "É" becomes "é", a tab a space, a zero-width space nothing. */
const replacements: readonly (readonly [number, readonly number[]])[] = [
  [0x09, [0x20]],
  [0xc9, [0xe9]],
  [0x200b, []],
]
const BLOCK = 32

/** Writes `e5-small-q4.bin` into a folder. The same seed gives the same weights. */
export function writeTinyE5(folder: string, seed = 1): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'e5-small-q4.bin'), tinyE5(seed))
}

export function tinyE5(seed = 1): Buffer {
  const { width, layers, heads, feedForward, positions } = TINY_E5
  const random = randomNumbers(seed)
  const texts = tinyPieces.map((piece) => Buffer.from(piece))
  const ends = texts.map((_, index) => Buffer.concat(texts.slice(0, index + 1)).length)
  const mapped = Buffer.concat(
    replacements.map(([from, to]) => Buffer.concat([uint32(from), Buffer.of(to.length), ...to.map((one) => uint32(one))])),
  )
  const head = Buffer.concat([
    Buffer.from('E5S1'),
    ...[1, width, layers, heads, feedForward, tinyPieces.length, positions, 2].map(uint32),
    float32s([1e-12]),
    ...[BLOCK, tinyPieces.length, 0, 2, 1, 3].map(uint32),
    uint64(Buffer.concat(texts).length),
    ...[0, ...ends].map(uint32),
    float32s(scores),
    ...texts,
    uint32(replacements.length),
    uint32(mapped.length),
    mapped,
  ])
  return withTensors(head, tensors(random))
}

interface TinyTensor {
  readonly name: string
  readonly q4: boolean
  readonly count: number
  readonly bytes: Buffer
}

function tensors(random: () => number): TinyTensor[] {
  const { width, layers, feedForward, positions } = TINY_E5
  const floats = (name: string, count: number, around = 0): TinyTensor => ({
    name,
    q4: false,
    count,
    bytes: float32s(Array.from({ length: count }, () => around + random())),
  })
  const matrix = (name: string, rows: number, columns: number): TinyTensor => {
    const blocks = Array.from({ length: (rows * columns) / BLOCK }, () =>
      // Scales near 0.03: the bits of a binary16 number.
      Buffer.concat([
        Buffer.of(Math.floor((random() + 0.5) * 255), 0x27),
        Buffer.from(Array.from({ length: 16 }, () => Math.floor((random() + 0.5) * 256))),
      ]),
    )
    return { name, q4: true, count: rows * columns, bytes: Buffer.concat(blocks) }
  }
  const linear = (name: string, rows: number, columns: number) => [matrix(`${name}.w`, rows, columns), floats(`${name}.b`, rows)]
  const norm = (name: string) => [floats(`${name}.w`, width, 1), floats(`${name}.b`, width)]
  const layer = (name: string) => [
    ...['q', 'k', 'v', 'ao'].flatMap((part) => linear(`${name}.${part}`, width, width)),
    ...norm(`${name}.aln`),
    ...linear(`${name}.fi`, feedForward, width),
    ...linear(`${name}.fo`, width, feedForward),
    ...norm(`${name}.oln`),
  ]
  return [
    matrix('emb.word', tinyPieces.length, width),
    floats('emb.pos', positions * width),
    floats('emb.type', 2 * width),
    ...norm('emb.ln'),
    ...Array.from({ length: layers }, (_, index) => layer(`l${index}`)).flat(),
  ]
}

/** The directory, then each tensor at a multiple of 64. */
function withTensors(head: Buffer, all: readonly TinyTensor[]): Buffer {
  const directoryBytes = all.reduce((sum, { name }) => sum + 2 + name.length + 1 + 4 + 16, 4)
  let end = head.length + directoryBytes
  const entries: Buffer[] = [uint32(all.length)]
  const bodies: Buffer[] = []
  for (const { name, q4, count, bytes } of all) {
    const gap = (64 - (end % 64)) % 64
    bodies.push(Buffer.alloc(gap), bytes)
    const nameLength = Buffer.alloc(2)
    nameLength.writeUInt16LE(name.length)
    entries.push(nameLength, Buffer.from(name), Buffer.of(q4 ? 1 : 0), uint32(count), uint64(end + gap), uint64(bytes.length))
    end += gap + bytes.length
  }
  return Buffer.concat([head, ...entries, ...bodies])
}

function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32 - 0.5
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

function float32s(values: readonly number[]): Buffer {
  return Buffer.from(Float32Array.from(values).buffer)
}
