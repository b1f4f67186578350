import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeSamples, parseWav } from '@souffleur/audio'
import { aWav } from '@souffleur/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { evaluation } from './asr.ts'
import { UsageError } from './evaluation.ts'

const folder = mkdtempSync(join(tmpdir(), 'souffleur-asr-'))
const manifest = join(folder, 'manifest.jsonl')
const call = new URL('../../../services/standalone/demo/calls/en-water-damage/', import.meta.url)
const item = { audio: 'sample.wav', lang: 'en', source: 'sample', text: '' }

beforeAll(() => {
  const wav = parseWav(readFileSync(new URL('audio.wav', call)))
  if (!wav.ok) throw new Error(wav.error)
  const { utterances } = JSON.parse(readFileSync(new URL('reference.json', call), 'utf8'))
  // The customer's first words.
  const { startMs, endMs, text } = utterances[1]
  const samples = decodeSamples(wav.value.encoding, wav.value.channelPayload(1)).slice((startMs - 200) * 8, (endMs + 200) * 8)
  item.text = text
  writeFileSync(join(folder, item.audio), aWav([samples]))
  writeFileSync(manifest, `${JSON.stringify(item)}\n`)
})
afterAll(() => rmSync(folder, { recursive: true }))

const run = (...words: string[]) => evaluation.run(['--manifest', manifest, ...words], () => undefined)

test.each(['live', 'offline'])('%s: gives the error rate by language and by source, and the words that were heard', async (mode) => {
  const { figures, items, complete } = await run('--mode', mode, '--codec', 'ulaw')
  expect(complete).toBe(true)
  expect(figures).toMatchObject({ items: 1, byLang: { en: figures.wer }, bySource: { sample: figures.wer } })
  expect(figures.wer).toBeLessThan(0.3)
  expect(figures).toMatchObject({ intervals: { wer: null }, byEngine: { 'moonshine-base': { items: 1 } } })
  expect(items).toMatchObject([{ audio: 'sample.wav', lang: 'en', text: expect.stringMatching(/kitchen/) }])
})

test('a language that the engine doesn’t know is an error, not a zero', async () => {
  writeFileSync(join(folder, 'fr.jsonl'), `${JSON.stringify({ ...item, lang: 'fr' })}\n`)
  const words = ['--manifest', join(folder, 'fr.jsonl'), '--engine', 'moonshine-base']
  await expect(evaluation.run(words, () => undefined)).rejects.toMatchObject({ code: 'engine.language-missing' })
})

test('items in a language that the engine doesn’t know make the run incomplete', async () => {
  writeFileSync(join(folder, 'both.jsonl'), `${JSON.stringify(item)}\n${JSON.stringify({ ...item, lang: 'fr' })}\n`)
  const words = ['--manifest', join(folder, 'both.jsonl'), '--mode', 'offline', '--engine', 'moonshine-base']
  const { complete, figures } = await evaluation.run(words, () => undefined)
  expect(complete).toBe(false)
  expect(figures).toMatchObject({ items: 1, byEngine: { 'moonshine-base': { items: 1 } } })
})

test('an engine that nobody knows is an error', async () => {
  await expect(run('--engine', 'hearing-aid')).rejects.toMatchObject({ code: 'model.unknown' })
})

test.each([
  ['no manifest', []],
  ['an unknown codec', ['--manifest', manifest, '--codec', 'gsm']],
  ['a language without items', ['--manifest', manifest, '--lang', 'fr']],
  ['an unknown option', ['--manifest', manifest, '--speed', '4']],
  ['a manifest that isn’t there', ['--manifest', join(folder, 'nowhere.jsonl')]],
])('%s is a mistake in the command', async (_, words) => {
  await expect(evaluation.run(words, () => undefined)).rejects.toBeInstanceOf(UsageError)
})
