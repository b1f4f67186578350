import { create } from '@bufbuild/protobuf'
import {
  AlertKind,
  AlertRaisedSchema,
  AudioEncoding,
  CallEndedSchema,
  CallEndReason,
  type CallEvent,
  CallEventSchema,
  CallStartedSchema,
  Channel,
  type Language,
  SuggestionExpiredSchema,
  SuggestionExpiry,
  SuggestionJudgedSchema,
  SuggestionKind,
  SuggestionOfferedSchema,
  SuggestionVerdict,
  type Summary,
  SummaryFieldType,
  SummarySchema,
  SummaryState,
  TranscriptCompletedSchema,
  UtteranceSchema,
  UtteranceUnderstoodSchema,
} from '@souffleur/proto'
import { encodeTime } from 'ulid'
import { madeSentence, SeededNumbers } from './made-words.ts'

export interface MadeSet {
  readonly calls: number
  readonly seed: number
  /** Unix milliseconds: the last call starts a minute before. */
  readonly endsAtMs: number
}

/** What a person made of a summary. */
export interface MadeRevision {
  readonly summary: Summary
  readonly authorId: string
  readonly decision?: 'approve' | 'reject'
  readonly atMs: number
}

export interface MadeCall {
  readonly callId: string
  readonly language: Language
  readonly queue: string
  readonly advisorId: string
  readonly startedAtMs: number
  readonly durationMs: number
  readonly title: string
  /** As they happened; without those of the summary. */
  readonly events: readonly CallEvent[]
  readonly summary: Summary
  readonly revisions: readonly MadeRevision[]
}

const YEAR_MS = 365 * 86_400_000
/** A hundred on average. */
const LENGTHS = [40, 60, 80, 90, 110, 120, 140, 160] as const
export const ADVISORS = 80
export const TEAMS = 8
export const QUEUES = ['sinistres', 'contrats', 'santé', 'claims', 'travel', 'retention'] as const
export const INTENTS = 39
export const DISPOSITIONS = 14
export const ARTICLES = 67
export const ALERTS = [
  { id: 'legal', label: 'Legal threat', kind: AlertKind.LEGAL_THREAT },
  { id: 'complaint', label: 'Réclamation', kind: AlertKind.COMPLAINT },
  { id: 'cancellation', label: 'Résiliation', kind: AlertKind.CANCELLATION },
] as const
/** Telephone numbers that belong to nobody: the range that ARCEP keeps for fiction. */
export const CALLERS = 10_000
export const callerNumber = (caller: number) => `+3363998${String(caller).padStart(4, '0')}`
export const advisorName = (number: number) => `advisor-${number}`

export function utterancesIn(calls: number): number {
  return Array.from({ length: calls }, (_, index): number => LENGTHS[index % LENGTHS.length] ?? 0).reduce((sum, one) => sum + one, 0)
}

export function startOf(number: number, { calls, endsAtMs }: MadeSet): number {
  return Math.round(endsAtMs - 60_000 - ((calls - number) * YEAR_MS) / calls)
}

/** A call by its number, from 0, the oldest: the same for the same seed. */
export function madeCall(number: number, set: MadeSet): MadeCall {
  const numbers = new SeededNumbers(set.seed, number)
  const language = number % 5 < 3 ? 'fr' : 'en'
  const startedAtMs = startOf(number, set)
  const callId = idOf(startedAtMs, numbers)
  const about: CallAbout = {
    callId,
    language,
    queue: numbers.of(QUEUES),
    advisorId: advisorName(numbers.below(ADVISORS)),
    startedAtMs,
    numbers,
    intentId: `intent-${numbers.below(INTENTS)}`,
  }
  const events = new MadeEvents(about)
  const durationMs = events.talk(LENGTHS[number % LENGTHS.length] ?? 0)
  const title = madeSentence(numbers, language).slice(0, 4).join(' ')
  return {
    ...about,
    durationMs,
    title,
    events: events.inOrder(title, durationMs, callerNumber(numbers.below(CALLERS))),
    ...madeSummaries(about, events.spoken, startedAtMs + durationMs),
  }
}

export function callIdOf(number: number, set: MadeSet): string {
  return idOf(startOf(number, set), new SeededNumbers(set.seed, number))
}

function idOf(startedAtMs: number, numbers: SeededNumbers): string {
  return `${encodeTime(startedAtMs, 10)}${numbers.uuid().replaceAll('-', '').slice(0, 16).toUpperCase()}`
}

interface CallAbout {
  readonly callId: string
  readonly language: Language
  readonly queue: string
  readonly advisorId: string
  readonly startedAtMs: number
  readonly numbers: SeededNumbers
  readonly intentId: string
}

interface Spoken {
  readonly utteranceId: string
  readonly text: string
  readonly startMs: number
  readonly endMs: number
}

type Body = CallEvent['body']

class MadeEvents {
  readonly #about: CallAbout
  readonly #events: CallEvent[] = []
  readonly spoken: Spoken[] = []
  #words = 0
  #suggestions = 0

  constructor(about: CallAbout) {
    this.#about = about
  }

  /** Returns how long it took. */
  talk(utterances: number): number {
    const { numbers } = this.#about
    let atMs = 800
    for (let index = 0; index < utterances; index += 1) atMs = this.#say(index, atMs) + 150 + numbers.below(900)
    if (numbers.below(50) === 0) this.#alert(atMs)
    return atMs + 1000
  }

  inOrder(title: string, durationMs: number, from: string): CallEvent[] {
    const { language, queue, advisorId } = this.#about
    const started = create(CallStartedSchema, {
      language,
      queue,
      advisorId,
      channels: [Channel.CUSTOMER, Channel.ADVISOR],
      encoding: AudioEncoding.PCMU,
      sampleRateHz: 8000,
      source: 'native',
      metadata: { from, ivr: queue },
      title,
      synthetic: true,
    })
    const samples = durationMs * 8
    const account = (channel: Channel) => ({
      channel,
      framesReceived: Math.floor(durationMs / 20),
      framesForwarded: Math.floor(durationMs / 20),
      samplesReceived: samples,
      samplesForwarded: samples,
    })
    const ended = create(CallEndedSchema, {
      reason: CallEndReason.COMPLETED,
      durationMs,
      accounts: [account(Channel.CUSTOMER), account(Channel.ADVISOR)],
    })
    const heard = (channel: Channel) => ({
      channel,
      samplesHeard: 2 * samples,
      samplesSpeech: samples,
      samplesReceived: samples,
      utterances: Math.ceil(this.spoken.length / 2),
      words: Math.ceil(this.#words / 2),
    })
    const completed = create(TranscriptCompletedSchema, { channels: [heard(Channel.CUSTOMER), heard(Channel.ADVISOR)] })
    return [
      this.#event(0, { case: 'callStarted', value: started }),
      ...this.#events,
      this.#event(durationMs, { case: 'callEnded', value: ended }),
      this.#event(durationMs + 400, { case: 'transcriptCompleted', value: completed }),
    ]
  }

  #event(atMs: number, body: Body): CallEvent {
    const { callId, startedAtMs, numbers } = this.#about
    return create(CallEventSchema, { eventId: numbers.uuid(), callId, occurredAtMs: startedAtMs + atMs, body })
  }

  #say(index: number, startMs: number): number {
    const { language, numbers } = this.#about
    const channel = index % 2 === 0 ? Channel.ADVISOR : Channel.CUSTOMER
    const said = madeSentence(numbers, language)
    const utteranceId = `${channel === Channel.ADVISOR ? 'a' : 'c'}-${index + 1}`
    const words = said.map((text, place) => ({
      text,
      startMs: startMs + place * 300,
      endMs: startMs + place * 300 + 260,
      confidence: (60 + numbers.below(40)) / 100,
    }))
    const endMs = startMs + said.length * 300
    const text = `${said.join(' ')}${numbers.below(8) === 0 ? ' ?' : '.'}`
    const value = create(UtteranceSchema, {
      utteranceId,
      channel,
      startMs,
      endMs,
      text,
      language,
      words,
      confidence: 0.86,
      endedBy: 'silence',
      engine: language === 'fr' ? 'whisper-base' : 'moonshine-base',
    })
    this.#events.push(this.#event(endMs + 300, { case: 'utterance', value }))
    this.spoken.push({ utteranceId, text, startMs, endMs })
    this.#words += words.length
    if (channel === Channel.CUSTOMER) this.#understand(utteranceId, endMs)
    return endMs
  }

  #understand(utteranceId: string, endMs: number): void {
    const { intentId, numbers } = this.#about
    const isTold = numbers.below(6) === 0
    const intents = isTold ? [{ intentId: numbers.below(4) === 0 ? `intent-${numbers.below(INTENTS)}` : intentId, score: 0.75 }] : []
    const value = create(UtteranceUnderstoodSchema, { utteranceId, intents })
    this.#events.push(this.#event(endMs + 350, { case: 'utteranceUnderstood', value }))
    if (isTold && this.#suggestions < 6) this.#suggest(utteranceId, endMs)
  }

  #suggest(utteranceId: string, endMs: number): void {
    const { callId, language, intentId, advisorId, numbers } = this.#about
    this.#suggestions += 1
    const suggestionId = `${callId}-s-${this.#suggestions}`
    const articleId = `a${numbers.below(ARTICLES)}`
    const quote = madeSentence(numbers, language).join(' ')
    const offered = create(SuggestionOfferedSchema, {
      suggestionId,
      kind: SuggestionKind.ANSWER,
      text: quote,
      sources: [{ articleId, articleVersion: 1, articleTitle: articleId, passageId: 'p-1', heading: '', quote }],
      utteranceId,
      intentId,
      score: 0.8125,
      language,
      positionMs: endMs,
      speculative: numbers.below(2) === 0,
      sourceId: `article ${articleId}`,
      meaningModel: 'multilingual-e5-small',
    })
    this.#events.push(this.#event(endMs + 380, { case: 'suggestionOffered', value: offered }))
    const judge = (atMs: number, verdict: SuggestionVerdict) =>
      this.#event(atMs, { case: 'suggestionJudged', value: create(SuggestionJudgedSchema, { suggestionId, verdict, userId: advisorId }) })
    this.#events.push(judge(endMs + 700, SuggestionVerdict.SHOWN))
    const verdicts = [SuggestionVerdict.ACCEPTED, SuggestionVerdict.COPIED, SuggestionVerdict.DISMISSED]
    const verdict = verdicts[numbers.below(5)]
    if (verdict !== undefined) this.#events.push(judge(endMs + 4000, verdict))
    const expired = create(SuggestionExpiredSchema, { suggestionId, reason: SuggestionExpiry.TIME })
    this.#events.push(this.#event(endMs + 30_000, { case: 'suggestionExpired', value: expired }))
  }

  #alert(positionMs: number): void {
    const { language, numbers } = this.#about
    const { id: alertId, label, kind } = numbers.of(ALERTS)
    const first = this.spoken[0]
    const evidence = { utteranceId: first?.utteranceId ?? '', start: 0, end: 5 }
    const value = create(AlertRaisedSchema, { alertId, kind, label, advice: label, language, evidence, positionMs })
    this.#events.push(this.#event(positionMs, { case: 'alertRaised', value }))
  }
}

const SUPERVISOR = 'supervisor-1'

/** What Souffleur wrote; of six calls in ten, what the advisor saved, and of some of these, what a supervisor decided. */
function madeSummaries({ numbers, language, advisorId }: CallAbout, spoken: readonly Spoken[], endedAtMs: number) {
  const line = (text: string, from: Spoken | undefined, value = '') => ({
    lineId: numbers.uuid(),
    text,
    evidence:
      from === undefined
        ? []
        : [{ utteranceId: from.utteranceId, charStart: 0, charEnd: from.text.length, startMs: from.startMs, endMs: from.endMs }],
    confidence: 0.75,
    value,
  })
  const some = () => numbers.of(spoken)
  const quoted = (count: number) => Array.from({ length: count }, some).map((one) => line(one.text, one))
  const resolution = [['settled'], ['unsettled'], []][numbers.below(3)] ?? []
  const field = (fieldId: string, en: string, fr: string, lines: ReturnType<typeof line>[], type = SummaryFieldType.LIST) => ({
    fieldId,
    label: { en, fr },
    type,
    required: fieldId === 'reason',
    lines,
  })
  const summary = create(SummarySchema, {
    revision: 3,
    state: SummaryState.COMPLETE,
    language,
    templateId: 'default',
    templateVersion: 1,
    disposition: { dispositionId: `disposition-${numbers.below(DISPOSITIONS)}`, confidence: (numbers.below(64) + 36) / 100 },
    fields: [
      field('reason', 'Reason', 'Motif', quoted(numbers.below(12) === 0 ? 0 : 1), SummaryFieldType.TEXT),
      field('facts', 'Facts', 'Faits', quoted(3)),
      field('actions', 'Done in the call', 'Fait pendant l’appel', quoted(2)),
      field(
        'resolution',
        'Resolution',
        'Résolution',
        resolution.map((value) => line(value, some(), value)),
        SummaryFieldType.CHOICE,
      ),
      field('followUp', 'To follow up', 'À suivre', quoted(1)),
    ],
  })
  const revisions: MadeRevision[] = []
  const fate = numbers.below(20)
  if (fate < 12) {
    const fields = summary.fields.map((one) => (one.fieldId === 'facts' ? { ...one, lines: one.lines.slice(0, 2) } : one))
    const saved = create(SummarySchema, { ...summary, fields, revision: 4, state: SummaryState.SAVED })
    revisions.push({ summary: saved, authorId: advisorId, atMs: endedAtMs + 120_000 })
    const decide = (decision: 'approve' | 'reject', state: SummaryState) =>
      revisions.push({
        summary: create(SummarySchema, { ...saved, revision: 5, state }),
        authorId: SUPERVISOR,
        decision,
        atMs: endedAtMs + 86_400_000,
      })
    if (fate < 3) decide('approve', SummaryState.APPROVED)
    else if (fate === 3) decide('reject', SummaryState.REJECTED)
  }
  return { summary, revisions }
}
