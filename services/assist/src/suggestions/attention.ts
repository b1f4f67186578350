import type { Language } from '@souffleur/proto'
import type { Offerable } from './offerable.ts'

/** How much an advisor is asked to read while listening. */
export interface AttentionBudget {
  /** Time between two new suggestions, at least. */
  readonly spacingMs: number
  readonly mostLive: number
  readonly lifetimeMs: number
  /** A suggestion that had to wait longer than this comes too late. */
  readonly patienceMs: number
}

export const defaultBudget: AttentionBudget = { spacingMs: 6_000, mostLive: 3, lifetimeMs: 45_000, patienceMs: 10_000 }

/** Something that an utterance brought up. */
export interface FoundOffer {
  readonly offerable: Offerable
  readonly utteranceId: string
  readonly language: Language
  /** Where in the call the speech that led to it ends. */
  readonly positionMs: number
  readonly speculative: boolean
}

interface LiveSuggestion {
  readonly number: number
  readonly topic: string
  readonly offeredAtMs: number
}

/** What a call's suggestions remember. */
export interface AttentionState {
  readonly live: readonly LiveSuggestion[]
  /** Keys that have been offered: never again in this call. */
  readonly offered: ReadonlySet<string>
  /** Topics of suggestions that the advisor dismissed. */
  readonly unwanted: ReadonlySet<string>
  /** Found within the spacing after the last one: the best of them is offered when it is over. */
  readonly waiting: { readonly finding: FoundOffer; readonly foundAtMs: number } | undefined
  readonly lastOfferedAtMs: number
  readonly count: number
}

export const noSuggestions: AttentionState = {
  live: [],
  offered: new Set(),
  unwanted: new Set(),
  waiting: undefined,
  lastOfferedAtMs: Number.NEGATIVE_INFINITY,
  count: 0,
}

/** Times are monotonic. */
export type AttentionEvent =
  | { readonly kind: 'found'; readonly finding: FoundOffer; readonly atMs: number }
  | { readonly kind: 'time-passed'; readonly atMs: number }
  | { readonly kind: 'judged'; readonly number: number; readonly dismissed: boolean }
  | { readonly kind: 'call-ended' }

export type AttentionEffect =
  | { readonly kind: 'offer'; readonly number: number; readonly finding: FoundOffer }
  | { readonly kind: 'expire'; readonly number: number; readonly reason: 'time' | 'replaced' | 'call-ended' }
  | { readonly kind: 'stay-silent'; readonly reason: 'repeat' | 'unwanted' | 'budget' }

export interface AttentionStep {
  readonly state: AttentionState
  readonly effects: readonly AttentionEffect[]
}

/** Pure. Suggestions are numbered from 1 within their call. */
export function stepAttention(state: AttentionState, event: AttentionEvent, budget: AttentionBudget): AttentionStep {
  switch (event.kind) {
    case 'found':
      return consider(state, event.finding, event.atMs, budget)
    case 'time-passed':
      return passTime(state, event.atMs, budget)
    case 'judged':
      return judge(state, event.number, event.dismissed)
    case 'call-ended': {
      const effects = state.live.map(({ number }) => ({ kind: 'expire', number, reason: 'call-ended' }) as const)
      return { state: { ...state, live: [], waiting: undefined }, effects }
    }
  }
}

/** When time has to be looked at again; undefined while nothing depends on it. */
export function nextDeadlineMs({ live, waiting, lastOfferedAtMs }: AttentionState, budget: AttentionBudget): number | undefined {
  const deadlines = live.map(({ offeredAtMs }) => offeredAtMs + budget.lifetimeMs)
  if (waiting !== undefined) deadlines.push(lastOfferedAtMs + budget.spacingMs)
  return deadlines.length === 0 ? undefined : Math.min(...deadlines)
}

function consider(state: AttentionState, finding: FoundOffer, atMs: number, budget: AttentionBudget): AttentionStep {
  const { key, topic, confidence } = finding.offerable
  if (state.unwanted.has(topic)) return silent(state, 'unwanted')
  if (state.offered.has(key)) return silent(state, 'repeat')
  if (atMs - state.lastOfferedAtMs >= budget.spacingMs) return offer(state, finding, atMs, budget)
  const better = state.waiting === undefined || confidence >= state.waiting.finding.offerable.confidence
  // One of the two isn't shown: the one that waited, or the new one.
  const effects: AttentionEffect[] = state.waiting === undefined ? [] : [{ kind: 'stay-silent', reason: 'budget' }]
  return { state: better ? { ...state, waiting: { finding, foundAtMs: atMs } } : state, effects }
}

function passTime(state: AttentionState, atMs: number, budget: AttentionBudget): AttentionStep {
  const isOver = ({ offeredAtMs }: LiveSuggestion) => atMs - offeredAtMs >= budget.lifetimeMs
  const expired = state.live.filter(isOver).map(({ number }) => ({ kind: 'expire', number, reason: 'time' }) as const)
  const current = { ...state, live: state.live.filter((suggestion) => !isOver(suggestion)) }
  const { waiting } = current
  if (waiting === undefined || atMs - current.lastOfferedAtMs < budget.spacingMs) return { state: current, effects: expired }
  const freed = { ...current, waiting: undefined }
  if (atMs - waiting.foundAtMs > budget.patienceMs)
    return { state: freed, effects: [...expired, { kind: 'stay-silent', reason: 'budget' }] }
  const offered = offer(freed, waiting.finding, atMs, budget)
  return { state: offered.state, effects: [...expired, ...offered.effects] }
}

function offer(state: AttentionState, finding: FoundOffer, atMs: number, budget: AttentionBudget): AttentionStep {
  const number = state.count + 1
  const { key, topic } = finding.offerable
  const kept = budget.mostLive - 1
  const replaced = state.live.slice(0, Math.max(0, state.live.length - kept))
  const effects: AttentionEffect[] = replaced.map((old) => ({ kind: 'expire', number: old.number, reason: 'replaced' }))
  return {
    state: {
      ...state,
      live: [...state.live.slice(replaced.length), { number, topic, offeredAtMs: atMs }],
      offered: new Set([...state.offered, key]),
      waiting: undefined,
      lastOfferedAtMs: atMs,
      count: number,
    },
    effects: [...effects, { kind: 'offer', number, finding }],
  }
}

/** What the advisor has dealt with no longer takes attention. */
function judge(state: AttentionState, number: number, dismissed: boolean): AttentionStep {
  const judged = state.live.find((suggestion) => suggestion.number === number)
  if (judged === undefined) return { state, effects: [] }
  const unwanted = dismissed ? new Set([...state.unwanted, judged.topic]) : state.unwanted
  return { state: { ...state, live: state.live.filter((suggestion) => suggestion !== judged), unwanted }, effects: [] }
}

function silent(state: AttentionState, reason: 'repeat' | 'unwanted'): AttentionStep {
  return { state, effects: [{ kind: 'stay-silent', reason }] }
}
