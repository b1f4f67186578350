import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { halfFloats } from '../half-floats.ts'
import { buildE5 } from './build-e5.ts'
import { BLOCK, E5File } from './e5-file.ts'
import { TINY_E5, tinyE5, tinyPieces, writeTinyE5 } from './tiny-e5.ts'

const folder = mkdtempSync(join(tmpdir(), 'souffleur-e5-'))
const at = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

let session: InferenceSession
beforeAll(async () => {
  writeTinyE5(folder)
  await buildE5(folder, folder)
  session = await InferenceSession.create(at('model.onnx'))
})

/** Rows shorter than the longest are padded with 1. */
async function vectorsOf(...texts: readonly (readonly number[])[]): Promise<Float32Array[]> {
  const width = Math.max(...texts.map((text) => text.length))
  const padded = (fill: (text: readonly number[], place: number) => number) =>
    new Tensor(
      'int64',
      BigInt64Array.from(texts.flatMap((text) => Array.from({ length: width }, (_, place) => BigInt(fill(text, place))))),
      [texts.length, width],
    )
  const { vectors } = await session.run({
    ids: padded((text, place) => text[place] ?? 1),
    mask: padded((text, place) => (place < text.length ? 1 : 0)),
  })
  const data = vectors?.data as Float32Array
  return texts.map((_, row) => data.slice(row * TINY_E5.width, (row + 1) * TINY_E5.width))
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, place) => sum + value * (b[place] ?? 0), 0)

test('the graph says what the weights say, computed here in plain numbers', async () => {
  const file = new E5File(new Uint8Array(tinyE5()))
  const ids = [0, 9, 6, 10, 2]
  const [vector = new Float32Array()] = await vectorsOf(ids)
  expect(dot(vector, vector)).toBeCloseTo(1, 5)
  expect(dot(vector, reference(file, ids))).toBeGreaterThan(0.9999)
})

test('a text has the same vector in any batch', async () => {
  const short = [0, 5, 2]
  const [alone = new Float32Array()] = await vectorsOf(short)
  const [, together = new Float32Array()] = await vectorsOf([0, 9, 6, 10, 7, 8, 2], short)
  expect(dot(alone, together)).toBeGreaterThan(0.999999)
})

test('the description has the tokenizer', () => {
  const described = JSON.parse(readFileSync(at('e5.json'), 'utf8'))
  expect(described).toMatchObject({
    width: 64,
    mostTokens: 16,
    special: { start: 0, end: 2, padding: 1, unknown: 3 },
    pieces: tinyPieces,
    replacements: [
      [9, ' '],
      [0xc9, 'é'],
      [0x200b, ''],
    ],
  })
  expect(described.scores.slice(4, 7)).toEqual([-2, -3, -3])
})

test('the same file gives the same bytes', async () => {
  const again = mkdtempSync(join(folder, 'again-'))
  await buildE5(folder, again)
  for (const name of ['model.onnx', 'e5.json']) expect(readFileSync(join(again, name)).equals(readFileSync(at(name)))).toBe(true)
})

test.each([
  ['nothing', undefined, 'model.missing'],
  ['something else', Buffer.from('no model'), 'model.corrupt'],
  ['half of it', tinyE5().subarray(0, 9_000), 'model.corrupt'],
  ['its beginning', tinyE5().subarray(0, 300), 'model.corrupt'],
])('%s is refused with its code', async (_, content, code) => {
  const broken = mkdtempSync(join(folder, 'broken-'))
  if (content !== undefined) writeFileSync(join(broken, 'e5-small-q4.bin'), content)
  await expect(buildE5(broken, broken)).rejects.toMatchObject({ code })
})

/** The model as its paper describes it, slowly. */
function reference(file: E5File, ids: readonly number[]): Float32Array {
  const { width, heads, feedForward, layers, positions, normEpsilon, vocabulary } = file.dims
  const weights = (name: string, rows: number, columns: number) => {
    const { scales, packed } = file.matrix(name, rows, columns)
    return Array.from({ length: rows }, (_, row) =>
      Array.from({ length: columns }, (_, column) => {
        const block = (row * columns + column - (column % BLOCK)) / BLOCK
        const byte = packed[block * 16 + (column % 16)] ?? 0
        return ((column % BLOCK < 16 ? byte & 15 : byte >> 4) - 8) * (halfFloats[scales[block] ?? 0] ?? 0)
      }),
    )
  }
  const linear = (rows: number[][], name: string, outputs: number, inputs: number) => {
    const w = weights(`${name}.w`, outputs, inputs)
    const b = file.floats(`${name}.b`, outputs)
    return rows.map((row) => w.map((of, output) => of.reduce((sum, value, place) => sum + value * (row[place] ?? 0), b[output] ?? 0)))
  }
  const norm = (rows: number[][], name: string) => {
    const [w, b] = [file.floats(`${name}.w`, width), file.floats(`${name}.b`, width)]
    return rows.map((row) => {
      const mean = row.reduce((sum, value) => sum + value, 0) / width
      const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width
      return row.map((value, place) => ((value - mean) / Math.sqrt(variance + normEpsilon)) * (w[place] ?? 0) + (b[place] ?? 0))
    })
  }
  const plus = (a: number[][], b: number[][]) => a.map((row, place) => row.map((value, column) => value + (b[place]?.[column] ?? 0)))
  const words = weights('emb.word', vocabulary, width)
  const [places, type] = [file.floats('emb.pos', positions * width), file.floats('emb.type', 2 * width)]
  const embedded = ids.map((id, place) =>
    (words[id] ?? []).map((value, column) => value + (places[place * width + column] ?? 0) + (type[column] ?? 0)),
  )
  let x = norm(embedded, 'emb.ln')
  for (let layer = 0; layer < layers; layer += 1) {
    const [q = [], k = [], v = []] = ['q', 'k', 'v'].map((part) => linear(x, `l${layer}.${part}`, width, width))
    const size = width / heads
    const attended = q.map((row) =>
      Array.from({ length: width }, (_, column) => {
        const from = column - (column % size)
        const scores = k.map(
          (key) => key.slice(from, from + size).reduce((sum, value, place) => sum + value * (row[from + place] ?? 0), 0) / Math.sqrt(size),
        )
        const total = scores.reduce((sum, score) => sum + Math.exp(score), 0)
        return v.reduce((sum, value, place) => sum + (value[column] ?? 0) * (Math.exp(scores[place] ?? 0) / total), 0)
      }),
    )
    x = norm(plus(x, linear(attended, `l${layer}.ao`, width, width)), `l${layer}.aln`)
    const inner = linear(x, `l${layer}.fi`, feedForward, width).map((row) => row.map(gelu))
    x = norm(plus(x, linear(inner, `l${layer}.fo`, width, feedForward)), `l${layer}.oln`)
  }
  const sum = Array.from({ length: width }, (_, column) => x.reduce((all, row) => all + (row[column] ?? 0), 0))
  const length = Math.hypot(...sum)
  return Float32Array.from(sum, (value) => value / length)
}

/** By the error function's integral, in small steps. */
function gelu(x: number): number {
  const steps = 2_000
  let area = 0
  for (let step = 0; step < steps; step += 1) area += Math.exp((((step + 0.5) * x) / steps) ** 2 / -2) * (x / steps)
  return x * (0.5 + area / Math.sqrt(2 * Math.PI))
}
