import * as z from 'zod'
import { type Queryable, select } from '../storage/database.ts'
import { sql, storableText } from '../storage/statement.ts'
import { credentialKinds, type KeptSecret, type StoredSecret, type StoredSource, sourceDoors } from './source.ts'

const sourceRow = z
  .object({
    source_id: z.string(),
    name: z.string(),
    door: z.enum(sourceDoors),
    kind: z.enum(credentialKinds),
    key_id: z.string().nullable(),
    created_at: z.date(),
    created_by: z.string(),
  })
  .transform(({ source_id, key_id, created_at, created_by, ...row }) => ({
    ...row,
    id: source_id,
    keyId: key_id,
    createdAt: created_at,
    createdBy: created_by,
  }))

const secretRow = z
  .object({
    secret_id: z.string(),
    source_id: z.string(),
    hash: z.string().nullable(),
    sealed: z.string().nullable(),
    created_at: z.date(),
    last_used_on: z.string().nullable(),
    expires_at: z.date().nullable(),
  })
  .transform((row): StoredSecret & { readonly sourceId: string } => ({
    id: row.secret_id,
    sourceId: row.source_id,
    kept: row.hash === null ? { sealed: row.sealed ?? '' } : { hash: row.hash },
    createdAt: row.created_at,
    lastUsedOn: row.last_used_on,
    expiresAt: row.expires_at,
  }))

/** By door and name, with their secrets, expired ones included. */
export async function listSources(database: Queryable): Promise<StoredSource[]> {
  const secrets = await select(
    database,
    secretRow,
    sql`
      SELECT secret_id, source_id, hash, sealed, created_at, last_used_on, expires_at
      FROM telephony_secrets ORDER BY expires_at NULLS LAST, created_at, secret_id`,
  )
  const bySource = Map.groupBy(secrets, ({ sourceId }) => sourceId)
  const sources = await select(
    database,
    sourceRow,
    sql`SELECT source_id, name, door, kind, key_id, created_at, created_by FROM telephony_sources ORDER BY door, name`,
  )
  return sources.map((source) => ({ ...source, secrets: bySource.get(source.id) ?? [] }))
}

/** False when another source of the door has the name or the key id. */
export async function addSource(tx: Queryable, source: Omit<StoredSource, 'secrets'>): Promise<boolean> {
  const { id, name, door, kind, keyId, createdAt, createdBy } = source
  const { affected } = await tx.query(sql`
    INSERT INTO telephony_sources (source_id, name, door, kind, key_id, created_at, created_by)
    VALUES (${id}, ${storableText(name)}, ${door}, ${kind}, ${keyId}, ${createdAt}, ${createdBy}) ON CONFLICT DO NOTHING`)
  return affected === 1
}

export async function addSecret(
  tx: Queryable,
  {
    id,
    sourceId,
    kept,
    createdAt,
  }: { readonly id: string; readonly sourceId: string; readonly kept: KeptSecret; readonly createdAt: Date },
): Promise<void> {
  const { hash, sealed } = 'hash' in kept ? { ...kept, sealed: null } : { ...kept, hash: null }
  await tx.query(sql`
    INSERT INTO telephony_secrets (secret_id, source_id, hash, sealed, created_at)
    VALUES (${id}, ${sourceId}, ${hash}, ${sealed}, ${createdAt})`)
}

/** Secrets of a source that last longer end then. */
export async function expireSecrets(tx: Queryable, sourceId: string, at: Date): Promise<void> {
  await tx.query(sql`
    UPDATE telephony_secrets SET expires_at = ${at} WHERE source_id = ${sourceId} AND (expires_at IS NULL OR expires_at > ${at})`)
}

export async function removeExpiredSecrets(tx: Queryable, now: Date): Promise<void> {
  await tx.query(sql`DELETE FROM telephony_secrets WHERE expires_at <= ${now}`)
}

/** False when the source has no such secret. */
export async function removeSecret(tx: Queryable, sourceId: string, secretId: string): Promise<boolean> {
  const { affected } = await tx.query(sql`DELETE FROM telephony_secrets WHERE source_id = ${sourceId} AND secret_id = ${secretId}`)
  return affected === 1
}

export async function removeSource(tx: Queryable, sourceId: string): Promise<void> {
  await tx.query(sql`DELETE FROM telephony_sources WHERE source_id = ${sourceId}`)
}

/** @param day YYYY-MM-DD */
export async function noteSecretUse(tx: Queryable, secretId: string, day: string): Promise<void> {
  await tx.query(sql`
    UPDATE telephony_secrets SET last_used_on = ${day} WHERE secret_id = ${secretId} AND (last_used_on IS NULL OR last_used_on < ${day})`)
}
