import type { CallEvent, CallStarted, IntentScore, Utterance } from '@souffleur/proto'
import { type AnalysedUtterance, analyseUtterance } from './analysed-utterance.ts'

/** What wrapup remembers of one call. Only final utterances count: a partial may still change. */
export interface CallNotes {
  readonly callId: string
  readonly epoch: number
  readonly started: CallStarted | undefined
  /** Ordered by the start of speech. */
  readonly utterances: readonly AnalysedUtterance[]
  readonly intents: ReadonlyMap<string, readonly IntentScore[]>
  readonly callEnded: boolean
  readonly transcriptCompleted: boolean
}

export function openNotes(callId: string, epoch: number): CallNotes {
  return { callId, epoch, started: undefined, utterances: [], intents: new Map(), callEnded: false, transcriptCompleted: false }
}

/** Pure: the notes after one more event. An event that says nothing new gives the same object back. */
export function noteEvent(notes: CallNotes, event: CallEvent): CallNotes {
  const { body } = event
  switch (body.case) {
    case 'callStarted':
      return { ...notes, started: body.value }
    case 'utterance':
      return noteUtterance(notes, body.value)
    case 'utteranceUnderstood':
      return { ...notes, intents: new Map(notes.intents).set(body.value.utteranceId, body.value.intents) }
    case 'callEnded':
      return { ...notes, callEnded: true }
    case 'transcriptCompleted':
      return { ...notes, transcriptCompleted: true }
    default:
      return notes
  }
}

/** Everything has been said, and assist has looked at all of it. */
export function isUnderstood(notes: CallNotes): boolean {
  return isOver(notes) && notes.utterances.every(({ utterance }) => notes.intents.has(utterance.utteranceId))
}

export function isOver(notes: CallNotes): boolean {
  return notes.callEnded && notes.transcriptCompleted
}

/** The language of most of what was said; the call's own setting before anything was. */
export function languageOf(notes: CallNotes): 'fr' | 'en' {
  const french = notes.utterances.filter(({ utterance }) => utterance.language === 'fr').length
  if (notes.utterances.length === 0) return notes.started?.language === 'fr' ? 'fr' : 'en'
  return french * 2 > notes.utterances.length ? 'fr' : 'en'
}

/** An utterance without words supports nothing. */
function noteUtterance(notes: CallNotes, utterance: Utterance): CallNotes {
  if (utterance.text.trim() === '') return notes
  const others = notes.utterances.filter((known) => known.utterance.utteranceId !== utterance.utteranceId)
  const utterances = [...others, analyseUtterance(utterance)]
  return { ...notes, utterances: utterances.toSorted((a, b) => a.utterance.startMs - b.utterance.startMs) }
}
