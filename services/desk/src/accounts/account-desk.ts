import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import { type AuditFact, appendAudit } from '../audit/audit-chain.ts'
import type { Database, Queryable } from '../storage/database.ts'
import {
  type AccountDetails,
  addAccount,
  changeAccount,
  changePassword,
  countAdministrators,
  findAccount,
  findByIdentity,
} from './account-repository.ts'
import { hashPassword, type PasswordCheck, readablePassword } from './passwords.ts'
import { closeSessions } from './sessions.ts'
import type { SignedOnPerson } from './single-sign-on.ts'

export interface AccountDeskPorts {
  readonly database: Database
  readonly clock: Clock
  readonly checkPassword: PasswordCheck
  /** @param sessionHash as `Principal.sessionHash` */
  onSessionClosed(sessionHash: string): void
}

const MOST_NAMESAKES = 100

/** What is done to accounts, each with its audit entry; whoever loses a right loses their open sessions with it. */
export class AccountDesk {
  readonly #ports: AccountDeskPorts

  constructor(ports: AccountDeskPorts) {
    this.#ports = ports
  }

  /**
   * Returns the password, which is stored nowhere.
   * @throws AppError `account.name-taken`
   */
  async create(username: string, details: AccountDetails, actor: string): Promise<string> {
    const password = readablePassword()
    const passwordHash = await hashPassword(password)
    await this.#ports.database.transaction(async (tx) => {
      const at = new Date(this.#ports.clock.unixMs())
      if (!(await addAccount(tx, { username, ...details, passwordHash, at }))) throw new AppError('account.name-taken', username)
      await this.#note(tx, { actor, action: 'account.created', subject: username, details: { role: details.role } })
    })
    return password
  }

  /** @throws AppError `request.not-found`, `account.last-admin` */
  async change(username: string, details: AccountDetails, disabled: boolean, actor: string): Promise<void> {
    const closed = await this.#ports.database.transaction(async (tx) => {
      const disabledAt = disabled ? new Date(this.#ports.clock.unixMs()) : null
      if (!(await changeAccount(tx, username, details, disabledAt))) throw new AppError('request.not-found', username)
      if ((await countAdministrators(tx)) === 0) throw new AppError('account.last-admin')
      await this.#note(tx, { actor, action: 'account.changed', subject: username, details: { role: details.role, disabled } })
      // Rights are read anew with every request; what is open already, such as a live feed, isn't.
      return closeSessions(tx, username)
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
      await this.#note(tx, { actor, action: 'account.password-reset', subject: username, details: {} })
      return closeSessions(tx, username)
    })
    this.#announce(closed)
    return password
  }

  /**
   * One's own; every other session of the account ends.
   * @throws AppError `account.credentials-wrong`
   */
  async changeOwnPassword(own: { username: string; sessionHash: string }, current: string, next: string): Promise<void> {
    const { database, checkPassword } = this.#ports
    const found = await findAccount(database, own.username)
    if (!(await checkPassword(current, found?.passwordHash))) throw new AppError('account.credentials-wrong')
    const passwordHash = await hashPassword(next)
    const closed = await database.transaction(async (tx) => {
      await changePassword(tx, own.username, passwordHash)
      await this.#note(tx, { actor: own.username, action: 'account.password-changed', subject: own.username, details: {} })
      return closeSessions(tx, own.username, own.sessionHash)
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
    const { database, clock } = this.#ports
    const { identity, displayName, role, language } = person
    return database.transaction(async (tx) => {
      const known = await findByIdentity(tx, identity)
      if (known?.disabled === true) throw new AppError('account.forbidden')
      const { username, oversees = [] } = known ?? {}
      const team = person.team ?? known?.team ?? ''
      if (username !== undefined) {
        await changeAccount(tx, username, { displayName, role, language: known?.language ?? language, team, oversees: [...oversees] }, null)
        if (known?.role !== role || known.team !== team)
          await this.#note(tx, { actor: 'identity-provider', action: 'account.changed', subject: username, details: { role } })
        return username
      }
      for (let namesake = 1; namesake <= MOST_NAMESAKES; namesake += 1) {
        const free = namesake === 1 ? person.suggestedUsername : `${person.suggestedUsername}-${namesake}`
        const at = new Date(clock.unixMs())
        if (!(await addAccount(tx, { username: free, displayName, role, language, team, oversees: [], identity, at }))) continue
        await this.#note(tx, { actor: 'identity-provider', action: 'account.created', subject: free, details: { role } })
        return free
      }
      throw new AppError('account.name-taken', person.suggestedUsername)
    })
  }

  #note(tx: Queryable, fact: Omit<AuditFact, 'atMs'>): Promise<unknown> {
    return appendAudit(tx, { atMs: this.#ports.clock.unixMs(), ...fact })
  }

  #announce(closed: readonly string[]): void {
    for (const sessionHash of closed) this.#ports.onSessionClosed(sessionHash)
  }
}
