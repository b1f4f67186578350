import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import * as z from 'zod'
import { verifyAuditChain } from '../audit/audit-chain.ts'
import { ContentSeal } from '../sealing/content-seal.ts'
import { readDataKeys } from '../sealing/data-keys.ts'
import { eventPlace, openRecord, storedRecord } from '../sealing/sealed-records.ts'
import type { SealingKeyHolder } from '../sealing/sealing-key.ts'
import { type PlainDatabase, type PlainQueryable, select, selectOne } from '../storage/database.ts'
import { withSeal } from '../storage/open-records.ts'
import { identifier, sql } from '../storage/statement.ts'
import { readTables } from './tables.ts'

/** What two copies of a database have in common when neither lost anything. */
export const recordCount = z.object({
  /** The newest migration. */
  schema: z.number(),
  /** Rows by table. */
  tables: z.record(z.string(), z.number()),
  dataKeys: z.number(),
  /** Of the last entry; empty before there is one. */
  auditHash: z.string(),
})
export type RecordCount = z.infer<typeof recordCount>

const countRow = z.object({ n: z.coerce.number() })
const hashRow = z.object({ hash: z.string() })

/** Every table that isn't counted anew from others. */
export async function countRecords(database: PlainQueryable): Promise<RecordCount> {
  const tables: Record<string, number> = {}
  for (const { name } of (await readTables(database)).toSorted((one, other) => (one.name < other.name ? -1 : 1)))
    tables[name] = (await selectOne(database, countRow, sql`SELECT count(*) AS n FROM ${identifier(name)}`))?.n ?? 0
  const schema = await selectOne(database, countRow, sql`SELECT max(version) AS n FROM schema_versions`)
  const last = await selectOne(database, hashRow, sql`SELECT hash FROM audit_entries ORDER BY sequence DESC LIMIT 1`)
  return { schema: schema?.n ?? 0, tables, dataKeys: tables.data_keys ?? 0, auditHash: last?.hash ?? '' }
}

/** Of the oldest and of the newest events, so many are opened: enough to know the keys by. */
const OPENED = 50
const eventRow = z.object({ call_id: z.string(), event_id: z.string(), ...storedRecord })

export interface CheckedRecords {
  /** Events that were opened. */
  readonly opened: number
  /** Audit entries, each of which follows the one before. */
  readonly auditEntries: number
}

/**
 * Whether this key opens what is stored, and whether the audit log holds together.
 * @throws AppError `data.key-missing`, `data.key-wrong`, `data.unreadable`, `data.backup-broken`
 */
export async function checkRecords(
  database: PlainDatabase,
  { sealingKey, clock }: { readonly sealingKey: SealingKeyHolder; readonly clock: Clock },
): Promise<CheckedRecords> {
  const seal = new ContentSeal(await readDataKeys(database, sealingKey, clock), () => clock.unixMs())
  const some = (order: 'first' | 'last') =>
    select(
      database,
      eventRow,
      order === 'first'
        ? sql`SELECT call_id, event_id, event AS facts, sealed FROM call_events ORDER BY sequence LIMIT ${OPENED}`
        : sql`SELECT call_id, event_id, event AS facts, sealed FROM call_events ORDER BY sequence DESC LIMIT ${OPENED}`,
    )
  const events = [...(await some('first')), ...(await some('last'))]
  for (const { call_id, event_id, ...stored } of events) openRecord(seal, stored, eventPlace(call_id, event_id))
  const chain = await verifyAuditChain(withSeal(database, seal))
  if (!chain.ok) throw new AppError('data.backup-broken', `audit entry ${chain.sequence}: ${chain.problem}`)
  return { opened: events.length, auditEntries: chain.entries }
}
