import type { Clock } from '@souffleur/flow'
import { appendAudit } from '../audit/audit-chain.ts'
import type { Database } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'
import { type Account, addAccount, countAdministrators, hasAccounts, type Role } from './account-repository.ts'
import { hashPassword, readablePassword } from './passwords.ts'

/** An account of the first start. */
export interface DemoAccount {
  readonly username: string
  /** In clear: print it once and forget it. */
  readonly password: string
  readonly role: Role
}

const nobodysTeam = { language: 'en', team: '', oversees: [] } as const
const demoAccounts: readonly Account[] = [
  { username: 'advisor', displayName: 'Demo advisor', role: 'advisor', ...nobodysTeam },
  { username: 'supervisor', displayName: 'Demo supervisor', role: 'supervisor', ...nobodysTeam },
  { username: 'ops', displayName: 'Demo ops', role: 'ops', ...nobodysTeam },
  { username: 'dpo', displayName: 'Demo data protection', role: 'dpo', ...nobodysTeam },
  { username: 'admin', displayName: 'Demo administrator', role: 'admin', ...nobodysTeam },
]

/** Who makes the others, where there are no demo accounts. */
const administrator: Account = { username: 'admin', displayName: 'Administrator', role: 'admin', ...nobodysTeam }

export interface FirstAccounts {
  /** False: an administrator alone. */
  readonly demo: boolean
  /** Of the demo accounts; random ones when absent. */
  readonly demoPassword?: string | undefined
}

/** At the first start only: nothing is created, and the result is empty, once there is any account. */
export async function createDemoAccounts(database: Database, clock: Clock, { demo, demoPassword }: FirstAccounts): Promise<DemoAccount[]> {
  if (await hasAccounts(database)) return []
  return demo ? create(database, clock, demoAccounts, demoPassword) : create(database, clock, [administrator])
}

/** Any number that nothing else locks. */
const ADVISORY_LOCK = 5_040_472
const MOST_NAMESAKES = 100

/**
 * At a start that finds accounts and no administrator who may sign in: those of an earlier version, or an identity provider that gives
 * the role to nobody any more. A new account, since whoever has the others must not become one by that.
 */
export async function recoverAdministrator(database: Database, clock: Clock): Promise<DemoAccount[]> {
  if (!(await hasAccounts(database)) || (await countAdministrators(database)) > 0) return []
  for (let namesake = 1; namesake <= MOST_NAMESAKES; namesake += 1) {
    const username = namesake === 1 ? administrator.username : `${administrator.username}-${namesake}`
    const created = await create(database, clock, [{ ...administrator, username }])
    if (created.length > 0) return created
  }
  return []
}

async function create(database: Database, clock: Clock, accounts: readonly Account[], givenPassword?: string): Promise<DemoAccount[]> {
  const planned = await Promise.all(
    accounts.map(async (account) => {
      const password = givenPassword ?? readablePassword()
      return { ...account, password, passwordHash: await hashPassword(password) }
    }),
  )
  return database.transaction(async (tx) => {
    // Of several processes that start at once, one makes them.
    await tx.query(sql`SELECT pg_advisory_xact_lock(${ADVISORY_LOCK}) IS NULL AS locked`)
    const created: DemoAccount[] = []
    for (const { password, ...account } of planned) {
      const atMs = clock.unixMs()
      if (!(await addAccount(tx, { ...account, at: new Date(atMs) }))) continue
      const { username, role } = account
      await appendAudit(tx, { atMs, actor: 'system', action: 'account.created', subject: username, details: { role } })
      created.push({ username, password, role })
    }
    return created
  })
}
