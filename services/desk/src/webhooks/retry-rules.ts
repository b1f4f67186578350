import type { FailureKind } from './webhook.ts'

export const FIRST_WAIT_MS = 10_000
export const LONGEST_WAIT_MS = 3_600_000
/** From the event, or from its replay. */
export const LIFE_MS = 24 * 3_600_000

/** What came of an attempt. */
export type Attempt = { readonly durationMs: number } & (
  | { readonly kind: 'answer'; readonly status: number; readonly retryAfter: string | undefined }
  | {
      readonly kind: 'failure'
      readonly failure: Exclude<FailureKind, 'status' | 'redirect' | 'gone'>
      readonly errorCode: string | undefined
    }
)

/** What follows from it. */
export type Verdict =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly failure: FailureKind; readonly waitMs: number; readonly asked: boolean }
  | { readonly kind: 'dead'; readonly failure: FailureKind }
  | { readonly kind: 'gone' }

/** Answers that may be another one later: RFC 9110 (408), RFC 8470 (425), RFC 6585 (429). */
const passingStatuses = new Set([408, 425, 429])

/**
 * 2xx is delivered. What may pass is tried again: no answer, 5xx, 408, 425, 429. Every other 4xx and every redirect is given up at once, since the
 * same request would meet the same answer.
 * @param attempts this one included
 * @param random 0 to 1
 */
export function judge(attempt: Attempt, { attempts, nowMs, random }: { attempts: number; nowMs: number; random: number }): Verdict {
  const again = { kind: 'retry', waitMs: backoffMs(attempts, random), asked: false } as const
  if (attempt.kind === 'failure') return { ...again, failure: attempt.failure }
  const { status } = attempt
  if (status >= 200 && status < 300) return { kind: 'delivered' }
  if (status === 410) return { kind: 'gone' }
  if (status >= 300 && status < 400) return { kind: 'dead', failure: 'redirect' }
  if (status < 500 && !passingStatuses.has(status)) return { kind: 'dead', failure: 'status' }
  const askedMs = retryAfterMs(attempt.retryAfter, nowMs)
  return { ...again, failure: 'status', ...(askedMs === undefined ? {} : { waitMs: askedMs, asked: true }) }
}

/**
 * Twice as long each time, from 10 s to 1 h, and by up to half shorter at random: receivers that come back don't get everything at once.
 * @param attempts made so far, from 1
 */
export function backoffMs(attempts: number, random: number): number {
  const fullMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts, 16))
  return Math.round(fullMs * (0.5 + random / 2))
}

/** `Retry-After` (RFC 9110, section 10.2.3), seconds or a date, between 10 s and 1 h; undefined for anything else. */
export function retryAfterMs(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined
  const text = value.trim()
  const waitMs = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs
  return Number.isNaN(waitMs) ? undefined : Math.min(LONGEST_WAIT_MS, Math.max(FIRST_WAIT_MS, waitMs))
}
