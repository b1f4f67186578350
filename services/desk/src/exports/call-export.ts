import { type JsonValue, toJson } from '@bufbuild/protobuf'
import { CSV_START, csvLine, type Summary, SummarySchema } from '@souffleur/proto'
import type { CallRow } from '../calls/call-row.ts'
import { type CallSearch, findCalls } from '../search/find-calls.ts'
import type { Queryable } from '../storage/database.ts'
import { currentSummaries } from '../summaries/summary-repository.ts'

export type ExportFormat = 'csv' | 'json'

export interface ExportedCall {
  readonly call: CallRow
  readonly summary: Summary | undefined
}

/** Calls of one request to the database: few enough that live calls don't wait for it. */
const BATCH = 100

/** Every call that a search finds, newest first, with its summary; never more than a batch in memory. */
export async function* exportedCalls(database: Queryable, search: CallSearch): AsyncGenerator<ExportedCall> {
  let before: Parameters<typeof findCalls>[2]['before']
  do {
    const page = await findCalls(database, search, { before, limit: BATCH, withHits: false })
    const calls = page.found.map(({ call }) => call)
    const summaries = await currentSummaries(
      database,
      calls.map(({ id }) => id),
    )
    for (const call of calls) yield { call, summary: summaries.get(call.id) }
    before = page.next ?? undefined
  } while (before !== undefined)
}

/** The export's text, piece by piece. */
export async function* writeExport(calls: AsyncIterable<ExportedCall>, format: ExportFormat): AsyncGenerator<string> {
  if (format === 'csv') {
    yield `${CSV_START}${csvLine(csvColumns)}`
    for await (const exported of calls) yield csvLine(csvCells(exported))
    return
  }
  yield '['
  let separator = '\n'
  for await (const { call, summary } of calls) {
    yield `${separator}${JSON.stringify({ call, summary: summary === undefined ? null : summaryJson(summary) })}`
    separator = ',\n'
  }
  yield '\n]\n'
}

const csvColumns = [
  'call_id',
  'started_at',
  'duration_s',
  'title',
  'language',
  'queue',
  'advisor',
  'source',
  'main_intent',
  'disposition',
  'summary_state',
  'summary_revision',
  'summary',
  'warnings',
]

function csvCells({ call, summary }: ExportedCall): (string | number | null)[] {
  return [
    call.id,
    call.startedAt,
    call.durationMs === null ? null : Math.round(call.durationMs / 1000),
    call.title,
    call.language,
    call.queue,
    call.advisorId,
    call.source,
    call.mainIntentId,
    call.dispositionId,
    call.summaryState,
    summary?.revision ?? null,
    summary === undefined ? null : summaryText(summary),
    call.warnings.join(' '),
  ]
}

/** One line a line of the summary, behind its field. */
function summaryText({ fields }: Summary): string {
  return fields.flatMap(({ fieldId, lines }) => lines.map(({ text }) => `${fieldId}: ${text}`)).join('\n')
}

function summaryJson(summary: Summary): JsonValue {
  return toJson(SummarySchema, summary)
}
