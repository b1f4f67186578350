import type { Language } from '@souffleur/proto'
import { AppError } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import * as z from 'zod'
import type { Role } from './account-repository.ts'

export interface SignOnConfig {
  readonly issuer: string
  readonly clientId: string
  /** Absent for a public client, which PKCE protects all the same. */
  readonly clientSecret?: string | undefined
  /** The claim of the identity token that says what somebody may do: a text or a list of texts. */
  readonly roleClaim: string
  /** What its values mean here. Somebody without any of them gets no account. */
  readonly roles: ReadonlyMap<string, Role>
  /** The claim that names the person's team, where there is one. */
  readonly teamClaim?: string | undefined
}

/** What the browser brings back, in a cookie of its own: it ties the return to the start. */
const pendingSignOn = z.object({ state: z.string().min(1), nonce: z.string().min(1), verifier: z.string().min(1) })
export type PendingSignOn = z.infer<typeof pendingSignOn>

/** Who the identity provider says that somebody is. */
export interface SignedOnPerson {
  /** Issuer and subject: the only name that never changes. */
  readonly identity: string
  readonly suggestedUsername: string
  readonly displayName: string
  readonly role: Role
  /** Undefined when the provider doesn't say. */
  readonly team: string | undefined
  readonly language: Language
}

/** People write some of these claims themselves: what is blank, or no text, says nothing. */
const text = z.preprocess((value) => {
  const plain = typeof value === 'string' ? value.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim() : ''
  return plain === '' ? undefined : plain
}, z.string().optional())
const claims = z.looseObject({
  sub: z.string().min(1),
  name: text,
  preferred_username: text,
  email: text,
  locale: text,
})

const TIMEOUT_S = 10
/** As `accountDetails` has them: what is longer or blank there could not be listed again. */
const MAX_NAME = 120
const MAX_TEAM = 80

/**
 * OpenID Connect by the authorization code flow with PKCE (RFC 7636, OpenID Connect Core 1.0), the protocol itself by openid-client. The
 * provider is asked for the first time when somebody signs on, so that Souffleur starts without it.
 */
export class SingleSignOn {
  readonly #config: SignOnConfig
  readonly #log: Log
  #discovered: Promise<Configuration> | undefined

  constructor(config: SignOnConfig, log: Log) {
    this.#config = config
    this.#log = log
  }

  /**
   * Where the browser goes to sign on, and what it must bring back.
   * @param returnUrl as registered with the provider
   * @throws AppError `account.sign-on-unavailable`
   */
  async start(returnUrl: string): Promise<{ readonly url: string; readonly pending: PendingSignOn }> {
    const provider = await this.#provider()
    const pending = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() }
    const url = buildAuthorizationUrl(provider, {
      redirect_uri: returnUrl,
      scope: 'openid profile email',
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
    })
    return { url: url.href, pending }
  }

  /**
   * Checks what the provider sent the browser back with: state, nonce, signature, issuer, audience, times.
   * @throws AppError `account.sign-on-failed`, `account.sign-on-unavailable`, `account.no-role`
   */
  async finish(currentUrl: URL, pending: PendingSignOn): Promise<SignedOnPerson> {
    const provider = await this.#provider()
    const { state: expectedState, nonce: expectedNonce, verifier: pkceCodeVerifier } = pending
    let found: unknown
    try {
      const tokens = await authorizationCodeGrant(provider, currentUrl, {
        expectedState,
        expectedNonce,
        pkceCodeVerifier,
        idTokenExpected: true,
      })
      found = tokens.claims()
    } catch (error) {
      // The message may quote what the browser sent.
      this.#log.warn('a sign-on was refused', { code: 'account.sign-on-failed', reason: codeOf(error) })
      throw new AppError('account.sign-on-failed', codeOf(error))
    }
    const read = claims.safeParse(found)
    if (!read.success) throw new AppError('account.sign-on-failed', 'the identity token names nobody')
    return this.#personOf(read.data)
  }

  /** What {@link start} gave the browser, if it still is that. */
  static readPending(cookie: string | undefined): PendingSignOn | undefined {
    if (cookie === undefined) return undefined
    try {
      return pendingSignOn.safeParse(JSON.parse(Buffer.from(cookie, 'base64url').toString())).data
    } catch {
      return undefined
    }
  }

  #provider(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.#config
    const url = new URL(issuer)
    this.#discovered ??= discovery(url, clientId, clientSecret, clientSecret === undefined ? None() : undefined, {
      timeout: TIMEOUT_S,
      // Only for a provider on this machine: everywhere else its certificate says who it is.
      execute: [enableNonRepudiationChecks, ...(url.protocol === 'http:' && isLoopback(url.hostname) ? [allowInsecureRequests] : [])],
    }).catch((error: unknown) => {
      this.#discovered = undefined
      this.#log.warn('the identity provider does not answer', { code: 'account.sign-on-unavailable', reason: codeOf(error) })
      throw new AppError('account.sign-on-unavailable', codeOf(error))
    })
    return this.#discovered
  }

  #personOf(found: z.infer<typeof claims>): SignedOnPerson {
    const { roleClaim, roles, teamClaim, issuer } = this.#config
    const role = textsOf(found[roleClaim])
      .map((value) => roles.get(value))
      .find((known) => known !== undefined)
    if (role === undefined) throw new AppError('account.no-role', `no value of "${roleClaim}" is one that SOUFFLEUR_OIDC_ROLES names`)
    const name = found.preferred_username ?? found.email ?? found.sub
    return {
      identity: `${issuer} ${found.sub}`,
      suggestedUsername: usernameOf(name),
      displayName: upTo(MAX_NAME, found.name ?? name),
      role,
      team: teamClaim === undefined ? undefined : upTo(MAX_TEAM, textsOf(found[teamClaim])[0] ?? ''),
      language: found.locale?.startsWith('en') === true ? 'en' : 'fr',
    }
  }
}

export function writePending(pending: PendingSignOn): string {
  return Buffer.from(JSON.stringify(pending)).toString('base64url')
}

function usernameOf(name: string): string {
  const plain = name
    .split('@', 1)
    .join('')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '')
    .replace(/^[._-]+/, '')
    .slice(0, 56)
  return plain === '' ? 'person' : plain
}

function upTo(length: number, text: string): string {
  return text.trim().slice(0, length).trim()
}

function textsOf(value: unknown): string[] {
  return [value].flat().filter((one) => typeof one === 'string')
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\./.test(host)
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
