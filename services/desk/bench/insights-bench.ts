/** `npm run bench:desk [-- --calls 100000]`: how long the supervisors' figures take on a database of that many calls, made here. */
import { parseArgs } from 'node:util'
import { systemClock } from '@souffleur/flow'
import { createLog } from '@souffleur/telemetry'
import { readCallInsights } from '../src/insights/call-insights.ts'
import { FeedbackStore } from '../src/insights/source-feedback.ts'
import { readSuggestionInsights } from '../src/insights/suggestion-figures.ts'
import type { Database } from '../src/storage/database.ts'
import { migrate } from '../src/storage/migrate.ts'
import { openPgDatabase } from '../src/storage/pg-database.ts'
import { openPgliteDatabase } from '../src/storage/pglite-database.ts'
import { sql } from '../src/storage/statement.ts'

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '100000' }, runs: { type: 'string', default: '20' }, postgres: { type: 'string' } },
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
  await database.exec('ANALYZE')
}

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
  process.stdout.write(`${name.padEnd(44)}p50 ${String(at(0.5)).padStart(5)} ms   p95 ${String(at(0.95)).padStart(5)} ms\n`)
}

async function run(name: string, database: Database): Promise<void> {
  await migrate(database)
  await fill(database)
  const now = Date.now()
  const period = (days: number) => ({ from: new Date(now - days * 86_400_000), to: new Date(now + 86_400_000) })
  process.stdout.write(`${name}, ${calls} calls\n`)
  for (const days of [30, DAYS]) {
    await measure(`  calls, ${days} days`, () => readCallInsights(database, period(days)))
    await measure(`  suggestions, ${days} days`, () => readSuggestionInsights(database, period(days)))
  }
  const feedback = new FeedbackStore(database, systemClock)
  await measure('  feedback by source', () => feedback.load())
  await database.close()
}

const log = createLog('warn')
await run('PGlite, in memory', await openPgliteDatabase({ clock: systemClock, log }))
if (values.postgres !== undefined) await run('PostgreSQL', await openPgDatabase({ url: values.postgres, log, connections: 2 }))
