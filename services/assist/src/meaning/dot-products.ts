/** TypeScript knows WebAssembly as a part of browsers only. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer }
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: { readonly dot: DotProducts } }
}

/**
 * Writes the dot product of a query with each of some rows, as a sum of 32 bits. All places are in bytes.
 * @param rows at least 1, of `width` numbers of 8 bits each, side by side from `rowsAt`
 * @param queryAt where the query's numbers of 16 bits lie
 */
type DotProducts = (rows: number, width: number, queryAt: number, rowsAt: number, sumsAt: number) => void

export interface DotMemory {
  readonly buffer: ArrayBuffer
  readonly dot: DotProducts
}

/** Numbers that are added up in one sum of four: the width of rows is a multiple of all that are read in one step. */
const PAIRS_A_READ = 8
const READS_A_STEP = 4
export const NUMBERS_A_STEP = READS_A_STEP * PAIRS_A_READ

const PAGE_BYTES = 65_536

/**
 * Memory that JavaScript writes to directly, and a function over it in WebAssembly that has no equal in JavaScript: 8 products at a time
 * (webassembly.github.io/spec/core, "Vector Instructions").
 */
export function dotMemory(bytes: number): DotMemory {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) })
  const { dot } = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes()), { js: { memory } }).exports
  return { buffer: memory.buffer, dot }
}

/** Instructions by their codes in the specification. */
const i32 = 0x7f
const v128 = 0x7b
const nothing = 0x40
const get = (local: number) => [0x20, local]
const set = (local: number) => [0x21, local]
const add = [0x6a]
const advance = (local: number, by: number) => [...get(local), 0x41, ...signed(by), ...add, ...set(local)]
const whileBelow = (local: number, limit: number) => [...get(local), ...get(limit), 0x49, 0x0d, 0]
const loop = (body: readonly number[]) => [0x03, nothing, ...body, 0x0b]
const vector = (code: number, ...immediate: number[]) => [0xfd, ...unsigned(code), ...immediate]
const loadVector = (offset: number) => vector(0x00, 0, ...unsigned(offset))
/** 8 numbers of 8 bits, widened to 16. */
const loadWidened = (offset: number) => vector(0x01, 0, ...unsigned(offset))
const zeros = vector(0x0c, ...Array<number>(16).fill(0))
const lane = (index: number) => vector(0x1b, index)
/** Products of 8 pairs of 16 bits, neighbours added up: 4 sums of 32 bits. */
const dotPairs = vector(0xba)
const addVectors = vector(0xae)
const storeWord = [0x36, 2, 0]

/** Parameters first, then the function's own variables. Two vectors of sums, so that an addition needn't wait for the one before. */
const [rows, width, queryAt, rowsAt, sumsAt, at, end, lastSum, evenSums, oddSums] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const

function instructions(): number[] {
  const reads = Array.from({ length: READS_A_STEP }, (_, read) => {
    const sums = read % 2 === 0 ? evenSums : oddSums
    const row = [...get(rowsAt), ...loadWidened(read * PAIRS_A_READ)]
    const query = [...get(at), ...loadVector(2 * read * PAIRS_A_READ)]
    return [...get(sums), ...row, ...query, ...dotPairs, ...addVectors, ...set(sums)]
  }).flat()
  const step = [...reads, ...advance(rowsAt, NUMBERS_A_STEP), ...advance(at, 2 * NUMBERS_A_STEP), ...whileBelow(at, end)]
  const total = [0, 1, 2, 3].flatMap((index) => [...get(evenSums), ...lane(index), ...(index === 0 ? [] : add)])
  const row = [
    ...[...zeros, ...set(evenSums), ...zeros, ...set(oddSums), ...get(queryAt), ...set(at)],
    ...loop(step),
    ...[...get(evenSums), ...get(oddSums), ...addVectors, ...set(evenSums)],
    ...[...get(sumsAt), ...total, ...storeWord],
    ...[...advance(sumsAt, 4), ...whileBelow(sumsAt, lastSum)],
  ]
  return [
    ...[...get(queryAt), ...get(width), ...add, ...get(width), ...add, ...set(end)],
    ...[...get(sumsAt), ...[1, 2, 3, 4].flatMap(() => [...get(rows), ...add]), ...set(lastSum)],
    ...loop(row),
    0x0b,
  ]
}

function moduleBytes(): Uint8Array<ArrayBuffer> {
  const text = (word: string) => [word.length, ...Buffer.from(word)]
  const section = (id: number, ...content: number[]) => [id, ...unsigned(content.length), ...content]
  const locals = [2, 3, i32, 2, v128]
  const body = [...locals, ...instructions()]
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, 5, i32, i32, i32, i32, i32, 0),
    ...section(2, 1, ...text('js'), ...text('memory'), 2, 0, 0),
    ...section(3, 1, 0),
    ...section(7, 1, ...text('dot'), 0, 0),
    ...section(10, 1, ...unsigned(body.length), ...body),
  ])
}

/** LEB128: groups of 7 bits, the lowest first. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >> 7)]
}

/** The same for a number that isn't negative: its last group keeps the bit of the sign free. */
function signed(value: number): number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signed(value >> 7)]
}
