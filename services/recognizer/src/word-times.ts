import type { HypothesisWord } from './engine.ts'

/** A stretch of speech, in milliseconds since the call's start. */
export interface VoicedRun {
  readonly startMs: number
  readonly endMs: number
}

export interface TimedWord {
  readonly text: string
  readonly confidence: number
  readonly startMs: number
  readonly endMs: number
}

/**
 * Words with times since the call's start. Where the engine gives none, the words share the speech by their length in characters:
 * pauses belong to no word.
 */
export function placeWords(words: readonly HypothesisWord[], runs: readonly VoicedRun[], segmentStartMs: number): TimedWord[] {
  const total = words.reduce((sum, word) => sum + word.text.length, 0)
  const voicedMs = runs.reduce((sum, run) => sum + run.endMs - run.startMs, 0)
  let before = 0
  return words.map((word) => {
    const startShare = before / total
    before += word.text.length
    const { times } = word
    const startMs = times === undefined ? momentOf(runs, startShare * voicedMs, 'start') : segmentStartMs + times.startMs
    const endMs = times === undefined ? momentOf(runs, (before / total) * voicedMs, 'end') : segmentStartMs + times.endMs
    return { text: word.text, confidence: word.confidence, startMs: Math.round(startMs), endMs: Math.round(endMs) }
  })
}

/** Where the given amount of speech has passed. On the border of two runs a word's start belongs to the later one. */
function momentOf(runs: readonly VoicedRun[], voicedMs: number, side: 'start' | 'end'): number {
  let rest = voicedMs
  for (const run of runs) {
    const length = run.endMs - run.startMs
    if (side === 'start' ? rest < length : rest <= length) return run.startMs + rest
    rest -= length
  }
  return runs.at(-1)?.endMs ?? 0
}
