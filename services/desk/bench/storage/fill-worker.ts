/** Makes, seals and copies its share of the chunks of calls: see fill-storage.ts, which starts it. */
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '@souffleur/flow'
import { createLog } from '@souffleur/telemetry'
import pg from 'pg'
import * as z from 'zod'
import { ContentSeal } from '../../src/sealing/content-seal.ts'
import { readDataKeys } from '../../src/sealing/data-keys.ts'
import { givenSealingKey } from '../../src/sealing/sealing-key.ts'
import { openPgDatabase } from '../../src/storage/pg-database.ts'
import { copyRows, type TableRows } from './copy-rows.ts'
import { madeCall } from './made-call.ts'
import { rowsOf } from './rows-of-call.ts'

export const fillOrder = z.object({
  url: z.string(),
  /** Hexadecimal. */
  key: z.string(),
  set: z.object({ calls: z.number(), seed: z.number(), endsAtMs: z.number() }),
  callsAChunk: z.number(),
  chunks: z.array(z.number()),
})
export type FillOrder = z.infer<typeof fillOrder>

const { url, key, set, callsAChunk, chunks } = fillOrder.parse(workerData)
const plain = await openPgDatabase({ url, log: createLog('warn'), connections: 1 })

/** A made vocabulary is small: its hashes fit into memory. */
class RememberingSeal extends ContentSeal {
  readonly #known = new Map<string, string>()

  override lexeme(word: string): string {
    const known = this.#known.get(word) ?? super.lexeme(word)
    this.#known.set(word, known)
    return known
  }
}

const seal = new RememberingSeal(await readDataKeys(plain, givenSealingKey(Buffer.from(key, 'hex')), systemClock), Date.now)
await plain.close()
const client = new pg.Client({ connectionString: url })
await client.connect()
// Rows hold together by the way they are made: to look for each one's call again would double the time.
await client.query('SET session_replication_role = replica')
await client.query('SET synchronous_commit = off')
for (const chunk of chunks) {
  const first = chunk * callsAChunk
  const last = Math.min(set.calls, first + callsAChunk)
  await client.query('BEGIN')
  for (const rows of merged(Array.from({ length: last - first }, (_, index) => rowsOf(madeCall(first + index, set), seal))))
    await copyRows(client, rows)
  await client.query('INSERT INTO bench.filled (chunk) VALUES ($1)', [chunk])
  await client.query('COMMIT')
  parentPort?.postMessage(last - first)
}
await client.end()

/** One copy a table. */
function merged(calls: readonly (readonly TableRows[])[]): TableRows[] {
  const [first = []] = calls
  return first.map(({ table, columns }, index) => ({ table, columns, rows: calls.flatMap((tables) => tables[index]?.rows ?? []) }))
}
