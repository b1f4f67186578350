import { createHash, randomBytes } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { systemClock } from '@souffleur/flow'
import { createLog } from '@souffleur/telemetry'
import pg from 'pg'
import * as z from 'zod'
import { hashPassword } from '../../src/accounts/passwords.ts'
import { auditHash, auditHead, detailsPlace } from '../../src/audit/audit-chain.ts'
import { canonicalJson } from '../../src/audit/canonical-json.ts'
import { givenSealingKey, type SealingKeyHolder } from '../../src/sealing/sealing-key.ts'
import { type Database, select } from '../../src/storage/database.ts'
import { openRecords } from '../../src/storage/open-records.ts'
import { openPgDatabase } from '../../src/storage/pg-database.ts'
import { sql } from '../../src/storage/statement.ts'
import { copyRows } from './copy-rows.ts'
import type { FillOrder } from './fill-worker.ts'
import { ADVISORS, ARTICLES, advisorName, type MadeSet, startOf } from './made-call.ts'
import { teamOf } from './rows-of-call.ts'

const CALLS_A_CHUNK = 40
/** As many audit entries as a call that is read and saved leaves. */
const ENTRIES_A_CALL = 2
const ENTRIES_AT_ONCE = 5000

export interface FillOptions {
  readonly url: string
  readonly set: MadeSet
  readonly workers: number
  onProgress(text: string): void
}

/** The same key for the same seed: an interrupted filling goes on with it. */
function keyOf({ seed }: MadeSet): Buffer {
  return createHash('sha256').update(`storage bench ${seed}`).digest()
}

export function keyHolderOf(set: MadeSet): SealingKeyHolder {
  return givenSealingKey(keyOf(set))
}

const log = createLog('warn')

/**
 * Fills a PostgreSQL server with calls as the desk would have written them, sealed and indexed. What is there already stays: it goes on where
 * it was interrupted.
 */
export async function fillStorage({ url, set, workers, onProgress }: FillOptions): Promise<void> {
  const plain = await openPgDatabase({ url, log, connections: 2, statementLimitMs: 0 })
  const database = await openRecords(plain, { sealingKey: keyHolderOf(set), clock: systemClock })
  try {
    await database.exec('CREATE SCHEMA IF NOT EXISTS bench; CREATE TABLE IF NOT EXISTS bench.filled (chunk integer PRIMARY KEY)')
    // A desk that is started on it removes nothing.
    await database.query(sql`UPDATE retention_rules SET words_days = NULL, summaries_days = NULL, calls_days = NULL`)
    await addPeople(database, set)
    await addArticles(database, set)
    const row = z.object({ chunk: z.number() })
    const done = new Set((await select(database, row, sql`SELECT chunk FROM bench.filled`)).map(({ chunk }) => chunk))
    const missing = Array.from({ length: Math.ceil(set.calls / CALLS_A_CHUNK) }, (_, chunk) => chunk).filter((chunk) => !done.has(chunk))
    if (missing.length === 0) return
    const share = (worker: number) => missing.filter((_, index) => index % workers === worker)
    const orders = Array.from({ length: workers }, (_, worker) => ({
      url,
      set,
      key: keyOf(set).toString('hex'),
      callsAChunk: CALLS_A_CHUNK,
      chunks: share(worker),
    }))
    let calls = done.size * CALLS_A_CHUNK
    const startedMs = performance.now()
    const onCalls = (more: number) => {
      calls += more
      if (calls % 2000 < CALLS_A_CHUNK) onProgress(`${calls} calls, ${Math.round((performance.now() - startedMs) / 1000)} s`)
    }
    await Promise.all(orders.map((order) => runWorker(order, onCalls)))
    await addAuditEntries(database, { url, set })
    await database.exec('VACUUM (ANALYZE)')
  } finally {
    await database.close()
  }
}

function runWorker(order: FillOrder, onCalls: (calls: number) => void): Promise<void> {
  const worker = new Worker(new URL('./fill-worker.ts', import.meta.url), { workerData: order })
  worker.on('message', (calls: number) => onCalls(calls))
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))))
  })
}

async function addPeople(database: Database, set: MadeSet): Promise<void> {
  const hash = await hashPassword(randomBytes(16).toString('hex'))
  const at = new Date(set.endsAtMs)
  const add = (username: string, role: string, team: string, oversees: readonly string[]) =>
    database.query(sql`INSERT INTO accounts (username, display_name, role, language, password_hash, created_at, team, oversees)
      VALUES (${username}, ${username}, ${role}, 'fr', ${hash}, ${at}, ${team}, ${oversees}) ON CONFLICT DO NOTHING`)
  for (let number = 0; number < ADVISORS; number += 1) await add(advisorName(number), 'advisor', teamOf(advisorName(number)), [])
  await add('supervisor-1', 'supervisor', '', [])
  await add('supervisor-2', 'supervisor', '', ['team-1', 'team-5'])
  await add('supervisor-3', 'supervisor', '', ['team-2'])
  await add('dpo', 'dpo', '', [])
  await add('ops', 'ops', '', [])
}

async function addArticles(database: Database, set: MadeSet): Promise<void> {
  for (let number = 0; number < ARTICLES; number += 1)
    for (const language of ['fr', 'en'])
      await database.query(sql`
        INSERT INTO articles (article_id, language, version, title, category, audience, owner, valid_from, intents, questions, body, stored_at)
        VALUES (${`a${number}`}, ${language}, 1, ${`a${number}`}, 'bench', 'advisor', 'bench', '2024-01-01', ${[]}, ${[]}, 'Text.', ${new Date(set.endsAtMs)})
        ON CONFLICT DO NOTHING`)
}

/** A chain as the desk writes it, one entry after the other. */
async function addAuditEntries(database: Database, { url, set }: { url: string; set: MadeSet }): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    let { sequence, hash: previousHash } = await auditHead(database)
    const last = set.calls * ENTRIES_A_CALL
    while (sequence < last) {
      const rows: string[][] = []
      while (rows.length < ENTRIES_AT_ONCE && sequence < last) {
        const call = Math.floor(sequence / ENTRIES_A_CALL)
        sequence += 1
        const isRead = sequence % 2 === 1
        const details = canonicalJson(isRead ? {} : { revision: 4, baseRevision: 3 })
        const entry = {
          sequence,
          atMs: startOf(call, set) + 600_000,
          actor: advisorName(call % ADVISORS),
          action: isRead ? 'call.read' : 'summary.saved',
          subject: `call ${call}`,
          details,
          previousHash,
        }
        const hash = auditHash(entry)
        const sealed = database.seal.sealText(details, detailsPlace(sequence))
        rows.push([String(sequence), String(entry.atMs), entry.actor, entry.action, entry.subject, sealed, previousHash, hash])
        previousHash = hash
      }
      const columns = ['sequence', 'at_ms', 'actor', 'action', 'subject', 'details', 'previous_hash', 'hash']
      await copyRows(client, { table: 'audit_entries', columns, rows })
    }
  } finally {
    await client.end()
  }
}
