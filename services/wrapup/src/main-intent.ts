import type { AnalysedUtterance } from './analysed-utterance.ts'
import type { CallNotes } from './call-notes.ts'

export interface MainIntent {
  readonly intentId: string
  readonly confidence: number
  /** The utterances that speak of it, first one first. */
  readonly utterances: readonly [AnalysedUtterance, ...AnalysedUtterance[]]
}

/** People say why they call at the beginning: an intent's weight halves every two minutes. */
const HALF_LIFE_MS = 120_000
/** Below this score an intent is a guess, and adds nothing. */
const LEAST_SCORE = 0.35
/** One utterance this sure, or two, make it what the call is about. */
const SURE = 0.6
/** What comes up once, after as many words of the customer's, is not why they called. */
const OPENING_UTTERANCES = 8

/** What the customer calls about: the intent with the greatest weight over what the customer said. */
export function mainIntent(notes: CallNotes): MainIntent | undefined {
  const candidates = new Map<string, { weight: number; best: number; utterances: [AnalysedUtterance, ...AnalysedUtterance[]] }>()
  const begin = notes.utterances[0]?.utterance.startMs ?? 0
  for (const analysed of notes.utterances) {
    if (analysed.speaker === 'advisor') continue
    for (const { intentId, score } of notes.intents.get(analysed.utterance.utteranceId) ?? []) {
      if (score < LEAST_SCORE) continue
      const weight = score * 0.5 ** ((analysed.utterance.startMs - begin) / HALF_LIFE_MS)
      const known = candidates.get(intentId)
      if (known === undefined) candidates.set(intentId, { weight, best: score, utterances: [analysed] })
      else {
        known.weight += weight
        known.best = Math.max(known.best, score)
        known.utterances.push(analysed)
      }
    }
  }
  const opening = new Set(notes.utterances.filter(({ speaker }) => speaker !== 'advisor').slice(0, OPENING_UTTERANCES))
  const sure = [...candidates].filter(([, { best, utterances }]) => utterances.length > 1 || (best >= SURE && opening.has(utterances[0])))
  const [winner] = sure.toSorted(([, a], [, b]) => b.weight - a.weight)
  if (winner === undefined) return undefined
  const [intentId, { best, utterances }] = winner
  return { intentId, confidence: best, utterances }
}
