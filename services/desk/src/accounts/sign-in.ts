import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import { appendAudit } from '../audit/audit-chain.ts'
import type { AuditTrail } from '../audit/audit-trail.ts'
import type { Database } from '../storage/database.ts'
import { type Account, findAccount, lockAccount } from './account-repository.ts'
import { AttemptLimiter } from './attempt-limiter.ts'
import { networkOf } from './network-of.ts'
import type { PasswordCheck } from './passwords.ts'
import { closeSession, openSession, type Principal } from './sessions.ts'

export interface SignInPorts {
  readonly database: Database
  readonly clock: Clock
  readonly audit: AuditTrail
  readonly checkPassword: PasswordCheck
  readonly sessionLifeMs: number
}

export interface SignInRequest {
  readonly username: string
  readonly password: string
  /** The peer's address. */
  readonly address: string
}

/** Too many sign-ins: `retryAfterMs` goes into the answer. */
export class TooManyAttempts extends AppError {
  readonly retryAfterMs: number

  constructor(retryAfterMs: number) {
    super('account.too-many-attempts')
    this.retryAfterMs = retryAfterMs
  }
}

const MINUTE_MS = 60_000
const KEYS = 10_000

/** Opens and closes sessions. Guessing is slowed down for a name from one address, and for an address over all names. */
export class SignIn {
  readonly #ports: SignInPorts
  readonly #byName: AttemptLimiter
  readonly #byAddress: AttemptLimiter
  /** Over all addresses: it locks a name that many machines guess at, and its owner with them, for a quarter of an hour. */
  readonly #byNameAnywhere: AttemptLimiter

  constructor(ports: SignInPorts) {
    this.#ports = ports
    this.#byName = new AttemptLimiter(ports.clock, { attempts: 10, windowMs: MINUTE_MS, keys: KEYS })
    this.#byAddress = new AttemptLimiter(ports.clock, { attempts: 60, windowMs: MINUTE_MS, keys: KEYS })
    this.#byNameAnywhere = new AttemptLimiter(ports.clock, { attempts: 50, windowMs: 15 * MINUTE_MS, keys: KEYS })
  }

  /** @throws AppError `account.credentials-wrong`, {@link TooManyAttempts} */
  async open({ username, password, address }: SignInRequest): Promise<{ account: Account; token: string }> {
    const { database, audit, checkPassword } = this.#ports
    const key = `${networkOf(address)} ${username}`
    // In this order: what an address is refused must not lock a name for its owner.
    const waitMs = this.#byAddress.take(networkOf(address)) || this.#byName.take(key) || this.#byNameAnywhere.take(username)
    if (waitMs > 0) throw new TooManyAttempts(waitMs)
    const found = await findAccount(database, username)
    if (!(await checkPassword(password, found?.passwordHash)) || found === undefined) {
      // A name that nobody has may be a password typed into the wrong box: it is not written down.
      audit.record({
        actor: found?.username ?? 'unknown',
        action: 'account.sign-in-failed',
        subject: found?.username ?? 'unknown',
        details: { address },
      })
      throw new AppError('account.credentials-wrong')
    }
    this.#byName.forget(key)
    this.#byNameAnywhere.forget(username)
    const { passwordHash, ...account } = found
    return { account, token: await this.openFor(account.username, address, passwordHash) }
  }

  /**
   * A session for somebody whose identity is beyond doubt. Returns the cookie's value, which is stored nowhere.
   * @param checkedHash of the password that was given: checking takes long enough for an administrator to change it meanwhile
   * @throws AppError `account.credentials-wrong` when the account is switched off, or has another password, by now
   */
  openFor(username: string, address: string, checkedHash?: string): Promise<string> {
    const { database, clock, sessionLifeMs } = this.#ports
    return database.transaction(async (tx) => {
      const now = await lockAccount(tx, username)
      if (now === undefined || now.disabled || (checkedHash !== undefined && now.passwordHash !== checkedHash))
        throw new AppError('account.credentials-wrong')
      const opened = await openSession(tx, username, { clock, lifeMs: sessionLifeMs })
      await appendAudit(tx, { atMs: clock.unixMs(), actor: username, action: 'account.signed-in', subject: username, details: { address } })
      return opened
    })
  }

  async close(principal: Principal): Promise<void> {
    const { database, clock } = this.#ports
    const { username, sessionHash } = principal
    await database.transaction(async (tx) => {
      await closeSession(tx, sessionHash)
      await appendAudit(tx, { atMs: clock.unixMs(), actor: username, action: 'account.signed-out', subject: username, details: {} })
    })
  }
}
