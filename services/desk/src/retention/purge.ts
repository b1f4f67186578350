import { ulid } from 'ulid'
import * as z from 'zod'
import { appendAudit } from '../audit/audit-chain.ts'
import { indexCall } from '../search/call-index.ts'
import { type Database, type Queryable, select, selectOne } from '../storage/database.ts'
import { allOf, json, type Statement, sql } from '../storage/statement.ts'
import { purgeOriginals, type VaultRules } from '../vault/originals.ts'
import type { RetentionRule } from './retention-rules.ts'
import { countRows, type TableOfCalls, tablesOfCalls } from './rows-of-calls.ts'

export const retentionKinds = ['words', 'summaries', 'calls'] as const
export type RetentionKind = (typeof retentionKinds)[number]

/** What one rule removed. */
const purgedPart = z.object({
  queue: z.string(),
  kind: z.enum(retentionKinds),
  /** Of calls that started before then, ISO 8601. */
  before: z.string(),
  calls: z.number(),
  /** Rows by table, counted before and after; those that go along with others included. */
  removed: z.record(z.string(), z.number()),
  /** Calls that the rule still finds afterwards: 0, unless something went wrong or they run. */
  left: z.number(),
  /** Rows of the calls above that should be gone and were still there afterwards: 0, unless something went wrong. */
  rowsLeft: z.number().default(0),
})
export const purgeReport = z.object({
  id: z.string(),
  at: z.string(),
  actor: z.string(),
  dryRun: z.boolean(),
  parts: z.array(purgedPart),
  /** Values of the vault whose time has come. */
  originals: z.number().default(0),
  /** Starts of the oldest calls of which there still are words, a summary, anything. */
  oldest: z.object({ words: z.string().nullable(), summaries: z.string().nullable(), calls: z.string().nullable() }),
})
export type PurgeReport = z.infer<typeof purgeReport>
type PurgedPart = z.infer<typeof purgedPart>

export interface PurgeOrder {
  readonly rules: readonly RetentionRule[]
  readonly vault: VaultRules
  readonly now: Date
  readonly actor: string
  /** Counts, and removes nothing. */
  readonly dryRun?: boolean
  readonly signal?: AbortSignal
}

const DAY_MS = 86_400_000
/** Few enough that calls that run don't wait for the database. */
const BATCH = 20

/** Removes what is older than the rules allow, and writes down what was removed and what is left. */
export async function purge(database: Database, order: PurgeOrder): Promise<PurgeReport> {
  const { rules, vault, now, actor, dryRun = false } = order
  const parts: PurgedPart[] = []
  for (const rule of rules) {
    for (const kind of retentionKinds) {
      const days = daysOf(rule, kind)
      if (days === null) continue
      const before = new Date(now.getTime() - days * DAY_MS)
      const due = dueCalls(kind, before, rule, rules)
      parts.push(await purgePart(database, { kind, before, queue: rule.queue, due, order }))
    }
  }
  const originals = await purgeOriginals(database, vault, { now, dryRun })
  const report = { id: ulid(now.getTime()), at: now.toISOString(), actor, dryRun, parts, originals, oldest: await oldestOf(database) }
  if (!dryRun) await store(database, report, now)
  return report
}

/** Newest first. */
export function listPurges(database: Queryable, limit: number): Promise<PurgeReport[]> {
  const row = z.object({ report: purgeReport }).transform(({ report }) => report)
  return select(database, row, sql`SELECT report FROM purges ORDER BY at DESC, purge_id DESC LIMIT ${limit}`)
}

function daysOf({ wordsDays, summariesDays, callsDays }: RetentionRule, kind: RetentionKind): number | null {
  switch (kind) {
    case 'words':
      return wordsDays
    case 'summaries':
      return summariesDays
    case 'calls':
      return callsDays
  }
}

/** The ended calls of a rule that still have what it removes; `c` is the call. */
function dueCalls(kind: RetentionKind, before: Date, rule: RetentionRule, rules: readonly RetentionRule[]): Statement {
  const others = rules.flatMap(({ queue }) => (queue === '' ? [] : [queue]))
  const ofQueue = rule.queue === '' ? sql`NOT c.queue = ANY(${others})` : sql`c.queue = ${rule.queue}`
  return allOf([sql`c.state = 'ended'`, sql`c.started_at < ${before}`, ofQueue, holds(kind)])
}

function holds(kind: RetentionKind): Statement {
  switch (kind) {
    case 'words':
      return sql`(c.title <> '' OR EXISTS (SELECT 1 FROM call_events e WHERE e.call_id = c.call_id))`
    case 'summaries':
      return sql`(EXISTS (SELECT 1 FROM summaries s WHERE s.call_id = c.call_id) OR EXISTS (SELECT 1 FROM summary_revisions r WHERE r.call_id = c.call_id) OR EXISTS (SELECT 1 FROM summary_drafts d WHERE d.call_id = c.call_id)
        OR EXISTS (SELECT 1 FROM call_scorecards k WHERE k.call_id = c.call_id))`
    case 'calls':
      return sql`TRUE`
  }
}

const placeRow = z.object({ call_id: z.string(), started_at: z.date() })
type Place = z.infer<typeof placeRow>
const countRow = z.object({ n: z.coerce.number() })

async function purgePart(
  database: Database,
  { kind, before, queue, due, order }: { kind: RetentionKind; before: Date; queue: string; due: Statement; order: PurgeOrder },
): Promise<PurgedPart> {
  const count = async () => (await selectOne(database, countRow, sql`SELECT count(*) AS n FROM calls c WHERE ${due}`))?.n ?? 0
  const found = await count()
  const removed: Partial<Record<TableOfCalls, number>> = {}
  let rowsLeft = 0
  let last: Place | undefined
  while (order.dryRun !== true && order.signal?.aborted !== true) {
    const batch = await database.transaction((tx) => removeBatch(tx, kind, { due, after: last }))
    if (batch === undefined) break
    last = batch.last
    for (const table of tablesOfCalls) {
      const rows = batch.before[table] - batch.after[table]
      if (rows > 0) removed[table] = (removed[table] ?? 0) + rows
    }
    rowsLeft += emptied[kind].reduce((sum, table) => sum + batch.after[table], 0)
  }
  const left = order.dryRun === true ? found : await count()
  return { queue, kind, before: before.toISOString(), calls: found, removed, left, rowsLeft }
}

type Counts = Record<TableOfCalls, number>

interface Batch {
  readonly before: Counts
  readonly after: Counts
  readonly last: Place | undefined
}

/**
 * Undefined when nothing is due any more. The calls are held, so that none of them starts anew in between. Each batch goes on after the one
 * before: of years of calls whose words are long gone, none is looked at again.
 */
async function removeBatch(
  tx: Queryable,
  kind: RetentionKind,
  { due, after }: { readonly due: Statement; readonly after: Place | undefined },
): Promise<Batch | undefined> {
  const isNext = after === undefined ? sql`TRUE` : sql`(c.started_at, c.call_id) > (${after.started_at}, ${after.call_id})`
  const batch = await select(
    tx,
    placeRow,
    sql`SELECT c.call_id, c.started_at FROM calls c WHERE ${due} AND ${isNext} ORDER BY c.started_at, c.call_id LIMIT ${BATCH} FOR UPDATE OF c`,
  )
  if (batch.length === 0) return undefined
  const ids = batch.map(({ call_id }) => call_id)
  const before = await countRows(tx, ids)
  await removers[kind](tx, ids)
  return { before, after: await countRows(tx, ids), last: batch.at(-1) }
}

/** Tables that hold nothing of a call once its time has come. */
const emptied: Record<RetentionKind, readonly TableOfCalls[]> = {
  words: ['call_events', 'call_originals'],
  summaries: ['summaries', 'summary_revisions', 'summary_drafts', 'reviews', 'call_scorecards', 'webhook_deliveries'],
  calls: tablesOfCalls,
}

const removers: Record<RetentionKind, (tx: Queryable, ids: readonly string[]) => Promise<void>> = {
  words: async (tx, ids) => {
    await tx.query(sql`DELETE FROM call_events WHERE call_id = ANY(${ids})`)
    await tx.query(sql`DELETE FROM call_originals WHERE call_id = ANY(${ids})`)
    await tx.query(sql`UPDATE calls SET title = '' WHERE call_id = ANY(${ids})`)
    for (const id of ids) await indexCall(tx, id)
  },
  summaries: async (tx, ids) => {
    // Reviews and deliveries to other systems go with the revisions that they are about.
    await tx.query(sql`DELETE FROM summary_drafts WHERE call_id = ANY(${ids})`)
    await tx.query(sql`DELETE FROM call_scorecards WHERE call_id = ANY(${ids})`)
    await tx.query(sql`DELETE FROM summary_revisions WHERE call_id = ANY(${ids})`)
    await tx.query(sql`DELETE FROM summaries WHERE call_id = ANY(${ids})`)
    for (const id of ids) await indexCall(tx, id)
  },
  calls: async (tx, ids) => {
    await tx.query(sql`DELETE FROM calls WHERE call_id = ANY(${ids})`)
  },
}

const oldestRow = z.object({ words: z.date().nullable(), summaries: z.date().nullable(), calls: z.date().nullable() })

async function oldestOf(database: Queryable): Promise<PurgeReport['oldest']> {
  const row = await selectOne(
    database,
    oldestRow,
    sql`SELECT
      (SELECT min(started_at) FROM calls c WHERE EXISTS (SELECT 1 FROM call_events e WHERE e.call_id = c.call_id)) AS words,
      (SELECT min(started_at) FROM calls c JOIN summaries s USING (call_id)) AS summaries,
      (SELECT min(started_at) FROM calls) AS calls`,
  )
  const iso = (date: Date | null | undefined) => date?.toISOString() ?? null
  return { words: iso(row?.words), summaries: iso(row?.summaries), calls: iso(row?.calls) }
}

/** Of a run that nobody asked for and that found nothing, one a day is enough: reports of what was removed are not lost among them. */
async function isWorthKeeping(database: Queryable, { actor, parts, originals }: PurgeReport, now: Date): Promise<boolean> {
  if (actor !== 'system' || originals > 0 || parts.some(({ calls, left, rowsLeft }) => calls + left + rowsLeft > 0)) return true
  const since = new Date(now.getTime() - DAY_MS)
  const row = z.object({ purge_id: z.string() })
  return (await selectOne(database, row, sql`SELECT purge_id FROM purges WHERE at > ${since} LIMIT 1`)) === undefined
}

async function store(database: Database, report: PurgeReport, now: Date): Promise<void> {
  await database.transaction(async (tx) => {
    if (!(await isWorthKeeping(tx, report, now))) return
    await tx.query(
      sql`INSERT INTO purges (purge_id, at, actor, report) VALUES (${report.id}, ${now}, ${report.actor}, ${json(report)}::jsonb)`,
    )
    const totals = Object.fromEntries(
      retentionKinds.map((kind) => [kind, report.parts.reduce((sum, part) => sum + (part.kind === kind ? part.calls : 0), 0)]),
    )
    const left = report.parts.reduce((sum, part) => sum + part.left, 0)
    const rowsLeft = report.parts.reduce((sum, part) => sum + part.rowsLeft, 0)
    const rows = report.parts.reduce((sum, { removed }) => sum + Object.values(removed).reduce((all, count) => all + count, 0), 0)
    await appendAudit(tx, {
      atMs: now.getTime(),
      actor: report.actor,
      action: 'retention.purged',
      subject: report.id,
      details: { ...totals, rows, left, rowsLeft },
    })
  })
}
