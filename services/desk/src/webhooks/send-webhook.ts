import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import type { Clock } from '@souffleur/flow'
import type { Attempt } from './retry-rules.ts'

export const TIMEOUT_MS = 10_000
/** Nothing of an answer is of use but its status. */
const MOST_ANSWER_BYTES = 1024
/** For an answer to end by itself, so that its sender sees no error. */
const LEAVE_MS = 1000

export interface WebhookRequest {
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/**
 * One POST, one attempt: it resolves with the answer's status, and never rejects. Redirects aren't followed; the answer's body is thrown away.
 * @param signal ends it early, as an `unreachable` attempt, and what is left of the answer
 */
export function sendWebhook({ url, body, headers }: WebhookRequest, clock: Clock, signal: AbortSignal): Promise<Attempt> {
  const beganMs = clock.monotonicMs()
  return new Promise((resolve) => {
    const took = () => ({ durationMs: Math.round(clock.monotonicMs() - beganMs) })
    const request = new URL(url).protocol === 'https:' ? requestSecure : requestPlain
    const sent = request(url, {
      method: 'POST',
      // A connection of its own: one that was kept may be closed by the other side just as it is used.
      agent: false,
      headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'user-agent': 'Souffleur' },
    })
    const close = () => {
      cancelTimeout()
      signal.removeEventListener('abort', onAbort)
      sent.destroy()
    }
    // Nothing after the answer's status changes what is known by then.
    const fail = (failure: 'timeout' | 'unreachable' | 'tls', errorCode?: string) => {
      resolve({ kind: 'failure', failure, errorCode, ...took() })
      close()
    }
    const onAbort = () => fail('unreachable', 'ABORTED')
    let cancelTimeout = clock.setTimer(() => fail('timeout'), TIMEOUT_MS)
    signal.addEventListener('abort', onAbort)
    sent.on('error', (error: NodeJS.ErrnoException) => fail(isAboutTrust(error.code) ? 'tls' : 'unreachable', codeOf(error)))
    // Whatever else ends it, such as an answer that changes the protocol.
    sent.on('close', () => fail('unreachable'))
    sent.on('response', (response) => {
      resolve({ kind: 'answer', status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], ...took() })
      cancelTimeout()
      cancelTimeout = clock.setTimer(close, LEAVE_MS)
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > MOST_ANSWER_BYTES) close()
      })
      for (const end of ['end', 'close', 'error']) response.on(end, close)
    })
    sent.end(body)
    if (signal.aborted) onAbort()
  })
}

/** Certificates: codes of OpenSSL and of Node's own checks. */
function isAboutTrust(code: string | undefined): boolean {
  return code !== undefined && /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|EPROTO$)/.test(code)
}

/** Codes only: messages may hold the address. */
function codeOf({ code }: NodeJS.ErrnoException): string | undefined {
  return code !== undefined && /^[A-Z0-9_]{1,60}$/.test(code) ? code : undefined
}
