import { type CallEvent, Channel, SuggestionVerdict, type Summary } from '@souffleur/proto'
import { titlePlace } from '../../src/calls/call-row.ts'
import { summaryDistance } from '../../src/insights/call-figures.ts'
import { speechFigures } from '../../src/insights/speech-figures.ts'
import type { ContentSeal } from '../../src/sealing/content-seal.ts'
import { revisionPlace, sealEvent, sealSummary, summaryPlace } from '../../src/sealing/sealed-records.ts'
import { textsPlace } from '../../src/search/call-index.ts'
import { ANALYSIS, type IndexedText, searchVector } from '../../src/search/call-words.ts'
import { json } from '../../src/storage/statement.ts'
import { summaryStateName } from '../../src/summaries/summary-names.ts'
import { bytes, type Cell, type TableRows, textArray } from './copy-rows.ts'
import { advisorName, type MadeCall, TEAMS } from './made-call.ts'

type Row = readonly Cell[]
const instant = (ms: number) => new Date(ms).toISOString()

/**
 * The rows that the desk writes of a call, all at once instead of event by event: a test compares them with those that the desk writes itself.
 */
export function rowsOf(call: MadeCall, seal: ContentSeal): TableRows[] {
  return [
    { table: 'calls', columns: callColumns, rows: [callOf(call, seal)] },
    {
      table: 'call_events',
      columns: ['call_id', 'event_id', 'kind', 'occurred_at', 'event', 'sealed'],
      rows: call.events.map((event) => eventRow(event, seal)),
    },
    {
      table: 'call_intents',
      columns: ['call_id', 'intent_id', 'weight'],
      rows: intentsOf(call).map(([id, weight]) => [call.callId, id, String(weight)]),
    },
    { table: 'suggestion_outcomes', columns: outcomeColumns, rows: outcomesOf(call) },
    ...summaryRows(call, seal),
    { table: 'call_figures', columns: figureColumns, rows: [figuresOf(call)] },
    { table: 'call_index', columns: indexColumns, rows: [indexOf(call, seal)] },
  ]
}

const callColumns = [
  'call_id',
  'state',
  'title',
  'language',
  'queue',
  'advisor_id',
  'source',
  'synthetic',
  'started_at',
  'ended_at',
  'duration_ms',
  'end_reason',
  'utterances',
  'suggestions',
]

function callOf({ callId, title, language, queue, advisorId, startedAtMs, durationMs, events }: MadeCall, seal: ContentSeal): Row {
  const ended = instant(startedAtMs + durationMs)
  const sealed = seal.sealText(title, titlePlace(callId))
  const counts = [count(events, 'utterance'), count(events, 'suggestionOffered')]
  return [
    callId,
    'ended',
    sealed,
    language,
    queue,
    advisorId,
    'native',
    't',
    instant(startedAtMs),
    ended,
    String(durationMs),
    'completed',
    ...counts.map(String),
  ]
}

function count(events: readonly CallEvent[], kind: CallEvent['body']['case']): number {
  return events.reduce((sum, { body }) => sum + (body.case === kind ? 1 : 0), 0)
}

function eventRow(event: CallEvent, seal: ContentSeal): Row {
  const { facts, sealed } = sealEvent(seal, event)
  return [event.callId, event.eventId, event.body.case ?? '', instant(event.occurredAtMs), facts, bytes(sealed)]
}

/** Heaviest first. */
function intentsOf({ events }: MadeCall): [string, number][] {
  const weights = new Map<string, number>()
  for (const { body } of events) {
    if (body.case !== 'utteranceUnderstood') continue
    for (const { intentId, score } of body.value.intents) weights.set(intentId, (weights.get(intentId) ?? 0) + score)
  }
  return [...weights].toSorted(([a, weight], [b, other]) => other - weight || (a < b ? -1 : 1))
}

const outcomeColumns = [
  'call_id',
  'suggestion_id',
  'offered_at',
  'kind',
  'source_id',
  'article_version',
  'passage_id',
  'meaning_model',
  'intent_id',
  'queue',
  'language',
  'score',
  'speculative',
  'shown',
  'outcome',
  'expired',
]

function outcomesOf({ callId, queue, events }: MadeCall): Row[] {
  const verdicts = new Map<string, string>()
  for (const { body } of events) {
    if (body.case !== 'suggestionJudged') continue
    const name = outcomeName(body.value.verdict)
    if (name !== null) verdicts.set(body.value.suggestionId, name)
  }
  return events.flatMap(({ body, occurredAtMs }): Row[] => {
    if (body.case !== 'suggestionOffered') return []
    const { suggestionId, sources, sourceId, meaningModel, intentId, language, score, speculative } = body.value
    const [source] = sources
    const from = [sourceId, String(source?.articleVersion ?? 1), source?.passageId ?? null, meaningModel, intentId, queue, language]
    const became = [speculative ? 't' : 'f', 't', verdicts.get(suggestionId) ?? null, 'time']
    return [[callId, suggestionId, instant(occurredAtMs), 'answer', ...from, String(score), ...became]]
  })
}

function outcomeName(verdict: SuggestionVerdict): string | null {
  switch (verdict) {
    case SuggestionVerdict.ACCEPTED:
      return 'accepted'
    case SuggestionVerdict.COPIED:
      return 'copied'
    case SuggestionVerdict.DISMISSED:
      return 'dismissed'
    default:
      return null
  }
}

function currentOf({ summary, revisions }: MadeCall): Summary {
  return revisions.at(-1)?.summary ?? summary
}

function summaryRows(call: MadeCall, seal: ContentSeal): TableRows[] {
  const { callId, startedAtMs, durationMs, summary, revisions } = call
  const writtenAt = startedAtMs + durationMs + 500
  const current = currentOf(call)
  const record = (one: Summary, place: string): [string, string] => {
    const { facts, sealed } = sealSummary(seal, one, place)
    return [facts, bytes(sealed)]
  }
  const row = (one: Summary, author: string | null, atMs: number): Row => [
    callId,
    String(one.revision),
    summaryStateName(one.state),
    author,
    instant(atMs),
    ...record(one, revisionPlace(callId, one.revision)),
  ]
  return [
    {
      table: 'summaries',
      columns: ['call_id', 'revision', 'state', 'updated_at', 'summary', 'sealed'],
      rows: [
        [
          callId,
          String(current.revision),
          summaryStateName(current.state),
          instant(revisions.at(-1)?.atMs ?? writtenAt),
          ...record(current, summaryPlace(callId)),
        ],
      ],
    },
    {
      table: 'summary_revisions',
      columns: ['call_id', 'revision', 'state', 'author_id', 'at', 'summary', 'sealed'],
      rows: [row(summary, null, writtenAt), ...revisions.map((one) => row(one.summary, one.authorId, one.atMs))],
    },
    {
      table: 'reviews',
      columns: ['call_id', 'revision', 'reviewed_revision', 'decision', 'reviewer_id', 'reviewed_at'],
      rows: revisions.flatMap(({ summary: { revision }, decision, authorId, atMs }): Row[] =>
        decision === undefined ? [] : [[callId, String(revision), String(revision - 1), decision, authorId, instant(atMs)]],
      ),
    },
  ]
}

const figureColumns = [
  'call_id',
  'day',
  'queue',
  'duration_ms',
  'suggestions',
  'customer_ms',
  'advisor_ms',
  'overlap_ms',
  'silence_ms',
  'main_intent_id',
  'resolution',
  'disposition_id',
  'edit_distance',
  'team',
  'unanswered',
]

export const teamOf = (advisorId: string) => `team-${Number(advisorId.replace(advisorName(0).slice(0, -1), '')) % TEAMS}`

function figuresOf(call: MadeCall): Row {
  const { callId, startedAtMs, queue, durationMs, events, advisorId, summary, revisions } = call
  const spoken = events.flatMap(({ body }) =>
    body.case === 'utterance'
      ? [
          {
            speaker: body.value.channel === Channel.ADVISOR ? ('advisor' as const) : ('customer' as const),
            startMs: body.value.startMs,
            endMs: body.value.endMs,
          },
        ]
      : [],
  )
  const { customerMs, advisorMs, overlapMs, silenceMs } = speechFigures(spoken, durationMs)
  const saved = revisions.at(-1)
  const cell = (value: number | null) => (value === null ? null : String(value))
  return [
    callId,
    instant(startedAtMs).slice(0, 10),
    queue,
    String(durationMs),
    String(count(events, 'suggestionOffered')),
    ...[customerMs, advisorMs, overlapMs, silenceMs].map(cell),
    intentsOf(call)[0]?.[0] ?? null,
    resolutionOf(call),
    currentOf(call).disposition?.dispositionId ?? null,
    cell(saved === undefined ? null : Math.fround(summaryDistance(summary, saved.summary))),
    teamOf(advisorId),
    String(unansweredIn(events)),
  ]
}

function resolutionOf(call: MadeCall): string | null {
  return currentOf(call).fields.find(({ fieldId }) => fieldId === 'resolution')?.lines[0]?.value ?? null
}

function unansweredIn(events: readonly CallEvent[]): number {
  const known = new Set(
    events.flatMap(({ body }) => {
      if (body.case === 'suggestionOffered') return [body.value.utteranceId]
      return body.case === 'utteranceUnderstood' && body.value.intents.length > 0 ? [body.value.utteranceId] : []
    }),
  )
  return events.filter(
    ({ body }) =>
      body.case === 'utterance' &&
      body.value.channel !== Channel.ADVISOR &&
      body.value.text.includes('?') &&
      !known.has(body.value.utteranceId),
  ).length
}

const indexColumns = [
  'call_id',
  'started_at',
  'advisor_id',
  'queue',
  'language',
  'duration_ms',
  'utterances',
  'intents',
  'alerts',
  'warnings',
  'summary_state',
  'disposition_id',
  'resolution',
  'analysis',
  'words',
  'texts',
]

function indexOf(call: MadeCall, seal: ContentSeal): Row {
  const { callId, startedAtMs, advisorId, queue, language, durationMs, events, title } = call
  const current = currentOf(call)
  const spoken = events.flatMap(({ body }) => {
    if (body.case !== 'utterance') return []
    const { utteranceId: id, text, channel, startMs } = body.value
    return [{ text, language, utterance: { id, channel: channel === Channel.ADVISOR ? 'advisor' : 'customer', startMs } }]
  })
  const written = current.fields.flatMap(({ lines }) => lines.map(({ text }): IndexedText => ({ text, language })))
  const words = searchVector([{ text: title, language: 'fr' }, ...spoken, ...written], seal)
  const alerts = new Set(events.flatMap(({ body }) => (body.case === 'alertRaised' ? [body.value.alertId] : [])))
  return [
    callId,
    instant(startedAtMs),
    advisorId,
    queue,
    language,
    String(durationMs),
    String(spoken.length),
    textArray(intentsOf(call).map(([id]) => id)),
    textArray([...alerts]),
    '{}',
    summaryStateName(current.state),
    current.disposition?.dispositionId ?? null,
    resolutionOf(call),
    String(ANALYSIS),
    words,
    bytes(seal.seal(json(spoken), textsPlace(callId))),
  ]
}
