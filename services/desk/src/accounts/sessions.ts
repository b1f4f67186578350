import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '@souffleur/flow'
import { languages } from '@souffleur/proto'
import * as z from 'zod'
import { type Queryable, select, selectOne } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'
import { type Account, roles } from './account-repository.ts'

/** Somebody who is signed in. */
export interface Principal extends Account {
  /** The session's id as stored: a hash of the cookie. */
  readonly sessionHash: string
  readonly expiresAtMs: number
}

const TOKEN_BYTES = 32
/** Base64url of 32 bytes. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/

/** Returns the cookie's value, which is stored nowhere. */
export async function openSession(tx: Queryable, username: string, { clock, lifeMs }: { clock: Clock; lifeMs: number }): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  const nowMs = clock.unixMs()
  await tx.query(sql`DELETE FROM sessions WHERE expires_at <= ${new Date(nowMs)}`)
  await tx.query(sql`
    INSERT INTO sessions (token_hash, username, created_at, expires_at)
    VALUES (${hashOf(token)}, ${username}, ${new Date(nowMs)}, ${new Date(nowMs + lifeMs)})`)
  return token
}

/** Whose session a cookie opens, while it lasts. */
export async function findPrincipal(database: Queryable, token: string | undefined, clock: Clock): Promise<Principal | undefined> {
  if (token === undefined || !TOKEN.test(token)) return undefined
  return selectOne(
    database,
    principalRow,
    sql`
      SELECT a.username, a.display_name, a.role, a.language, a.team, a.oversees, s.token_hash, s.expires_at
      FROM sessions s JOIN accounts a ON a.username = s.username
      WHERE s.token_hash = ${hashOf(token)} AND s.expires_at > ${new Date(clock.unixMs())} AND a.disabled_at IS NULL`,
  )
}

const hashRow = z.object({ token_hash: z.string() })

/** Which of these sessions still are ones, by hash. */
export async function openSessions(database: Queryable, hashes: readonly string[], clock: Clock): Promise<ReadonlySet<string>> {
  const open = await select(
    database,
    hashRow,
    sql`
      SELECT s.token_hash FROM sessions s JOIN accounts a ON a.username = s.username
      WHERE s.token_hash = ANY(${hashes}) AND s.expires_at > ${new Date(clock.unixMs())} AND a.disabled_at IS NULL`,
  )
  return new Set(open.map(({ token_hash }) => token_hash))
}

export async function closeSession(tx: Queryable, sessionHash: string): Promise<void> {
  await tx.query(sql`DELETE FROM sessions WHERE token_hash = ${sessionHash}`)
}

/** Closes a person's sessions; returns them, as {@link Principal.sessionHash} names them. @param except one that stays open */
export async function closeSessions(tx: Queryable, username: string, except = ''): Promise<string[]> {
  const open = await select(tx, hashRow, sql`SELECT token_hash FROM sessions WHERE username = ${username} AND token_hash <> ${except}`)
  await tx.query(sql`DELETE FROM sessions WHERE username = ${username} AND token_hash <> ${except}`)
  return open.map(({ token_hash }) => token_hash)
}

const principalRow = z
  .object({
    username: z.string(),
    display_name: z.string(),
    role: z.enum(roles),
    language: z.enum(languages),
    team: z.string(),
    oversees: z.array(z.string()),
    token_hash: z.string(),
    expires_at: z.date(),
  })
  .transform(
    ({ display_name, token_hash, expires_at, ...row }): Principal => ({
      ...row,
      displayName: display_name,
      sessionHash: token_hash,
      expiresAtMs: expires_at.getTime(),
    }),
  )

/** 256 random bits need no salt and no slow hash. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
