import { shareOf } from './share-estimate.ts'

export interface FeedbackCounts {
  readonly shown: number
  /** Accepted, edited or copied. */
  readonly used: number
  readonly dismissed: number
}

/** What feedback does to a source: the odds that a suggestion from it is of use are multiplied by the factor. */
export interface FeedbackEffect {
  /** Null: too little is known, or nothing stands out. */
  readonly effect: 'raised' | 'lowered' | null
  readonly oddsFactor: number
}

/** Fewer say nothing. */
const LEAST_SHOWN = 20
const HALF = 0.5
/** Bounded: feedback puts one thing before another, it never silences or forces one by itself. */
const LOWERED = 0.45
const RAISED = 1.35
const none: FeedbackEffect = { effect: null, oddsFactor: 1 }

/**
 * More than half dismissed, or more than half used, and surely so: the lower bound of the 95 % interval counts, not the share.
 * To ignore a suggestion says nothing against it: the advisor may have read it.
 */
export function feedbackEffect({ shown, used, dismissed }: FeedbackCounts): FeedbackEffect {
  if (shown < LEAST_SHOWN) return none
  if (shareOf(dismissed, shown).low > HALF) return { effect: 'lowered', oddsFactor: LOWERED }
  if (shareOf(used, shown).low > HALF) return { effect: 'raised', oddsFactor: RAISED }
  return none
}
