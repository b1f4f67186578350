import { randomBytes } from 'node:crypto'
import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import * as z from 'zod'
import { type Database, type PlainDatabase, type PlainQueryable, select } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'
import type { DataKey, SealKeys } from './content-seal.ts'
import type { SealingKey, SealingKeyHolder } from './sealing-key.ts'

const KEY_BYTES = 32
/** Processes look for new keys more often than that. */
export const DATA_KEY_DELAY_MS = 5 * 60_000
const LOOK_EVERY_MS = 60_000

const keyRow = z
  .object({ number: z.number(), purpose: z.enum(['content', 'search']), sealed: z.string(), active_from: z.date() })
  .transform(({ active_from, ...row }) => ({ ...row, activeFromMs: active_from.getTime() }))
type StoredDataKey = z.infer<typeof keyRow>

/**
 * The keys that records are sealed with, opened with the organisation's; made where there are none yet.
 * @throws AppError `data.key-missing` when there are keys and nothing to open them with, `data.key-wrong` when it doesn't open them
 */
export async function readDataKeys(database: PlainDatabase, holder: SealingKeyHolder, clock: Clock): Promise<SealKeys> {
  const known = await storedKeys(database)
  if (known.length > 0) {
    const key = await holder.find()
    if (key === undefined) throw new AppError('data.key-missing')
    return openedKeys(known, key)
  }
  const key = await holder.findOrCreate()
  await database.transaction(async (tx) => {
    // Of two first starts, the second one finds what the first one made.
    await tx.exec('LOCK TABLE data_keys IN SHARE ROW EXCLUSIVE MODE')
    if ((await storedKeys(tx)).length > 0) return
    const now = new Date(clock.unixMs())
    await addKey(tx, key, { number: 1, purpose: 'search', madeAt: now, activeFrom: now })
    await addKey(tx, key, { number: 2, purpose: 'content', madeAt: now, activeFrom: now })
  })
  return openedKeys(await storedKeys(database), key)
}

/** Learns of keys that other processes make, well before they are used. Returns what ends it. */
export function watchDataKeys(
  database: Database,
  { sealingKey, clock, log }: { readonly sealingKey: SealingKeyHolder; readonly clock: Clock; readonly log: Log },
): () => void {
  let cancel = clock.setTimer(look, LOOK_EVERY_MS)
  let stopped = false
  function look() {
    readDataKeys(database, sealingKey, clock)
      .then((keys) => database.seal.replaceKeys(keys))
      // What is in memory goes on opening what is stored.
      .catch((error: unknown) => log.warn('data keys could not be read again', { code: codeOf(error), error }))
      .finally(() => {
        if (!stopped) cancel = clock.setTimer(look, LOOK_EVERY_MS)
      })
  }
  return () => {
    stopped = true
    cancel()
  }
}

function codeOf(error: unknown): string {
  return error instanceof AppError ? error.code : 'data.unavailable'
}

/** What is written from {@link DATA_KEY_DELAY_MS} on is sealed with a new key. Returns its number. */
export async function addContentKey(tx: PlainQueryable, key: SealingKey, now: Date): Promise<number> {
  await tx.exec('LOCK TABLE data_keys IN SHARE ROW EXCLUSIVE MODE')
  const number = 1 + Math.max(0, ...(await storedKeys(tx)).map((one) => one.number))
  await addKey(tx, key, { number, purpose: 'content', madeAt: now, activeFrom: new Date(now.getTime() + DATA_KEY_DELAY_MS) })
  return number
}

/** Seals the data keys with another key of the organisation; what they sealed stays as it is. Returns how many there are. */
export async function resealDataKeys(tx: PlainQueryable, from: SealingKey, to: SealingKey): Promise<number> {
  await tx.exec('LOCK TABLE data_keys IN SHARE ROW EXCLUSIVE MODE')
  const keys = await storedKeys(tx)
  for (const { number, sealed } of keys) {
    const text = openedText(from, number, sealed)
    await tx.query(sql`UPDATE data_keys SET sealed = ${to.seal(text, placeOf(number))} WHERE number = ${number}`)
  }
  return keys.length
}

interface NewKey {
  readonly number: number
  readonly purpose: 'content' | 'search'
  readonly madeAt: Date
  readonly activeFrom: Date
}

async function addKey(tx: PlainQueryable, key: SealingKey, { number, purpose, madeAt, activeFrom }: NewKey): Promise<void> {
  const sealed = key.seal(randomBytes(KEY_BYTES).toString('base64'), placeOf(number))
  await tx.query(sql`
    INSERT INTO data_keys (number, purpose, sealed, made_at, active_from) VALUES (${number}, ${purpose}, ${sealed}, ${madeAt}, ${activeFrom})`)
}

function storedKeys(database: PlainQueryable): Promise<StoredDataKey[]> {
  return select(database, keyRow, sql`SELECT number, purpose, sealed, active_from FROM data_keys ORDER BY number`)
}

function openedKeys(stored: readonly StoredDataKey[], holder: SealingKey): SealKeys {
  const opened = stored.map(({ number, purpose, sealed, activeFromMs }) => ({
    purpose,
    number,
    activeFromMs,
    key: Buffer.from(openedText(holder, number, sealed), 'base64'),
  }))
  const search = opened.findLast(({ purpose }) => purpose === 'search')
  const content = opened.filter(({ purpose }) => purpose === 'content').map(({ purpose: _, ...key }): DataKey => key)
  if (search === undefined || content.length === 0) throw new AppError('data.key-wrong', 'a data key is not there')
  return { content, search: search.key }
}

function openedText(holder: SealingKey, number: number, sealed: string): string {
  const text = holder.open(sealed, placeOf(number))
  if (text === undefined) throw new AppError('data.key-wrong', `data key ${number}`)
  return text
}

function placeOf(number: number): string {
  return `data key ${number}`
}
