import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildWhisper } from './build-whisper.ts'
import { TINY, writeCtranslate2, writeSafetensors } from './tiny-whisper.ts'

const folder = mkdtempSync(join(tmpdir(), 'souffleur-whisper-'))
const at = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

let encoder: InferenceSession
let decoder: InferenceSession
let cross: Record<string, Tensor>
const places = 40

beforeAll(async () => {
  writeCtranslate2(at('ctranslate2'))
  writeSafetensors(at('safetensors'))
  await buildWhisper(at('ctranslate2'), at('.'))
  encoder = await InferenceSession.create(at('encoder.onnx'))
  decoder = await InferenceSession.create(at('decoder.onnx'))
  const samples = Float32Array.from({ length: places * 320 }, (_, index) => Math.sin(index / 7) * Math.sin(index / 900))
  const keyBias = new Tensor('float32', new Float32Array(places), [places])
  const output = await encoder.run({
    samples: new Tensor('float32', samples, [1, samples.length]),
    positions: new Tensor(
      'int64',
      BigInt64Array.from({ length: places }, (_, index) => BigInt(index)),
      [places],
    ),
    key_bias: keyBias,
  })
  cross = { ...(output as Record<string, Tensor>), key_bias: keyBias }
})

type Past = readonly (readonly [string, Tensor])[]
const layers = Array.from({ length: TINY.decoderLayers }, (_, layer) => layer)
const empty: Past = layers.flatMap((layer) =>
  ['key', 'value'].map(
    (part) => [`past_${part}_${layer}`, new Tensor('float32', new Float32Array(0), [1, TINY.heads, 0, TINY.width / TINY.heads])] as const,
  ),
)

async function step(tokens: readonly (readonly number[])[], parents: readonly number[], past: Past, firstRow = 0) {
  const output = await decoder.run({
    ...cross,
    ...Object.fromEntries(past),
    tokens: new Tensor('int64', BigInt64Array.from(tokens.flat(), BigInt), [tokens.length, tokens[0]?.length ?? 0]),
    parents: new Tensor('int64', BigInt64Array.from(parents, BigInt), [parents.length]),
    first_row: new Tensor('int64', BigInt64Array.of(BigInt(firstRow)), [1]),
  })
  const present: Past = past.map(([name]) => [name, output[name.replace('past_', '')] as Tensor] as const)
  return { candidates: output.candidates as Tensor, logProbs: output.log_probs as Tensor, alignment: output.alignment as Tensor, present }
}

/** The last row's candidates, best first. */
const lastRow = ({ candidates }: { candidates: Tensor }) => [...(candidates.data as BigInt64Array)].slice(-8).map(Number)
const lastLogProbs = ({ logProbs }: { logProbs: Tensor }) => [...(logProbs.data as Float32Array)].slice(-8)

test('both forms of the same weights give the same graphs', async () => {
  await buildWhisper(at('safetensors'), at('safetensors'))
  for (const name of ['encoder.onnx', 'decoder.onnx', 'whisper.json']) {
    expect(readFileSync(join(at('safetensors'), name)).equals(readFileSync(at(name)))).toBe(true)
  }
})

test('tokens one by one say the same as all at once', async () => {
  const atOnce = await step([[3, 5, 8]], [0], empty)
  let past = empty
  let one = atOnce
  for (const token of [3, 5, 8]) {
    one = await step([[token]], [0], past)
    past = one.present
  }
  expect(lastRow(one)[0]).toBe(lastRow(atOnce)[0])
  // Activations are quantised over all rows of a run together: equal up to that.
  lastLogProbs(one).forEach((value, index) => {
    expect(value).toBeCloseTo(lastLogProbs(atOnce)[index] ?? 0, 1)
  })
})

test('a hypothesis goes on from its parent’s past', async () => {
  const begun = await step([[3, 5]], [0], empty)
  const two = await step([[8], [2]], [0, 0], begun.present)
  const swapped = await step([[4], [4]], [1, 0], two.present)
  const direct = await step([[3, 5, 2, 4]], [0], empty)
  const rows = [...(swapped.candidates.data as BigInt64Array)].map(Number)
  expect(rows[0]).toBe(lastRow(direct)[0])
})

test('rows before the first one give no candidates, and every token says where it looked', async () => {
  const { candidates, logProbs, alignment } = await step([[3, 5, 8, 1]], [0], empty, 2)
  expect(candidates.dims).toEqual([1, 2, 8])
  expect(alignment.dims).toEqual([1, TINY.alignmentHeads.length, 4, places])
  for (let row = 0; row < 4; row += 1) {
    const shares = (alignment.data as Float32Array).subarray(row * places, (row + 1) * places)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4)
  }
  for (const value of logProbs.data as Float32Array) expect(value).toBeLessThanOrEqual(0)
})

test('what must not be written is no candidate, and the languages have their probabilities all the same', async () => {
  const { texts, special } = JSON.parse(readFileSync(at('whisper.json'), 'utf8'))
  const written = lastRow(await step([[3]], [0], empty))
  expect(written).not.toContain(TINY.suppressed[0])
  expect(texts[special.start]).toBe('')
  expect(Object.keys(special.languages)).toEqual(['en', 'fr'])
})

test('tokens of other scripts are left out; bytes and Latin pieces stay', () => {
  const { texts }: { texts: string[] } = JSON.parse(readFileSync(at('whisper.json'), 'utf8'))
  const words = texts.map((text) => Buffer.from(text, 'latin1').toString('utf8'))
  expect(words).toContain(' été')
  expect(words).not.toContain(' да')
})

test.each([
  ['nothing', () => undefined, 'model.missing'],
  ['a file that is no model', (path: string) => writeFileSync(join(path, 'model.bin'), 'no model'), 'model.corrupt'],
  [
    'half a model',
    (path: string) => writeFileSync(join(path, 'model.bin'), readFileSync(join(at('ctranslate2'), 'model.bin')).subarray(0, 9000)),
    'model.corrupt',
  ],
])('%s is refused with its code', async (_, prepare, code) => {
  const broken = mkdtempSync(join(folder, 'broken-'))
  writeCtranslate2(broken)
  rmSync(join(broken, 'model.bin'))
  prepare(broken)
  await expect(buildWhisper(broken, broken)).rejects.toMatchObject({ code })
})
