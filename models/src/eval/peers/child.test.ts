import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parseAnswers, runChild } from './child.ts'
import type { PeerItem } from './peer.ts'

const folder = mkdtempSync(join(tmpdir(), 'souffleur-child-'))
afterAll(() => rmSync(folder, { recursive: true }))

const samplesPath = join(folder, 'samples.f32')
writeFileSync(samplesPath, new Float32Array([0, 0.5, -1]))
const anItem: PeerItem = {
  item: { audio: 'a.wav', path: 'a.wav', lang: 'fr', text: 'bonjour', source: 'a' },
  audio: { sampleRateHz: 8000, encoding: 'pcmu', samples: 0, packets: [] },
  samplesPath,
}

/** A peer that tells what it was given. */
const program = (body: string) => {
  const path = join(folder, `${body.length}.ts`)
  const shared = JSON.stringify(join(import.meta.dirname, 'node-child.ts'))
  writeFileSync(path, `import { answerJob } from ${shared}\n${body}`)
  return { program: process.execPath, parameters: [path], options: { model: 'base' } }
}

test('a peer gets samples, language and options, and its answers come back in their order', async () => {
  const parrot = program(`let times = 0
    await answerJob(async (options) => ({
      version: 'parrot ' + options.model,
      recognise: async (samples: Float32Array, language: string) => [times++, language, ...samples].join(' '),
    }))`)
  const { version, answers, processorSeconds } = await runChild(parrot, [anItem, anItem])
  expect(version).toBe('parrot base')
  // The first was heard once before, to warm up.
  expect(answers.map(({ text }) => text)).toEqual(['1 fr 0 0.5 -1', '2 fr 0 0.5 -1'])
  expect(processorSeconds).toBeGreaterThanOrEqual(0)
})

test('a peer that dies says why', async () => {
  await expect(runChild(program(`throw new Error('no ears')`), [anItem])).rejects.toThrow(/no ears/)
})

test.each([
  ['an answer is missing', '{"version":"1"}\n'],
  ['there is no version', '{}\n{"text":"a","processorSeconds":1,"wallMs":1}\n'],
  ['an answer has no time', '{"version":"1"}\n{"text":"a"}\n'],
])('answers are refused when %s', (_, text) => {
  expect(() => parseAnswers(text, 1)).toThrow()
})
