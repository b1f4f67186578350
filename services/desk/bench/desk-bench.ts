/**
 * `npm run bench:desk [-- --calls 100000]`: how long the supervisors' figures and searches take on a database of that many calls, made
 * here. The words of a call are 250 of 20,000, few of them often and most of them rarely, as in speech.
 */
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { systemClock } from '@souffleur/flow'
import { createLog } from '@souffleur/telemetry'
import { readCallInsights } from '../src/insights/call-insights.ts'
import { countFigureDays } from '../src/insights/figure-days.ts'
import { FeedbackStore } from '../src/insights/source-feedback.ts'
import { readSuggestionInsights } from '../src/insights/suggestion-figures.ts'
import { givenSealingKey } from '../src/sealing/sealing-key.ts'
import { searchVector } from '../src/search/call-words.ts'
import { findCalls } from '../src/search/find-calls.ts'
import { readSearchChoices } from '../src/search/search-choices.ts'
import { searchOf } from '../src/search/search-parameters.ts'
import type { Database, PlainDatabase } from '../src/storage/database.ts'
import { openRecords } from '../src/storage/open-records.ts'
import { openPgDatabase } from '../src/storage/pg-database.ts'
import { openPgliteDatabase } from '../src/storage/pglite-database.ts'
import { sql } from '../src/storage/statement.ts'

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '100000' },
    runs: { type: 'string', default: '20' },
    postgres: { type: 'string' },
    analyse: { type: 'boolean', default: false },
  },
})
const calls = Number(values.calls)
const runs = Number(values.runs)
const DAYS = 365

/** Calls of a year over three queues, with suggestions and figures; ids and values follow from their number. */
async function fill(database: Database): Promise<void> {
  await database.query(sql`
    INSERT INTO calls (call_id, state, title, language, queue, advisor_id, source, synthetic, started_at, ended_at, duration_ms, utterances, suggestions)
    SELECT 'c' || n, 'ended', '', 'fr', 'queue-' || n % 3, 'advisor-' || n % 80, 'bench', TRUE,
      now() - (n % ${DAYS}) * interval '1 day', now(), 60000 + n % 600000, 20, 2
    FROM generate_series(1, ${calls}::int) AS n`)
  await database.query(sql`
    INSERT INTO call_figures (call_id, day, queue, duration_ms, suggestions, customer_ms, advisor_ms, overlap_ms, silence_ms, main_intent_id, resolution, disposition_id, edit_distance)
    SELECT 'c' || n, (now() - (n % ${DAYS}) * interval '1 day')::date, 'queue-' || n % 3, 60000 + n % 600000, 2, 20000, 25000, 1000, 16000, 'intent-' || n % 39, CASE n % 3 WHEN 0 THEN 'settled' WHEN 1 THEN 'unsettled' END,
      'disposition-' || n % 14, CASE WHEN n % 2 = 0 THEN (n % 100) / 100.0 END
    FROM generate_series(1, ${calls}::int) AS n`)
  await database.query(sql`
    INSERT INTO suggestion_outcomes (call_id, suggestion_id, offered_at, kind, source_id, article_version, meaning_model, intent_id, queue, language,
      score, speculative, shown, outcome)
    SELECT 'c' || n, 'c' || n || '-s-1', now() - (n % ${DAYS}) * interval '1 day', 'answer', 'article a' || n % 67, 1, '', 'intent-' || n % 39,
      'queue-' || n % 3, 'fr', 0.8, n % 2 = 0, TRUE,
      CASE n % 5 WHEN 0 THEN 'accepted' WHEN 1 THEN 'edited' WHEN 2 THEN 'copied' WHEN 3 THEN 'dismissed' END
    FROM generate_series(1, ${calls}::int) AS n`)
  await fillWords(database)
  if (values.analyse) await database.exec('ANALYZE')
}

const VOCABULARY = 20_000
const POOL = 2000
const FILLED_AT_ONCE = 4000

/** A word of letters alone, as speech has them: `zb` for 1. */
const word = (rank: number) => `z${[...String(rank)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`

/** By Zipf's law, from the first, which nearly every call has. */
function someWords(seed: number): string {
  let state = seed * 2_654_435_761
  const words = new Set<number>()
  while (words.size < 250) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    words.add(Math.floor(VOCABULARY ** (state / 2 ** 32)))
  }
  return [...words].map(word).join(' ')
}

async function fillWords(database: Database): Promise<void> {
  await database.exec('CREATE TABLE word_pool (place integer PRIMARY KEY, words tsvector NOT NULL)')
  const pool: string[] = []
  for (let place = 0; place < POOL; place += 1) {
    const said = someWords(place + 1)
    pool.push(said)
    const words = searchVector([{ text: said, language: 'fr' }], database.seal)
    await database.query(sql`INSERT INTO word_pool VALUES (${place}, ${words}::tsvector)`)
  }
  for (let from = 1; from <= calls; from += FILLED_AT_ONCE) {
    const to = Math.min(calls, from + FILLED_AT_ONCE - 1)
    const { rare, texts } = sealedTexts(database, pool, from, to)
    await database.query(sql`
    INSERT INTO call_index (call_id, started_at, advisor_id, queue, language, duration_ms, utterances, intents, alerts, warnings,
      summary_state, disposition_id, resolution, analysis, words, texts)
    SELECT 'c' || n, now() - (n % ${DAYS}) * interval '1 day', 'advisor-' || n % 80, 'queue-' || n % 3, 'fr', 60000 + n % 600000, 20,
      ARRAY['intent-' || n % 39], CASE WHEN n % 200 = 0 THEN ARRAY['legal'] ELSE ARRAY[]::text[] END, ARRAY[]::text[], 'saved',
      'disposition-' || n % 14, CASE n % 3 WHEN 0 THEN 'settled' WHEN 1 THEN 'unsettled' END, 2,
      p.words || ('''' || rare || '''')::tsvector, decode(texts, 'base64')
    FROM (SELECT ${from}::int + place - 1 AS n, rare, texts FROM unnest(${rare}::text[], ${texts}::text[]) WITH ORDINALITY AS said (rare, texts, place)) AS told
      JOIN word_pool p ON p.place = n % ${POOL}`)
    await database.query(sql`
    INSERT INTO call_events (call_id, event_id, kind, occurred_at, event, sealed)
    SELECT 'c' || n, 'e', 'utterance', now(), jsonb_build_object('utterance', jsonb_build_object(
      'utteranceId', 'c' || n, 'channel', 'CHANNEL_CUSTOMER', 'language', 'fr', 'startMs', 0, 'endMs', 90000)),
      decode(texts, 'base64')
    FROM (SELECT ${from}::int + place - 1 AS n, texts FROM unnest(${texts}::text[]) WITH ORDINALITY AS said (texts, place)) AS told`)
  }
}

/** What was said in each call, sealed as the index holds it, and the hash of the word that ten calls share. */
function sealedTexts(database: Database, pool: readonly string[], from: number, to: number): { rare: string[]; texts: string[] } {
  const calls = Array.from({ length: to - from + 1 }, (_, index) => {
    const n = from + index
    const rare = `rare${[...String(Math.floor(n / 10))].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`
    const utterance = { id: `c${n}`, channel: 'customer', startMs: 0 }
    const said = JSON.stringify([{ text: `${pool[n % POOL]} ${rare}`, language: 'fr', utterance }])
    return { rare: database.seal.lexeme(rare), text: Buffer.from(database.seal.seal(said, `texts c${n}`)).toString('base64') }
  })
  return { rare: calls.map((call) => call.rare), texts: calls.map(({ text }) => text) }
}

const searches: readonly (readonly [string, Parameters<typeof searchOf>[0]])[] = [
  ['every call', {}],
  ['rare filters', { disposition: 'disposition-3', alert: 'legal', resolution: 'settled' }],
  ['a word of nearly every call', { q: `${word(1)}` }],
  ['two usual words', { q: `${word(30)} ${word(60)}` }],
  ['a word of one call in a hundred', { q: `${word(3000)}` }],
  ['a word of ten calls', { q: `rarehhh` }],
  ['a beginning', { q: `${word(199)}*` }],
  ['words in quotes', { q: `"${word(10)} ${word(100)}"` }],
  ['words in quotes that nobody says', { q: `"${word(100)} ${word(10)}"` }],
  ['a usual word, of one advisor', { q: `${word(30)}`, advisor: 'advisor-7' }],
  ['a word that nobody says', { q: 'unheard' }],
]

async function measure(name: string, work: () => Promise<unknown>): Promise<void> {
  await work()
  const times: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const startedMs = performance.now()
    await work()
    times.push(performance.now() - startedMs)
  }
  const ordered = times.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))] ?? 0)
  process.stdout.write(`${name.padEnd(56)}p50 ${String(at(0.5)).padStart(5)} ms   p95 ${String(at(0.95)).padStart(5)} ms\n`)
}

async function run(name: string, plain: PlainDatabase): Promise<void> {
  const database = await openRecords(plain, { sealingKey: givenSealingKey(randomBytes(32)), clock: systemClock })
  await fill(database)
  const now = Date.now()
  const period = (days: number) => ({ from: new Date(now - days * 86_400_000), to: new Date(now + 86_400_000) })
  process.stdout.write(`${name}, ${calls} calls\n`)
  const startedMs = performance.now()
  const days = await countFigureDays(database, new Date(now))
  process.stdout.write(`  ${days} days counted, once: ${((performance.now() - startedMs) / 1000).toFixed(1)} s\n`)
  for (const days of [30, DAYS]) {
    await measure(`  calls, ${days} days`, () => readCallInsights(database, period(days)))
    await measure(`  suggestions, ${days} days`, () => readSuggestionInsights(database, period(days)))
  }
  for (const [what, parameters] of searches) {
    const search = searchOf(parameters, {}, now)
    const { found } = await findCalls(database, search, { limit: 25 })
    await measure(`  search, ${what} (${found.length} found)`, () => findCalls(database, search, { limit: 25 }))
  }
  await measure('  choices of the search', () => readSearchChoices(database, {}))
  const feedback = new FeedbackStore(database, systemClock)
  await measure('  feedback by source', () => feedback.load())
  await database.close()
}

const log = createLog('warn')
await run('PGlite, in memory', await openPgliteDatabase({ clock: systemClock, log }))
if (values.postgres !== undefined) await run('PostgreSQL', await openPgDatabase({ url: values.postgres, log, connections: 2 }))
