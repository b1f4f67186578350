/** Days of UTC, both included. */
export interface Period {
  readonly from: string
  readonly to: string
}

export const periodLengths = [7, 30, 90, 365] as const
export type PeriodLength = (typeof periodLengths)[number]

const DAY_MS = 86_400_000

/** The last days up to today. */
export function lastDays(length: PeriodLength, now: Date): Period {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS
  const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  return { from: dayOf(today - (length - 1) * DAY_MS), to: dayOf(today) }
}

/** Every day of a period, so that one without calls is a gap that can be seen. */
export function daysOf({ from, to }: Period): readonly string[] {
  const days: string[] = []
  for (let ms = Date.parse(from); ms <= Date.parse(to); ms += DAY_MS) days.push(new Date(ms).toISOString().slice(0, 10))
  return days
}
