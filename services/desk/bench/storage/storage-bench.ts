/**
 * `npm run bench:storage -- --postgres URL --calls 100000`: every list, search, chart and first page of an export that the API serves, over
 * HTTP and against a database that fill-cli.ts filled, many times each and always about something else. Then what removes calls, batch by
 * batch: that changes the database.
 */
import { writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { systemClock } from '@souffleur/flow'
import { createLog } from '@souffleur/telemetry'
import * as z from 'zod'
import { openSession } from '../../src/accounts/sessions.ts'
import { cookieName } from '../../src/http/session-cookie.ts'
import { countFigureDays } from '../../src/insights/figure-days.ts'
import { purge } from '../../src/retention/purge.ts'
import { type Database, selectOne } from '../../src/storage/database.ts'
import { openRecords } from '../../src/storage/open-records.ts'
import { openPgDatabase } from '../../src/storage/pg-database.ts'
import { sql } from '../../src/storage/statement.ts'
import { EMPTY_VAULT } from '../../src/vault/originals.ts'
import { startFilledDesk } from '../../test/filled-desk.ts'
import { keyHolderOf } from './fill-storage.ts'
import { madeSet } from './made-set.ts'
import { SeededNumbers } from './made-words.ts'
import { type Asked, type Question, questionsAbout } from './questions.ts'

const { values } = parseArgs({
  options: {
    postgres: { type: 'string' },
    calls: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    questions: { type: 'string', default: '40' },
    only: { type: 'string' },
    purge: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
})
if (values.postgres === undefined) throw new Error('--postgres postgres://...: expected the database that was filled')
const TARGET_MS = 200
const set = madeSet(values)
const plain = await openPgDatabase({ url: values.postgres, log: createLog('warn') })

interface Figure {
  readonly name: string
  readonly asked: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly maxMs: number
}

const figures: Figure[] = []
const report = (name: string, times: readonly number[]): void => {
  const ordered = times.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(10 * (ordered[Math.min(ordered.length - 1, Math.ceil(share * ordered.length) - 1)] ?? 0)) / 10
  const figure = { name, asked: times.length, p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) }
  figures.push(figure)
  process.stdout.write(`${lineOf(figure)}\n`)
}
const lineOf = ({ name, p50Ms, p95Ms, maxMs }: Figure) =>
  `${name.padEnd(60)}${[p50Ms, p95Ms, maxMs].map((ms) => ms.toFixed(1).padStart(9)).join('')}${p95Ms < TARGET_MS ? '' : '  over'}`

const size = await sizeOf()
const loadBefore = busy()
const heading = `PostgreSQL ${size.version}, ${size.calls} calls, ${size.utterances} utterances, ${size.gigabytes} GB; milliseconds over HTTP, one at a time
${''.padEnd(60)}${['p50', 'p95', 'longest'].map((title) => title.padStart(9)).join('')}`
process.stdout.write(`${heading}\n`)
await countDays()
await askEverything()
if (values.purge) await removeSome()
await plain.close()
if (values.out !== undefined) {
  const { p95 = 0 } = { p95: Math.max(...figures.map(({ p95Ms }) => p95Ms)) }
  await writeFile(
    `${values.out}.json`,
    `${JSON.stringify({ ...size, load: [loadBefore, busy()], seed: set.seed, targetMs: TARGET_MS, highestP95Ms: p95, figures }, null, 2)}\n`,
  )
  await writeFile(
    `${values.out}.txt`,
    `$ npm run bench:storage -- --postgres URL --calls ${set.calls} --questions ${values.questions}${values.purge ? ' --purge' : ''}\nLoad of the machine before and after, this included: ${loadBefore}, ${busy()}\n${heading}\n${figures.map(lineOf).join('\n')}\n`,
  )
}

/** What else this machine does counts: processes that want a core, over the last minute. */
function busy(): string {
  return `${(loadavg()[0] ?? 0).toFixed(1)} on ${availableParallelism()} cores`
}

async function sizeOf() {
  const row = z.object({ version: z.string(), calls: z.coerce.number(), utterances: z.coerce.number(), bytes: z.coerce.number() })
  const found = await selectOne(
    plain,
    row,
    sql`SELECT current_setting('server_version') AS version, count(*) AS calls, sum(utterances) AS utterances, pg_database_size(current_database()) AS bytes FROM calls`,
  )
  if (found === undefined) throw new Error('a count has no row')
  return {
    version: found.version.split(' ')[0] ?? '',
    calls: found.calls,
    utterances: found.utterances,
    gigabytes: Math.round(found.bytes / 1e8) / 10,
  }
}

/** As the desk does beside the calls. */
async function countDays(): Promise<void> {
  const database = await openRecords(plain, { sealingKey: keyHolderOf(set), clock: systemClock })
  const times: number[] = []
  const days = await countFigureDays(timed(database, times), new Date(set.endsAtMs))
  if (days > 0) report('figures of five days, counted', times)
}

async function askEverything(): Promise<void> {
  const startedMs = performance.now()
  const harness = await startFilledDesk(plain, { atMs: set.endsAtMs, sealingKey: keyHolderOf(set) })
  report('start of the desk', [performance.now() - startedMs])
  const cookies = new Map<string, string>()
  const cookieOf = async (username: string): Promise<string> => {
    const known =
      cookies.get(username) ??
      `${cookieName(false)}=${await openSession(harness.database, username, { clock: harness.clock, lifeMs: 86_400_000 })}`
    cookies.set(username, known)
    return known
  }
  const asked = questionsAbout(set).filter(({ name }) => name.includes(values.only ?? ''))
  for (const question of asked) report(question.name, await timesOf(question, harness.url, cookieOf))
  await harness.stop()
}

async function timesOf(question: Question, url: string, cookieOf: (username: string) => Promise<string>): Promise<number[]> {
  const times: number[] = []
  const numbers = new SeededNumbers(set.seed, 99)
  for (let n = 0; n < Number(values.questions); n += 1) {
    const asked = question.ask(numbers)
    const cookie = await cookieOf(asked.as)
    const startedMs = performance.now()
    await answerTo(asked, url, cookie)
    times.push(performance.now() - startedMs)
  }
  return times
}

async function answerTo({ path, body, lines }: Asked, url: string, cookie: string): Promise<void> {
  const stop = new AbortController()
  const response = await fetch(url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { cookie, ...(body === undefined ? {} : { origin: url, 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: stop.signal,
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  if (lines === undefined) await response.arrayBuffer()
  else await readLines(response, lines).finally(() => stop.abort())
}

async function readLines({ body }: Response, lines: number): Promise<void> {
  let found = 0
  for await (const piece of body ?? []) {
    for (const byte of piece) if (byte === 10) found += 1
    if (found >= lines) return
  }
}

/** Words, then summaries, then calls of the oldest day, in batches as every hour. */
async function removeSome(): Promise<void> {
  const database = await openRecords(plain, { sealingKey: keyHolderOf(set), clock: systemClock })
  const steps = [
    ['retention: a batch of words', { wordsDays: 364, summariesDays: null, callsDays: null }],
    ['retention: a batch of summaries', { wordsDays: null, summariesDays: 364, callsDays: null }],
    ['retention: a batch of calls', { wordsDays: null, summariesDays: null, callsDays: 364 }],
  ] as const
  for (const [name, days] of steps) {
    const times: number[] = []
    const rule = { queue: '', keepsWords: true, needsNotice: false, ...days }
    await purge(timed(database, times), { rules: [rule], vault: EMPTY_VAULT, now: new Date(set.endsAtMs), actor: 'bench' })
    report(name, times)
  }
}

/** Notes how long each transaction took. */
function timed(database: Database, times: number[]): Database {
  return {
    ...database,
    seal: database.seal,
    async transaction(work) {
      const startedMs = performance.now()
      try {
        return await database.transaction(work)
      } finally {
        times.push(performance.now() - startedMs)
      }
    },
  }
}
