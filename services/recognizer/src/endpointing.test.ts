import { expect, test } from 'vitest'
import { endpointOf, endpointRules, type Pause } from './endpointing.ts'

const aPause = (fields: Partial<Pause>): Pause => ({ silenceMs: 0, utteranceMs: 3000, shape: 'sentence', othersTurnMs: 0, ...fields })

test.each<[Partial<Pause>, string | undefined]>([
  [{ silenceMs: 192 }, undefined],
  [{ silenceMs: 224 }, 'finished-sentence'],
  [{ silenceMs: 256, shape: 'open' }, undefined],
  [{ silenceMs: 384, shape: 'open' }, 'open-phrase'],
  [{ silenceMs: 416, shape: 'unfinished-phrase' }, undefined],
  [{ silenceMs: 416, shape: 'unfinished-phrase', othersTurnMs: 200 }, undefined],
  [{ silenceMs: 416, shape: 'unfinished-phrase', othersTurnMs: 400 }, 'turn-taken'],
  [{ silenceMs: 500, shape: 'unfinished-number', othersTurnMs: 400 }, undefined],
  [{ silenceMs: 448, shape: 'unfinished-phrase' }, 'unfinished-phrase'],
  [{ silenceMs: 448, shape: 'hesitation' }, 'unfinished-phrase'],
  [{ silenceMs: 768, shape: 'unfinished-number' }, undefined],
  [{ silenceMs: 800, shape: 'unfinished-number' }, 'unfinished-number'],
  [{ silenceMs: 224, utteranceMs: 15_000, shape: 'unfinished-number' }, 'long-utterance'],
  [{ silenceMs: 1472, shape: undefined }, undefined],
  [{ silenceMs: 1504, shape: undefined }, 'long-silence'],
  [{ silenceMs: 224, utteranceMs: 15_000, shape: undefined }, undefined],
])('%j ends by %s', (pause, rule) => {
  expect(endpointOf(aPause(pause))).toBe(rule)
})

test('rules have names of their own', () => {
  const names = endpointRules.map((rule) => rule.name)
  expect(new Set(names).size).toBe(names.length)
})

test('silence alone always ends an utterance at last', () => {
  for (const shape of ['sentence', 'open', 'unfinished-number', 'unfinished-phrase', 'hesitation', undefined] as const) {
    expect(endpointOf(aPause({ silenceMs: 5000, shape }))).toBeDefined()
  }
})
