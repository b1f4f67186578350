import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import type { Clock } from '@souffleur/flow'
import type { Attempt } from './retry-rules.ts'

export const TIMEOUT_MS = 10_000
/** Nothing of an answer is of use but its status. */
const MOST_ANSWER_BYTES = 1024

export interface WebhookRequest {
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/**
 * One POST, one attempt. Redirects aren't followed; the answer's body is thrown away. Never rejects.
 * @param signal ends it early, as an `unreachable` attempt
 */
export function sendWebhook({ url, body, headers }: WebhookRequest, clock: Clock, signal: AbortSignal): Promise<Attempt> {
  const beganMs = clock.monotonicMs()
  return new Promise((resolve) => {
    const took = () => ({ durationMs: Math.round(clock.monotonicMs() - beganMs) })
    let answer: Attempt | undefined
    const request = new URL(url).protocol === 'https:' ? requestSecure : requestPlain
    const sent = request(url, {
      method: 'POST',
      // A connection of its own: one that was kept may be closed by the other side just as it is used.
      agent: false,
      headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'user-agent': 'Souffleur' },
    })
    const finish = (attempt: Attempt) => {
      cancelTimeout()
      signal.removeEventListener('abort', onAbort)
      sent.destroy()
      resolve(answer ?? attempt)
    }
    const fail = (failure: 'timeout' | 'unreachable' | 'tls', errorCode?: string) =>
      finish({ kind: 'failure', failure, errorCode, ...took() })
    const onAbort = () => fail('unreachable', 'ABORTED')
    const cancelTimeout = clock.setTimer(() => fail('timeout'), TIMEOUT_MS)
    signal.addEventListener('abort', onAbort)
    sent.on('error', (error: NodeJS.ErrnoException) => fail(isAboutTrust(error.code) ? 'tls' : 'unreachable', codeOf(error)))
    // Whatever else ends it, such as an answer that changes the protocol.
    sent.on('close', () => fail('unreachable'))
    sent.on('response', (response) => {
      const settled: Attempt = {
        kind: 'answer',
        status: response.statusCode ?? 0,
        retryAfter: response.headers['retry-after'],
        ...took(),
      }
      answer = settled
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > MOST_ANSWER_BYTES) finish(settled)
      })
      response.on('end', () => finish(settled))
      response.on('close', () => finish(settled))
      response.on('error', () => finish(settled))
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
