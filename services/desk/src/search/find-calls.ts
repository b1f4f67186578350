import type { Language } from '@souffleur/proto'
import * as z from 'zod'
import type { VisibleCalls } from '../access.ts'
import type { CallCursor } from '../calls/call-repository.ts'
import { type CallRow, type SummaryStateName, selectCalls } from '../calls/call-row.ts'
import { visibleCondition } from '../calls/visible-calls.ts'
import { type Queryable, select } from '../storage/database.ts'
import { allOf, type Statement, sql } from '../storage/statement.ts'
import { type CallText, readIndexedTexts } from './call-index.ts'
import { needsReading, type SearchQuery, tsqueryOf } from './search-query.ts'
import { excerptOf, findWords, saysUnwanted, type TextRange } from './word-hits.ts'

/** What ended calls are looked for by; all of it must hold. */
export interface CallSearch {
  readonly visible: VisibleCalls
  readonly query?: SearchQuery | undefined
  /** Start of the call, inclusive. */
  readonly from?: Date | undefined
  /** Exclusive. */
  readonly to?: Date | undefined
  readonly advisorId?: string | undefined
  readonly queue?: string | undefined
  readonly language?: string | undefined
  /** One of the call's intents, not only the main one. */
  readonly intent?: string | undefined
  readonly disposition?: string | undefined
  readonly resolution?: 'settled' | 'unsettled' | undefined
  readonly summary?: SummaryStateName | undefined
  /** Of the guide; `any` for a call with some alert. */
  readonly alert?: string | undefined
  /** A code that the call is warned of. */
  readonly warning?: string | undefined
  readonly minMs?: number | undefined
  readonly maxMs?: number | undefined
}

/** Words of a call that were looked for. */
export interface WordHit {
  /** Null for the summary. */
  readonly utteranceId: string | null
  readonly channel: 'customer' | 'advisor' | 'mixed' | null
  readonly startMs: number | null
  readonly language: Language
  /** What surrounds the words. */
  readonly text: string
  /** UTF-16 units of `text`. */
  readonly ranges: readonly TextRange[]
  /** The first words in the whole utterance, to point at them. */
  readonly place: TextRange
}

export interface FoundCall {
  readonly call: CallRow
  /** Those that say most of what is looked for, in the order of the call. Empty without a query. */
  readonly hits: readonly WordHit[]
}

export interface FoundPage {
  readonly found: readonly FoundCall[]
  /** Where the next page starts; null at the end. */
  readonly next: CallCursor | null
}

/**
 * Of the newest calls, so many are looked through one by one: that finds a page of what is said often. What is said too rarely for that is
 * rare enough to be taken from the index of words and sorted. Neither needs the database's statistics, which PGlite doesn't keep by itself.
 */
const LOOKED_THROUGH = 400
/** So many are few enough for any plan, and the best one reads no words at all: the calls and the index of words, one laid over the other. */
const FEW = 2500
/** Candidates whose texts are read in one request: phrases are only found by reading. */
const MOST_READ = 120
const HITS_A_CALL = 3

interface FoundOptions {
  readonly before?: CallCursor | undefined
  readonly limit: number
  /** False where nobody looks at what was said in which place. */
  readonly withHits?: boolean
}

/** Newest first. */
export async function findCalls(
  database: Queryable,
  search: CallSearch,
  { before, limit, withHits = true }: FoundOptions,
): Promise<FoundPage> {
  const reads = search.query !== undefined && needsReading(search.query)
  // Where the index alone tells, texts are only read for what is shown of them.
  const query = withHits || reads ? search.query : undefined
  const wanted = reads ? Math.max(limit + 1, MOST_READ) : limit + 1
  const candidates = await findCandidates(database, search, before, wanted)
  const found: FoundCall[] = []
  let taken = 0
  while (taken < candidates.length && found.length < limit) {
    const chunk = candidates.slice(taken, taken + limit - found.length)
    taken += chunk.length
    found.push(...(query === undefined ? chunk.map(({ call }) => ({ call, hits: [] })) : await readHits(database, chunk, query)))
  }
  const isMore = taken < candidates.length || candidates.length === wanted
  const last = candidates[taken - 1]
  return { found, next: isMore && last !== undefined ? { startedAtMs: last.startedAtMs, callId: last.callId } : null }
}

async function readHits(database: Queryable, candidates: readonly Candidate[], query: SearchQuery): Promise<FoundCall[]> {
  const calls = candidates.map(({ call }) => call)
  const texts = await readIndexedTexts(database, calls)
  return calls.flatMap((call) => {
    const hits = hitsIn(texts.get(call.id) ?? [], query)
    return hits === undefined ? [] : [{ call, hits }]
  })
}

interface Candidate extends CallCursor {
  readonly call: CallRow
}

const placeRow = z.object({ call_id: z.string(), started_at: z.date() })

async function findCandidates(
  database: Queryable,
  search: CallSearch,
  before: CallCursor | undefined,
  limit: number,
): Promise<Candidate[]> {
  const places = await findPlaces(database, search, before, limit)
  const ids = places.map(({ callId }) => callId)
  if (ids.length === 0) return []
  const rows = await selectCalls(database, sql`WHERE c.call_id = ANY(${ids})`)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return places.flatMap((place) => {
    const call = byId.get(place.callId)
    return call === undefined ? [] : [{ ...place, call }]
  })
}

async function findPlaces(database: Queryable, search: CallSearch, before: CallCursor | undefined, limit: number): Promise<CallCursor[]> {
  const conditions = allOf(conditionsOf(search, before))
  const newestFirst = sql`ORDER BY started_at DESC, call_id DESC`
  const tsquery = search.query === undefined ? '' : tsqueryOf(search.query, database.seal)
  if (tsquery === '')
    return places(database, sql`SELECT call_id, started_at FROM call_index WHERE ${conditions} ${newestFirst} LIMIT ${limit}`)
  if (isNarrow(search) && (await areFew(database, conditions)))
    return places(
      database,
      sql`SELECT call_id, started_at FROM call_index WHERE ${conditions} AND words @@ ${tsquery}::tsquery ${newestFirst} LIMIT ${limit}`,
    )
  const near = await places(
    database,
    sql`SELECT call_id, started_at FROM (SELECT call_id, started_at, words FROM call_index WHERE ${conditions} ${newestFirst} LIMIT ${LOOKED_THROUGH}) AS newest
      WHERE words @@ ${tsquery}::tsquery ${newestFirst} LIMIT ${limit}`,
  )
  if (near.length === limit) return near
  // The words come first and apart, so that no planner without statistics reads the words of every call.
  return places(
    database,
    sql`WITH saying AS MATERIALIZED (SELECT * FROM call_index WHERE words @@ ${tsquery}::tsquery)
      SELECT call_id, started_at FROM saying WHERE ${conditions} ${newestFirst} LIMIT ${limit}`,
  )
}

/** Of one advisor, or of a period: often few enough to be looked through, whatever the word. */
function isNarrow({ visible, advisorId, from, to }: CallSearch): boolean {
  return visible.advisorId !== undefined || advisorId !== undefined || (from !== undefined && to !== undefined)
}

async function areFew(database: Queryable, conditions: Statement): Promise<boolean> {
  return (await places(database, sql`SELECT call_id, started_at FROM call_index WHERE ${conditions} LIMIT 1 OFFSET ${FEW}`)).length === 0
}

async function places(database: Queryable, statement: Statement): Promise<CallCursor[]> {
  const rows = await select(database, placeRow, statement)
  return rows.map(({ call_id, started_at }) => ({ callId: call_id, startedAtMs: started_at.getTime() }))
}

function conditionsOf(search: CallSearch, before: CallCursor | undefined): Statement[] {
  const { visible, from, to, advisorId, queue, language, intent, disposition, resolution, summary, alert, warning, minMs, maxMs } = search
  const conditions: Statement[] = [visibleCondition(visible, sql`advisor_id`)]
  if (before !== undefined) conditions.push(sql`(started_at, call_id) < (${new Date(before.startedAtMs)}, ${before.callId})`)
  if (from !== undefined) conditions.push(sql`started_at >= ${from}`)
  if (to !== undefined) conditions.push(sql`started_at < ${to}`)
  if (advisorId !== undefined) conditions.push(sql`advisor_id = ${advisorId}`)
  if (queue !== undefined) conditions.push(sql`queue = ${queue}`)
  if (language !== undefined) conditions.push(sql`language = ${language}`)
  if (intent !== undefined) conditions.push(sql`${intent} = ANY(intents)`)
  if (disposition !== undefined) conditions.push(sql`disposition_id = ${disposition}`)
  if (resolution !== undefined) conditions.push(sql`resolution = ${resolution}`)
  if (summary !== undefined) conditions.push(sql`summary_state = ${summary}`)
  if (alert !== undefined) conditions.push(alert === 'any' ? sql`cardinality(alerts) > 0` : sql`${alert} = ANY(alerts)`)
  if (warning !== undefined) conditions.push(sql`${warning} = ANY(warnings)`)
  if (minMs !== undefined) conditions.push(sql`duration_ms >= ${minMs}::bigint`)
  if (maxMs !== undefined) conditions.push(sql`duration_ms <= ${maxMs}::bigint`)
  return conditions
}

/**
 * The best places of a call, the summary's only where it says more than anybody did: it quotes them. Undefined when reading shows that the call isn't one.
 */
function hitsIn(texts: readonly CallText[], query: SearchQuery): WordHit[] | undefined {
  if (texts.some(({ text, language }) => saysUnwanted(text, language, query))) return undefined
  const said = new Set<number>()
  const places: { readonly hit: WordHit; readonly terms: number; readonly order: number }[] = []
  for (const [order, item] of texts.entries()) {
    const { ranges, terms } = findWords(item.text, item.language, query)
    for (const term of terms) said.add(term)
    const [first] = ranges
    // The title is in every list of calls anyway.
    if (first !== undefined && order > 0) places.push({ hit: hitOf(item, ranges, first), terms: terms.size, order })
  }
  if (query.wanted.some((_term, index) => !said.has(index))) return undefined
  const mostSaid = Math.max(0, ...places.filter(({ hit }) => hit.utteranceId !== null).map(({ terms }) => terms))
  return places
    .filter(({ hit, terms }) => hit.utteranceId !== null || terms > mostSaid)
    .toSorted((one, other) => other.terms - one.terms || one.order - other.order)
    .slice(0, HITS_A_CALL)
    .toSorted((one, other) => one.order - other.order)
    .map(({ hit }) => hit)
}

function hitOf({ text, language, utterance }: CallText, ranges: readonly TextRange[], place: TextRange): WordHit {
  const { id: utteranceId = null, channel = null, startMs = null } = utterance ?? {}
  return { utteranceId, channel, startMs, language, place, ...excerptOf(text, ranges) }
}
