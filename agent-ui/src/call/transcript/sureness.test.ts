import { describe, expect, it } from 'vitest'
import { doubtsOf } from './sureness.ts'

const words = (...confidences: number[]) =>
  confidences.map((confidence) => ({
    $typeName: 'souffleur.v1.Word' as const,
    text: 'x',
    startMs: 0,
    endMs: 0,
    confidence,
    spokenText: '',
  }))

describe('what a reader should doubt', () => {
  it.each([
    ['nothing of what is sure', 0.95, [0.9, 0.99], false, []],
    ['the words that are unsure', 0.8, [0.9, 0.3, 0.49, 0.5], false, [1, 2]],
    ['the whole of an unsure utterance, and no word more', 0.59, [0.2, 0.9], true, []],
    ['nothing of an utterance that is just sure', 0.6, [0.6], false, []],
    ['nothing where an engine can’t tell', 0, [0, 0], false, []],
  ] as const)('is %s', (_, confidence, of, utterance, unsure) => {
    const doubts = doubtsOf({ confidence, words: words(...of) })
    expect([doubts.utterance, [...doubts.words]]).toEqual([utterance, unsure])
  })
})
