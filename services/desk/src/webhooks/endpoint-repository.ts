import * as z from 'zod'
import type { SealingKey } from '../sealing/sealing-key.ts'
import { type Queryable, select } from '../storage/database.ts'
import { sql, storableText } from '../storage/statement.ts'
import { type EndpointSettings, type StoredEndpoint, type StoredWebhookSecret, secretPlace, webhookEvents } from './webhook.ts'

const endpointRow = z
  .object({
    endpoint_id: z.string(),
    name: z.string(),
    url: z.string(),
    events: z.array(z.enum(webhookEvents)),
    is_on: z.boolean(),
    is_gone: z.boolean(),
    created_at: z.date(),
    created_by: z.string(),
  })
  .transform(({ endpoint_id, is_on, is_gone, created_at, created_by, ...row }) => ({
    ...row,
    id: endpoint_id,
    isOn: is_on,
    isGone: is_gone,
    createdAt: created_at,
    createdBy: created_by,
  }))

const secretRow = z
  .object({
    secret_id: z.string(),
    endpoint_id: z.string(),
    sealed: z.string(),
    created_at: z.date(),
    expires_at: z.date().nullable(),
  })
  .transform((row): StoredWebhookSecret & { readonly endpointId: string } => ({
    id: row.secret_id,
    endpointId: row.endpoint_id,
    sealed: row.sealed,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }))

/** By name, with the secrets that are valid then. */
export async function listEndpoints(database: Queryable, now: Date): Promise<StoredEndpoint[]> {
  const secrets = await select(
    database,
    secretRow,
    sql`
      SELECT secret_id, endpoint_id, sealed, created_at, expires_at FROM webhook_secrets
      WHERE expires_at IS NULL OR expires_at > ${now} ORDER BY expires_at NULLS LAST, created_at, secret_id`,
  )
  const byEndpoint = Map.groupBy(secrets, ({ endpointId }) => endpointId)
  const endpoints = await select(
    database,
    endpointRow,
    sql`SELECT endpoint_id, name, url, events, is_on, is_gone, created_at, created_by FROM webhook_endpoints ORDER BY name`,
  )
  return endpoints.map((endpoint) => ({ ...endpoint, secrets: byEndpoint.get(endpoint.id) ?? [] }))
}

export async function findEndpoint(database: Queryable, id: string, now: Date): Promise<StoredEndpoint | undefined> {
  return (await listEndpoints(database, now)).find((endpoint) => endpoint.id === id)
}

/** False when another endpoint has the name. */
export async function addEndpoint(tx: Queryable, endpoint: Omit<StoredEndpoint, 'secrets' | 'isGone'>): Promise<boolean> {
  const { id, name, url, events, isOn, createdAt, createdBy } = endpoint
  const { affected } = await tx.query(sql`
    INSERT INTO webhook_endpoints (endpoint_id, name, url, events, is_on, created_at, created_by)
    VALUES (${id}, ${storableText(name)}, ${url}, ${events}, ${isOn}, ${createdAt}, ${createdBy}) ON CONFLICT DO NOTHING`)
  return affected === 1
}

/** False when another endpoint has the name. */
export async function changeEndpoint(tx: Queryable, id: string, { name, url, events, isOn }: EndpointSettings): Promise<boolean> {
  const stored = storableText(name)
  const { affected } = await tx.query(sql`
    UPDATE webhook_endpoints SET name = ${stored}, url = ${url}, events = ${events}, is_on = ${isOn}, is_gone = is_gone AND NOT ${isOn}
    WHERE endpoint_id = ${id} AND NOT EXISTS (SELECT 1 FROM webhook_endpoints WHERE name = ${stored} AND endpoint_id <> ${id})`)
  return affected === 1
}

/** It says itself that nobody listens there any more. */
export async function switchOffGone(tx: Queryable, id: string): Promise<void> {
  await tx.query(sql`UPDATE webhook_endpoints SET is_on = FALSE, is_gone = TRUE WHERE endpoint_id = ${id}`)
}

/** With its secrets and its deliveries. */
export async function removeEndpoint(tx: Queryable, id: string): Promise<void> {
  await tx.query(sql`DELETE FROM webhook_endpoints WHERE endpoint_id = ${id}`)
}

/** The secrets before it that would last longer end at `othersEndAt`. */
export async function addWebhookSecret(
  tx: Queryable,
  { id, sealed, createdAt }: Omit<StoredWebhookSecret, 'expiresAt'>,
  { endpointId, othersEndAt }: { readonly endpointId: string; readonly othersEndAt: Date },
): Promise<void> {
  await tx.query(sql`
    UPDATE webhook_secrets SET expires_at = ${othersEndAt}
    WHERE endpoint_id = ${endpointId} AND (expires_at IS NULL OR expires_at > ${othersEndAt})`)
  await tx.query(sql`
    INSERT INTO webhook_secrets (secret_id, endpoint_id, sealed, created_at) VALUES (${id}, ${endpointId}, ${sealed}, ${createdAt})`)
}

export async function removeWebhookSecret(tx: Queryable, id: string): Promise<void> {
  await tx.query(sql`DELETE FROM webhook_secrets WHERE secret_id = ${id}`)
}

export async function removeExpiredWebhookSecrets(tx: Queryable, now: Date): Promise<void> {
  await tx.query(sql`DELETE FROM webhook_secrets WHERE expires_at <= ${now}`)
}

const sealedRow = z.object({ secret_id: z.string(), endpoint_id: z.string(), sealed: z.string() })

/** Secrets are sealed with another key of the organisation; what the old one doesn't open stays as it is. Returns how many were. */
export async function resealWebhookSecrets(tx: Queryable, from: SealingKey, to: SealingKey): Promise<number> {
  let count = 0
  for (const { secret_id, endpoint_id, sealed } of await select(
    tx,
    sealedRow,
    sql`SELECT secret_id, endpoint_id, sealed FROM webhook_secrets`,
  )) {
    const place = secretPlace(endpoint_id, secret_id)
    const secret = from.open(sealed, place)
    if (secret === undefined) continue
    await tx.query(sql`UPDATE webhook_secrets SET sealed = ${to.seal(secret, place)} WHERE secret_id = ${secret_id}`)
    count += 1
  }
  return count
}
