import { type Language, languages } from '@souffleur/proto'
import * as z from 'zod'
import { type Queryable, selectOne } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'

export const roles = ['advisor', 'supervisor', 'ops'] as const
export type Role = (typeof roles)[number]

export interface Account {
  /** Also the account's id, in calls and in the audit log: it never changes. */
  readonly username: string
  readonly displayName: string
  readonly role: Role
  readonly language: Language
}

const accountRow = z
  .object({
    username: z.string(),
    display_name: z.string(),
    role: z.enum(roles),
    language: z.enum(languages),
    password_hash: z.string(),
  })
  .transform(({ display_name, password_hash, ...row }) => ({ ...row, displayName: display_name, passwordHash: password_hash }))

/** Returns false when the name is taken. */
export async function addAccount(tx: Queryable, account: Account & { readonly passwordHash: string; readonly at: Date }): Promise<boolean> {
  const { username, displayName, role, language, passwordHash, at } = account
  const { affected } = await tx.query(sql`
    INSERT INTO accounts (username, display_name, role, language, password_hash, created_at)
    VALUES (${username}, ${displayName}, ${role}, ${language}, ${passwordHash}, ${at}) ON CONFLICT (username) DO NOTHING`)
  return affected === 1
}

export function findAccount(database: Queryable, username: string): Promise<z.infer<typeof accountRow> | undefined> {
  return selectOne(
    database,
    accountRow,
    sql`SELECT username, display_name, role, language, password_hash FROM accounts WHERE username = ${username}`,
  )
}

export async function hasAccounts(database: Queryable): Promise<boolean> {
  const any = await selectOne(database, z.object({ username: z.string() }), sql`SELECT username FROM accounts LIMIT 1`)
  return any !== undefined
}
