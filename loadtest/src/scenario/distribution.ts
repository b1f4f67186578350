import type { SeededRandom } from '../calls/seeded-random.ts'

/** Lengths of time that differ from call to call. All in milliseconds. */
export type Distribution =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly leastMs: number; readonly mostMs: number }
  /** As the lengths of real calls are: many short ones, few long ones. */
  | { readonly kind: 'lognormal'; readonly medianMs: number; readonly p90Ms: number }

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
/** The 90th percentile of the standard normal distribution. */
const NORMAL_P90 = 1.281_551_565_545

/** `250ms`, `90s`, `3m`, `1h`; a number alone is seconds. Undefined for anything else. */
export function parseDurationMs(text: string): number | undefined {
  const [, number = '', unit = 's'] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(text.trim()) ?? []
  const factor = unitMs[unit]
  return number === '' || factor === undefined ? undefined : Number(number) * factor
}

export function drawMs(distribution: Distribution, random: SeededRandom): number {
  switch (distribution.kind) {
    case 'fixed':
      return distribution.ms
    case 'uniform':
      return random.between(distribution.leastMs, distribution.mostMs)
    case 'lognormal': {
      const spread = Math.log(distribution.p90Ms / distribution.medianMs) / NORMAL_P90
      return distribution.medianMs * Math.exp(spread * normal(random))
    }
  }
}

/** Box and Muller, "A Note on the Generation of Random Normal Deviates", 1958. */
function normal(random: SeededRandom): number {
  return Math.sqrt(-2 * Math.log(1 - random.share())) * Math.cos(2 * Math.PI * random.share())
}
