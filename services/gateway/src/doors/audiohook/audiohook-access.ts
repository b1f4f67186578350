import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Clock } from '@souffleur/flow'
import type { Authorisation, Authorise } from '../../upgrade-gate.ts'
import { isLocalProgram } from '../door-access.ts'
import type { SourceKeys, TelephonySource } from '../source-keys.ts'
import { headerOf, isSignedWith, type MessageSignature, readSignature, signatureBase } from './http-signature.ts'
import { NonceMemory } from './nonce-memory.ts'

export interface AudioHookAccess {
  /**
   * A source with a client secret is found by its API key among the signing keys; each key is the secret's bytes, not its base64 text. A
   * source without one bears its API key as it would a token: whoever has a secret can't come in unsigned.
   */
  readonly keys: SourceKeys
  readonly clock: Clock
  /** `https://host[:port]` as Genesys sees this server, when a proxy doesn't keep the `Host` header. */
  readonly publicUrl?: string | undefined
  /** From the handshake's start to its refusal, so that the time tells nothing about why. */
  readonly failureDelayMs?: number
}

/** What has to be signed, as the reference implementation's `authenticator.ts` demands it. */
const REQUIRED = [
  '@request-target',
  '@authority',
  'audiohook-organization-id',
  'audiohook-session-id',
  'audiohook-correlation-id',
  'x-api-key',
] as const

const MAX_AGE_S = 10
/** By which a sender's clock may be ahead of ours. */
const MAX_AHEAD_S = 3
const MIN_NONCE_LENGTH = 22
const MAX_NONCES = 10_000
const DEFAULT_FAILURE_DELAY_MS = 500
/** Refusals that wait at once; more are answered straight away, so that forgers don't take all the places of a handshake. */
const MAX_WAITING = 16

/**
 * Verifies the signature of an AudioHook client, or its API key. Programs on this machine that send neither come in without.
 *
 * Sources: purecloudlabs/audiohook-reference-implementation, `app/src/authenticator.ts` and `app/audiohook/src/httpsignature`. The
 * protocol's own pages (developer.genesys.cloud/devapps/audiohook) could not be read when this was written.
 */
export function authoriseAudioHook({ failureDelayMs = DEFAULT_FAILURE_DELAY_MS, ...access }: AudioHookAccess): Authorise {
  const { clock } = access
  const gate = new SignatureGate(access)
  let waiting = 0
  return async (request) => {
    const startMs = clock.monotonicMs()
    const verdict = gate.judge(request)
    const delayMs = startMs + failureDelayMs - clock.monotonicMs()
    if (verdict.ok || delayMs <= 0 || waiting >= MAX_WAITING) return verdict
    waiting += 1
    await new Promise<void>((resolve) => {
      clock.setTimer(resolve, delayMs)
    })
    waiting -= 1
    return verdict
  }
}

class SignatureGate {
  readonly #keys: SourceKeys
  readonly #clock: Clock
  readonly #publicHost: string | undefined
  readonly #nonces = new NonceMemory(MAX_NONCES)
  /** Unknown API keys take as long as known ones. */
  readonly #nobodysKey = randomBytes(32)

  constructor({ keys, clock, publicUrl }: AudioHookAccess) {
    this.#keys = keys
    this.#clock = clock
    this.#publicHost = publicUrl === undefined ? undefined : new URL(publicUrl).host
  }

  judge(request: IncomingMessage): Authorisation {
    const { headers } = request
    const apiKey = headerOf(headers, 'x-api-key')
    const isSigned = headers.signature !== undefined || headers['signature-input'] !== undefined
    if (apiKey === undefined && !isSigned && isLocalProgram(request)) return { ok: true }
    const source = apiKey === undefined ? undefined : isSigned ? this.#signer(request, apiKey) : this.#bearer(apiKey)
    return source === undefined ? { ok: false, code: 'stream.unauthorised' } : { ok: true, source }
  }

  #bearer(apiKey: string): TelephonySource | undefined {
    return this.#keys.bearerOf('audiohook', undefined, apiKey)
  }

  #signer(request: IncomingMessage, apiKey: string): TelephonySource | undefined {
    const signature = readSignature(request)
    if (signature === undefined || signature.keyId !== apiKey || !this.#isAcceptable(signature)) return undefined
    const bases = [signatureBase(signature, request), this.#publicHost && signatureBase(signature, request, this.#publicHost)]
    const isSigned = (key: Buffer) => bases.filter((base) => base !== undefined && isSignedWith(key, base, signature.value)).length > 0
    const known = this.#keys.signingKeys('audiohook', apiKey).filter(({ key }) => key.length > 0)
    if (known.length === 0) isSigned(this.#nobodysKey)
    const [signer] = known.filter(({ key }) => isSigned(key))
    if (signer === undefined || !this.#isFirstUse(signature)) return undefined
    signer.noteUse?.()
    return signer.source
  }

  #isAcceptable({ components, nonce, createdS, expiresS }: MessageSignature): boolean {
    const nowS = this.#clock.unixMs() / 1000
    const isFresh = createdS <= nowS + MAX_AHEAD_S && nowS <= createdS + MAX_AGE_S && (expiresS === undefined || nowS <= expiresS)
    return isFresh && nonce.length >= MIN_NONCE_LENGTH && REQUIRED.every((name) => components.includes(name))
  }

  /** Only of signatures that are right: forgers can't fill the memory. */
  #isFirstUse({ keyId, nonce, createdS }: MessageSignature): boolean {
    return this.#nonces.use(`${keyId} ${nonce}`, (createdS + MAX_AGE_S) * 1000, this.#clock.unixMs())
  }
}
