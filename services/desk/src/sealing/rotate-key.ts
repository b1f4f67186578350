import * as z from 'zod'
import { appendAudit } from '../audit/audit-chain.ts'
import { resealSourceSecrets } from '../sources/telephony-sources.ts'
import { type Database, select } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'
import { resealWebhookSecrets } from '../webhooks/endpoint-repository.ts'
import { addContentKey, resealDataKeys } from './data-keys.ts'
import type { SealingKey } from './sealing-key.ts'

export interface Rotated {
  readonly dataKeys: number
  readonly secrets: number
}

/**
 * Puts another key of the organisation in the place of the one in use: data keys and stored secrets are sealed with it, all or none. Records
 * stay as they are, since the data keys do.
 * @throws AppError `data.key-wrong` when `from` isn't the key in use
 */
export function rotateKey(database: Database, from: SealingKey, to: SealingKey, at: Date): Promise<Rotated> {
  return database.transaction(async (tx) => {
    const dataKeys = await resealDataKeys(tx, from, to)
    const secrets = (await resealSourceSecrets(tx, from, to)) + (await resealWebhookSecrets(tx, from, to))
    const details = { dataKeys, secrets }
    await appendAudit(tx, { atMs: at.getTime(), actor: 'ops', action: 'keys.rotated', subject: 'organisation-key', details })
    return details
  })
}

/** Makes a new data key, for what is written from a few minutes later on. Returns its number. */
export function renewDataKey(database: Database, key: SealingKey, at: Date): Promise<number> {
  return database.transaction(async (tx) => {
    const number = await addContentKey(tx, key, at)
    await appendAudit(tx, { atMs: at.getTime(), actor: 'ops', action: 'keys.renewed', subject: `data-key-${number}`, details: {} })
    return number
  })
}

const stateRow = z.object({ number: z.number(), purpose: z.string(), made_at: z.date(), events: z.coerce.number() })

export interface DataKeyState {
  readonly number: number
  readonly purpose: string
  readonly madeAt: Date
  /** Events that it sealed. */
  readonly events: number
}

/** The data keys, oldest first, and how many events lie in the open still. */
export async function keyState(database: Database): Promise<{ readonly keys: readonly DataKeyState[]; readonly open: number }> {
  const rows = await select(
    database,
    stateRow,
    sql`SELECT number, purpose, made_at, (SELECT count(*) FROM call_events e
        WHERE substring(e.sealed FROM 1 FOR 5) = decode('01' || lpad(to_hex(number), 8, '0'), 'hex')) AS events
      FROM data_keys ORDER BY number`,
  )
  const [open] = await select(database, z.object({ n: z.coerce.number() }), sql`SELECT count(*) AS n FROM call_events WHERE sealed IS NULL`)
  return { keys: rows.map(({ made_at: madeAt, ...row }) => ({ ...row, madeAt })), open: open?.n ?? 0 }
}
