/** What a run can be judged by. Times in milliseconds, shares from 0 to 1. */
export const thresholdNames = [
  'connectP95Ms',
  'firstWordP95Ms',
  'finalP50Ms',
  'finalP95Ms',
  'suggestionP95Ms',
  'summaryP95Ms',
  'wordsLostShare',
  'callsFailed',
  'callsUnbalanced',
  'framesDropped',
  'serverLagP99Ms',
  'memoryMiBPerMinute',
] as const
export type ThresholdName = (typeof thresholdNames)[number]

export interface Threshold {
  readonly name: ThresholdName
  /** The figure may be as much as that. */
  readonly atMost: number
}

export interface Verdict extends Threshold {
  readonly value: number | null
  /** Null when the figure was not measured. */
  readonly met: boolean | null
}

/** A figure, and how much of what should be in it never came. */
export interface Judged {
  readonly value: number | null
  /** Share of what was waited for that didn't come: later than any limit. */
  readonly missingShare?: number
}

/** Up to here a machine is not busy, and text comes sooner. */
const UNHURRIED_CALLS = 4

/** The targets that this product sets itself, for a run of that many calls at once. */
export function defaultThresholds(peakCalls: number): Threshold[] {
  const isUnhurried = peakCalls <= UNHURRIED_CALLS
  return [
    { name: 'callsFailed', atMost: 0 },
    { name: 'callsUnbalanced', atMost: 0 },
    { name: 'framesDropped', atMost: 0 },
    ...(isUnhurried ? [{ name: 'finalP50Ms', atMost: 350 } as const] : []),
    { name: 'finalP95Ms', atMost: isUnhurried ? 600 : 1000 },
    { name: 'firstWordP95Ms', atMost: 800 },
    ...(isUnhurried ? [{ name: 'suggestionP95Ms', atMost: 800 } as const] : []),
    { name: 'summaryP95Ms', atMost: 2000 },
    { name: 'wordsLostShare', atMost: 0.005 },
  ]
}

/** Asked-for ones take the place of the defaults of the same name. */
export function thresholdsOf(asked: readonly Threshold[], defaults: readonly Threshold[]): Threshold[] {
  const named = new Map([...defaults, ...asked].map((threshold) => [threshold.name, threshold]))
  return [...named.values()].toSorted((one, other) => thresholdNames.indexOf(one.name) - thresholdNames.indexOf(other.name))
}

/** `finalP95Ms=1000`. Undefined for a name that isn't known or a limit that isn't a number. */
export function parseThreshold(text: string): Threshold | undefined {
  const [, word = '', limit = ''] = /^(\w+)=(\d+(?:\.\d+)?)$/.exec(text) ?? []
  const name = thresholdNames.find((each) => each === word)
  return name === undefined ? undefined : { name, atMost: Number(limit) }
}

export function judge(thresholds: readonly Threshold[], figures: Readonly<Record<ThresholdName, Judged>>): Verdict[] {
  return thresholds.map((threshold) => {
    const { value, missingShare = 0 } = figures[threshold.name]
    if (missingShare > mayMiss(threshold.name)) return { ...threshold, value, met: false }
    return { ...threshold, value, met: value === null ? null : value <= threshold.atMost }
  })
}

/** Where more are missing than a percentile leaves out, the percentile is missing. */
function mayMiss(name: ThresholdName): number {
  if (name.includes('P95')) return 0.05
  if (name.includes('P50')) return 0.5
  return 1
}

/** A figure that could not be measured is no failure: the report says so. */
export function allMet(verdicts: readonly Verdict[]): boolean {
  return verdicts.every(({ met }) => met !== false)
}
