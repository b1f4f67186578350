import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import { type AuditFact, appendAudit } from '../audit/audit-chain.ts'
import type { Database, Queryable } from '../storage/database.ts'
import {
  type Account,
  type AccountDetails,
  addAccount,
  changeAccount,
  changePassword,
  countAdministrators,
  findAccount,
  isReserved,
  lockAccount,
  lockAdministrators,
  lockByIdentity,
} from './account-repository.ts'
import { AttemptLimiter } from './attempt-limiter.ts'
import { hashPassword, type PasswordCheck, readablePassword } from './passwords.ts'
import { closeSessions } from './sessions.ts'
import { TooManyAttempts } from './sign-in.ts'
import type { SignedOnPerson } from './single-sign-on.ts'

export interface AccountDeskPorts {
  readonly database: Database
  readonly clock: Clock
  readonly checkPassword: PasswordCheck
  /** @param sessionHash as `Principal.sessionHash` */
  onSessionClosed(sessionHash: string): void
}

const PROVIDER = 'identity-provider'
const MOST_NAMESAKES = 100
/** Of one's own present password: a session that somebody left open must not become a way to guess it. */
const PASSWORD_LIMITS = { attempts: 10, windowMs: 60_000, keys: 10_000 }

/** What is done to accounts, each with its audit entry; whoever loses a right loses their open sessions with it. */
export class AccountDesk {
  readonly #ports: AccountDeskPorts
  readonly #passwordChecks: AttemptLimiter

  constructor(ports: AccountDeskPorts) {
    this.#ports = ports
    this.#passwordChecks = new AttemptLimiter(ports.clock, PASSWORD_LIMITS)
  }

  /**
   * Returns the password, which is stored nowhere.
   * @throws AppError `account.name-taken`
   */
  async create(username: string, details: AccountDetails, actor: string): Promise<string> {
    if (isReserved(username)) throw new AppError('account.name-taken', username)
    const password = readablePassword()
    const passwordHash = await hashPassword(password)
    await this.#ports.database.transaction(async (tx) => {
      const at = new Date(this.#ports.clock.unixMs())
      if (!(await addAccount(tx, { username, ...details, passwordHash, at }))) throw new AppError('account.name-taken', username)
      await this.#note(tx, { actor, action: 'account.created', subject: username, details: rightsOf(details) })
    })
    return password
  }

  /** @throws AppError `request.not-found`, `account.last-admin` */
  async change(username: string, details: AccountDetails, disabled: boolean, actor: string): Promise<void> {
    const closed = await this.#ports.database.transaction(async (tx) => {
      const disabledAt = disabled ? new Date(this.#ports.clock.unixMs()) : null
      await lockAdministrators(tx)
      if (!(await changeAccount(tx, username, details, disabledAt))) throw new AppError('request.not-found', username)
      if ((await countAdministrators(tx)) === 0) throw new AppError('account.last-admin')
      // Rights are read anew with every request; what is open already, such as a live feed, isn't.
      const sessions = await closeSessions(tx, username)
      await this.#note(tx, { actor, action: 'account.changed', subject: username, details: { ...rightsOf(details), disabled } })
      return sessions
    })
    this.#announce(closed)
  }

  /**
   * A new password for somebody who has lost theirs, or must lose it.
   * @throws AppError `request.not-found`
   */
  async resetPassword(username: string, actor: string): Promise<string> {
    const password = readablePassword()
    const passwordHash = await hashPassword(password)
    const closed = await this.#ports.database.transaction(async (tx) => {
      if (!(await changePassword(tx, username, passwordHash))) throw new AppError('request.not-found', username)
      const sessions = await closeSessions(tx, username)
      await this.#note(tx, { actor, action: 'account.password-reset', subject: username, details: {} })
      return sessions
    })
    this.#announce(closed)
    return password
  }

  /**
   * One's own; every other session of the account ends.
   * @throws AppError `account.credentials-wrong`, `account.too-many-attempts`
   */
  async changeOwnPassword(own: { username: string; sessionHash: string }, current: string, next: string): Promise<void> {
    const { database, checkPassword } = this.#ports
    const waitMs = this.#passwordChecks.take(own.username)
    if (waitMs > 0) throw new TooManyAttempts(waitMs)
    const found = await findAccount(database, own.username)
    if (!(await checkPassword(current, found?.passwordHash))) {
      const refused = { actor: own.username, action: 'account.password-refused', subject: own.username, details: {} } as const
      await database.transaction((tx) => this.#note(tx, refused))
      throw new AppError('account.credentials-wrong')
    }
    this.#passwordChecks.forget(own.username)
    const passwordHash = await hashPassword(next)
    const closed = await database.transaction(async (tx) => {
      const now = await lockAccount(tx, own.username)
      // An administrator took the account away from whoever holds this session, while the password was checked.
      if (now === undefined || now.disabled || now.passwordHash !== found?.passwordHash) throw new AppError('account.credentials-wrong')
      await changePassword(tx, own.username, passwordHash)
      const sessions = await closeSessions(tx, own.username, own.sessionHash)
      await this.#note(tx, { actor: own.username, action: 'account.password-changed', subject: own.username, details: {} })
      return sessions
    })
    this.#announce(closed)
  }

  /** Ends a person's sessions, wherever they are open. @param except one that goes on */
  async closeSessions(username: string, actor: string, except?: string): Promise<void> {
    const closed = await this.#ports.database.transaction(async (tx) => {
      const sessions = await closeSessions(tx, username, except)
      await this.#note(tx, { actor, action: 'account.sessions-closed', subject: username, details: { sessions: sessions.length } })
      return sessions
    })
    this.#announce(closed)
  }

  /**
   * The account of somebody whom the identity provider vouches for, made at their first visit; role and team follow the provider.
   * @throws AppError `account.forbidden` for an account that was switched off
   */
  async accountOf(person: SignedOnPerson): Promise<string> {
    const { username, closed } = await this.#ports.database.transaction(async (tx) => {
      const known = await lockByIdentity(tx, person.identity)
      if (known?.disabled === true) throw new AppError('account.forbidden')
      return known === undefined ? { username: await this.#welcome(tx, person), closed: [] } : this.#follow(tx, known, person)
    })
    this.#announce(closed)
    return username
  }

  /** Returns the sessions that ended with what the provider took away. */
  async #follow(tx: Queryable, known: Account, person: SignedOnPerson): Promise<{ username: string; closed: readonly string[] }> {
    const { username, language, oversees } = known
    const { displayName, role, team = known.team } = person
    await changeAccount(tx, username, { displayName, role, language, team, oversees: [...oversees] }, null)
    if (known.role === role && known.team === team) return { username, closed: [] }
    const closed = await closeSessions(tx, username)
    await this.#note(tx, { actor: PROVIDER, action: 'account.changed', subject: username, details: rightsOf({ role, team, oversees }) })
    return { username, closed }
  }

  async #welcome(tx: Queryable, person: SignedOnPerson): Promise<string> {
    const { identity, displayName, role, language, team = '', suggestedUsername } = person
    const at = new Date(this.#ports.clock.unixMs())
    for (let namesake = 1; namesake <= MOST_NAMESAKES; namesake += 1) {
      const username = namesake === 1 ? suggestedUsername : `${suggestedUsername}-${namesake}`
      if (isReserved(username)) continue
      if (!(await addAccount(tx, { username, displayName, role, language, team, oversees: [], identity, at }))) continue
      await this.#note(tx, {
        actor: PROVIDER,
        action: 'account.created',
        subject: username,
        details: rightsOf({ role, team, oversees: [] }),
      })
      return username
    }
    throw new AppError('account.name-taken', suggestedUsername)
  }

  #note(tx: Queryable, fact: Omit<AuditFact, 'atMs'>): Promise<unknown> {
    return appendAudit(tx, { atMs: this.#ports.clock.unixMs(), ...fact })
  }

  #announce(closed: readonly string[]): void {
    for (const sessionHash of closed) this.#ports.onSessionClosed(sessionHash)
  }
}

/** What somebody may see follows from these. */
function rightsOf({ role, team, oversees }: Pick<Account, 'role' | 'team' | 'oversees'>) {
  return { role, team, oversees: [...oversees] }
}
