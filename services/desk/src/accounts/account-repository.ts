import { type Language, languages } from '@souffleur/proto'
import * as z from 'zod'
import { type Queryable, select, selectOne } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'

export const roles = ['advisor', 'supervisor', 'ops', 'dpo', 'admin'] as const
export type Role = (typeof roles)[number]

export interface Account {
  /** Also the account's id, in calls and in the audit log: it never changes. */
  readonly username: string
  readonly displayName: string
  readonly role: Role
  readonly language: Language
  /** Empty for none. */
  readonly team: string
  /** A supervisor's own teams; empty for all of them. */
  readonly oversees: readonly string[]
}

/** As administrators see it. */
export interface ListedAccount extends Account {
  readonly disabled: boolean
  /** Signs in through the identity provider. */
  readonly hasIdentity: boolean
  readonly hasPassword: boolean
  readonly openSessions: number
}

export const userName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/)
/** Whom the audit log and the first texts name beside people. */
const notPeople: ReadonlySet<string> = new Set(['system', 'unknown', 'identity-provider', 'anonymous', 'souffleur'])

/** Whether an account of that name would be taken for somebody else in the audit log. */
export function isReserved(username: string): boolean {
  return notPeople.has(username)
}

const teamName = z.string().trim().max(80)

/** What administrators decide about an account. */
export const accountDetails = z.object({
  displayName: z.string().trim().min(1).max(120),
  role: z.enum(roles),
  language: z.enum(languages),
  team: teamName,
  oversees: z.array(teamName.min(1)).max(50),
})
export type AccountDetails = z.infer<typeof accountDetails>

const accountColumns = sql`a.username, a.display_name, a.role, a.language, a.team, a.oversees`
const columns = {
  username: z.string(),
  display_name: z.string(),
  role: z.enum(roles),
  language: z.enum(languages),
  team: z.string(),
  oversees: z.array(z.string()),
}
const accountRow = z
  .object({ ...columns, password_hash: z.string().nullable() })
  .transform(({ display_name, password_hash, ...row }) => ({ ...row, displayName: display_name, passwordHash: password_hash ?? undefined }))
const lockedRow = z
  .object({ ...columns, password_hash: z.string().nullable(), disabled: z.boolean() })
  .transform(({ display_name, password_hash, ...row }) => ({ ...row, displayName: display_name, passwordHash: password_hash ?? undefined }))
const listedRow = z
  .object({ ...columns, disabled: z.boolean(), has_identity: z.boolean(), has_password: z.boolean(), open_sessions: z.coerce.number() })
  .transform(
    ({ display_name, has_identity, has_password, open_sessions, ...row }): ListedAccount => ({
      ...row,
      displayName: display_name,
      hasIdentity: has_identity,
      hasPassword: has_password,
      openSessions: open_sessions,
    }),
  )

export interface NewAccount extends Account {
  /** Absent for one that signs in through the identity provider. */
  readonly passwordHash?: string
  readonly identity?: string
  readonly at: Date
}

/** Returns false when the name is taken. */
export async function addAccount(tx: Queryable, account: NewAccount): Promise<boolean> {
  const { username, displayName, role, language, team, oversees, passwordHash = null, identity = null, at } = account
  const { affected } = await tx.query(sql`
    INSERT INTO accounts (username, display_name, role, language, team, oversees, password_hash, identity, created_at)
    VALUES (${username}, ${displayName}, ${role}, ${language}, ${team}, ${oversees}, ${passwordHash}, ${identity}, ${at})
    ON CONFLICT DO NOTHING`)
  return affected === 1
}

type StoredAccount = z.infer<typeof accountRow>

/** One that may sign in. */
export function findAccount(database: Queryable, username: string): Promise<StoredAccount | undefined> {
  return selectOne(
    database,
    accountRow,
    sql`SELECT ${accountColumns}, a.password_hash FROM accounts a WHERE a.username = ${username} AND a.disabled_at IS NULL`,
  )
}

type LockedAccount = z.infer<typeof lockedRow>

/** Also one that is switched off: its person must not get another. Nobody changes it until the transaction ends. */
export function lockByIdentity(tx: Queryable, identity: string): Promise<LockedAccount | undefined> {
  return selectOne(
    tx,
    lockedRow,
    sql`SELECT ${accountColumns}, a.password_hash, a.disabled_at IS NOT NULL AS disabled FROM accounts a
      WHERE a.identity = ${identity} FOR UPDATE`,
  )
}

/** As it is now, also switched off. Nobody changes it until the transaction ends. */
export function lockAccount(tx: Queryable, username: string): Promise<LockedAccount | undefined> {
  return selectOne(
    tx,
    lockedRow,
    sql`SELECT ${accountColumns}, a.password_hash, a.disabled_at IS NOT NULL AS disabled FROM accounts a
      WHERE a.username = ${username} FOR UPDATE`,
  )
}

/** Two administrators who switch each other off at once have to take turns. */
export async function lockAdministrators(tx: Queryable): Promise<void> {
  await tx.query(sql`SELECT username FROM accounts WHERE role = 'admin' AND disabled_at IS NULL ORDER BY username FOR UPDATE`)
}

export async function hasAccounts(database: Queryable): Promise<boolean> {
  const any = await selectOne(database, z.object({ username: z.string() }), sql`SELECT username FROM accounts LIMIT 1`)
  return any !== undefined
}

export function listAccounts(database: Queryable, now: Date): Promise<ListedAccount[]> {
  return select(
    database,
    listedRow,
    sql`SELECT ${accountColumns}, a.disabled_at IS NOT NULL AS disabled, a.identity IS NOT NULL AS has_identity,
        a.password_hash IS NOT NULL AS has_password,
        (SELECT count(*) FROM sessions s WHERE s.username = a.username AND s.expires_at > ${now}) AS open_sessions
      FROM accounts a ORDER BY a.display_name, a.username`,
  )
}

/** Returns false when there is no such account. */
export async function changeAccount(tx: Queryable, username: string, details: AccountDetails, disabledAt: Date | null): Promise<boolean> {
  const { displayName, role, language, team, oversees } = details
  const { affected } = await tx.query(sql`
    UPDATE accounts SET display_name = ${displayName}, role = ${role}, language = ${language}, team = ${team}, oversees = ${oversees},
      disabled_at = CASE WHEN ${disabledAt}::timestamptz IS NULL THEN NULL ELSE COALESCE(disabled_at, ${disabledAt}) END
    WHERE username = ${username}`)
  return affected === 1
}

/** Returns false when there is no such account. */
export async function changePassword(tx: Queryable, username: string, passwordHash: string): Promise<boolean> {
  const { affected } = await tx.query(sql`UPDATE accounts SET password_hash = ${passwordHash} WHERE username = ${username}`)
  return affected === 1
}

/** Administrators who may sign in. */
export async function countAdministrators(database: Queryable): Promise<number> {
  const row = z.object({ n: z.coerce.number() })
  const counted = await selectOne(database, row, sql`SELECT count(*) AS n FROM accounts WHERE role = 'admin' AND disabled_at IS NULL`)
  return counted?.n ?? 0
}
