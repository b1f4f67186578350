/** A share with what it may be by chance. */
export interface ShareEstimate {
  /** 0 to 1; null of nothing. */
  readonly share: number | null
  /** Bounds of the 95 % interval, 0 to 1. */
  readonly low: number
  readonly high: number
}

const Z = 1.959964

/** Wilson's interval: honest for few cases and for shares near 0 and 1 (E. B. Wilson, 1927). */
export function shareOf(count: number, all: number): ShareEstimate {
  if (all <= 0) return { share: null, low: 0, high: 1 }
  const share = count / all
  const centre = share + (Z * Z) / (2 * all)
  const spread = Z * Math.sqrt((share * (1 - share)) / all + (Z * Z) / (4 * all * all))
  const scale = 1 + (Z * Z) / all
  return { share, low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) }
}
