import type {
  AlertRaised,
  AudioGapNoted,
  CallEnded,
  CallEvent,
  CallStarted,
  CallWarned,
  FormFieldFilled,
  GuideItemChanged,
  GuideListOpened,
  PartialTranscript,
  PrivateWords,
  RecordingNoticeNoted,
  SuggestionExpired,
  SuggestionJudged,
  SuggestionOffered,
  SuggestionReworded,
  Summary,
  SummaryNarrated,
  Utterance,
  UtteranceUnderstood,
} from '@souffleur/proto'
import { SuggestionVerdict } from '@souffleur/proto'

/** A moment when the listening stopped or went on. */
export interface ListeningChange {
  readonly eventId: string
  readonly paused: boolean
  /** Milliseconds since the call's start. */
  readonly positionMs: number
  readonly occurredAtMs: number
  readonly requestedBy: string
}

export interface Rewording {
  readonly model: string
  /** As the source has it. */
  readonly original: string
}

/**
 * Everything a screen shows of one call. Each part is keyed by the id of what it holds, so that the stored events and the live ones
 * can be fed in any number of times, and a reconnection is no special case.
 */
export interface CallState {
  readonly epoch: number
  readonly started: CallStarted | undefined
  /** Unix milliseconds. */
  readonly startedAtMs: number | undefined
  readonly ended: CallEnded | undefined
  readonly transcriptComplete: boolean
  readonly listening: ReadonlyMap<string, ListeningChange>
  readonly utterances: ReadonlyMap<string, Utterance>
  readonly partials: ReadonlyMap<string, PartialTranscript>
  /** Ids of utterances whose partials no longer count. */
  readonly closed: ReadonlySet<string>
  readonly gaps: ReadonlyMap<string, AudioGapNoted>
  readonly warnings: ReadonlyMap<string, CallWarned>
  readonly understood: ReadonlyMap<string, UtteranceUnderstood>
  readonly offers: ReadonlyMap<string, SuggestionOffered>
  readonly shown: ReadonlySet<string>
  /** What the advisor did last with each suggestion; having seen it doesn't count. */
  readonly verdicts: ReadonlyMap<string, SuggestionJudged>
  /** Offers whose words a language model shortened, with the words of the source. */
  readonly rewordings: ReadonlyMap<string, Rewording>
  /** Whether the advisor said that a suggestion helped. */
  readonly ratings: ReadonlyMap<string, boolean>
  readonly expiries: ReadonlyMap<string, SuggestionExpired>
  /** Things to say or to do, in the order in which they came up. */
  readonly lists: ReadonlyMap<string, GuideListOpened>
  /** The last word on each item, by list and item. */
  readonly items: ReadonlyMap<string, GuideItemChanged>
  readonly alerts: ReadonlyMap<string, AlertRaised>
  /** By form and field. */
  readonly fields: ReadonlyMap<string, FormFieldFilled>
  readonly summary: Summary | undefined
  readonly summaryEpoch: number
  /** What a language model made of the finished summary, as far as the call bears it out. */
  readonly narrated: SummaryNarrated | undefined
  /** Whether the caller has been told that they are written down; the last word on it. */
  readonly notice: RecordingNoticeNoted | undefined
  /** What masks hide, by utterance: empty for everybody but the call's own advisor. */
  readonly hidden: ReadonlyMap<string, PrivateWords>
}

export const emptyCall: CallState = {
  epoch: 0,
  started: undefined,
  startedAtMs: undefined,
  ended: undefined,
  transcriptComplete: false,
  listening: new Map(),
  utterances: new Map(),
  partials: new Map(),
  closed: new Set(),
  gaps: new Map(),
  warnings: new Map(),
  understood: new Map(),
  offers: new Map(),
  shown: new Set(),
  verdicts: new Map(),
  ratings: new Map(),
  rewordings: new Map(),
  expiries: new Map(),
  lists: new Map(),
  items: new Map(),
  alerts: new Map(),
  fields: new Map(),
  summary: undefined,
  summaryEpoch: 0,
  narrated: undefined,
  notice: undefined,
  hidden: new Map(),
}

/** Pure: the state after the events, in the order given. */
export function reduceCall(state: CallState, events: readonly CallEvent[]): CallState {
  return events.reduce(reduceEvent, state)
}

function reduceEvent(before: CallState, event: CallEvent): CallState {
  const state = enterEpoch(before, event.epoch)
  const { body } = event
  switch (body.case) {
    case 'callStarted':
      return { ...state, started: body.value, startedAtMs: state.startedAtMs ?? event.occurredAtMs }
    case 'callPaused':
      return { ...state, listening: withEntry(state.listening, event.eventId, listeningChange(event, true, body.value)) }
    case 'callResumed':
      return { ...state, listening: withEntry(state.listening, event.eventId, listeningChange(event, false, body.value)) }
    case 'callEnded':
      return { ...state, ended: body.value, partials: new Map() }
    case 'audioGapNoted':
      return { ...state, gaps: withEntry(state.gaps, `${body.value.channel}-${body.value.startMs}`, body.value) }
    case 'callWarned':
      return { ...state, warnings: withEntry(state.warnings, `${body.value.code}-${body.value.channel}`, body.value) }
    case 'partialTranscript':
      return event.epoch < state.epoch ? state : withPartial(state, body.value)
    case 'utterance':
      return {
        ...closeUtterance(state, body.value.utteranceId),
        utterances: withEntry(state.utterances, body.value.utteranceId, body.value),
      }
    case 'utteranceDiscarded':
      return closeUtterance(state, body.value.utteranceId)
    case 'transcriptCompleted':
      return { ...state, transcriptComplete: true, partials: new Map() }
    case 'utteranceUnderstood':
      return { ...state, understood: withEntry(state.understood, body.value.utteranceId, body.value) }
    case 'suggestionOffered':
      return { ...state, offers: withEntry(state.offers, body.value.suggestionId, body.value) }
    case 'suggestionReworded':
      return reword(state, body.value)
    case 'suggestionExpired':
      return { ...state, expiries: withEntry(state.expiries, body.value.suggestionId, body.value) }
    case 'suggestionJudged':
      return withVerdict(state, body.value)
    case 'guideListOpened':
      return { ...state, lists: withEntry(state.lists, body.value.listId, body.value) }
    case 'guideItemChanged':
      return { ...state, items: withEntry(state.items, itemKey(body.value.listId, body.value.itemId), body.value) }
    case 'alertRaised':
      return { ...state, alerts: withEntry(state.alerts, body.value.alertId, body.value) }
    case 'formFieldFilled':
      return { ...state, fields: withEntry(state.fields, `${body.value.formId} ${body.value.fieldId}`, body.value) }
    case 'recordingNoticeNoted':
      return { ...state, notice: body.value }
    case 'privateWords':
      return { ...state, hidden: withEntry(state.hidden, body.value.utteranceId, body.value) }
    case 'summaryNarrated':
      return { ...state, narrated: body.value }
    case 'summaryUpdated':
      return withSummary(state, body.value.summary, event.epoch)
    // A wish, not a fact: CallPaused or CallResumed follows when it is granted.
    case 'callPauseRequested':
    case 'callRecorded':
    // GuideItemChanged follows.
    case 'guideItemMarked':
    case undefined:
      return state
  }
}

/** Of {@link CallState.items}. */
export function itemKey(listId: string, itemId: string): string {
  return `${listId} ${itemId}`
}

/** The call's audio has started over: it goes on, and what was being heard before is never finished. */
function enterEpoch(state: CallState, epoch: number): CallState {
  return epoch > state.epoch ? { ...state, epoch, partials: new Map(), ended: undefined, transcriptComplete: false } : state
}

function listeningChange(
  { eventId, occurredAtMs }: CallEvent,
  paused: boolean,
  { positionMs, requestedBy }: { positionMs: number; requestedBy: string },
): ListeningChange {
  return { eventId, paused, positionMs, occurredAtMs, requestedBy }
}

function withPartial(state: CallState, partial: PartialTranscript): CallState {
  const { utteranceId, revision } = partial
  if (state.closed.has(utteranceId) || state.ended !== undefined) return state
  const known = state.partials.get(utteranceId)
  if (known !== undefined && known.revision > revision) return state
  return { ...state, partials: withEntry(state.partials, utteranceId, partial) }
}

function closeUtterance(state: CallState, utteranceId: string): CallState {
  const closed = state.closed.has(utteranceId) ? state.closed : new Set(state.closed).add(utteranceId)
  if (!state.partials.has(utteranceId)) return { ...state, closed }
  const partials = new Map(state.partials)
  partials.delete(utteranceId)
  return { ...state, closed, partials }
}

function withVerdict(state: CallState, judged: SuggestionJudged): CallState {
  const { suggestionId, verdict } = judged
  if (verdict === SuggestionVerdict.SHOWN) return { ...state, shown: new Set(state.shown).add(suggestionId) }
  if (verdict === SuggestionVerdict.HELPFUL || verdict === SuggestionVerdict.UNHELPFUL)
    return { ...state, ratings: withEntry(state.ratings, suggestionId, verdict === SuggestionVerdict.HELPFUL) }
  return { ...state, verdicts: withEntry(state.verdicts, suggestionId, judged) }
}

/** Revisions grow within an epoch; an older one comes late, or again. */
function withSummary(state: CallState, summary: Summary | undefined, epoch: number): CallState {
  if (summary === undefined || epoch < state.summaryEpoch) return state
  const isOlder = state.summary !== undefined && epoch === state.summaryEpoch && summary.revision < state.summary.revision
  return isOlder ? state : { ...state, summary, summaryEpoch: epoch }
}

function withEntry<Value>(map: ReadonlyMap<string, Value>, key: string, value: Value): ReadonlyMap<string, Value> {
  return new Map(map).set(key, value)
}

/** Whether nobody listens for now. */
export function isPaused(state: CallState): boolean {
  if (state.ended !== undefined) return false
  const last = [...state.listening.values()].reduce<ListeningChange | undefined>(
    (latest, change) => (latest === undefined || change.occurredAtMs >= latest.occurredAtMs ? change : latest),
    undefined,
  )
  return last?.paused ?? false
}

function reword(state: CallState, { suggestionId, text, model }: SuggestionReworded): CallState {
  const offer = state.offers.get(suggestionId)
  if (offer === undefined) return state
  const original = state.rewordings.get(suggestionId)?.original ?? offer.text
  return {
    ...state,
    offers: withEntry(state.offers, suggestionId, { ...offer, text }),
    rewordings: withEntry(state.rewordings, suggestionId, { model, original }),
  }
}
