/** Examples whose scores lie between two bounds. Rates are from 0 to 1. */
export interface ReliabilityBin {
  readonly from: number
  /** Exclusive, but for 1. */
  readonly to: number
  readonly examples: number
  readonly meanScore: number
  /** Share of them that is right: as much as the mean score, if scores mean what they say. */
  readonly right: number
}

export interface Reliability {
  /** Bins with examples only, ascending. */
  readonly bins: readonly ReliabilityBin[]
  /** Expected calibration error: how far the bins' means are from their shares, weighed by their examples (Guo et al., ICML 2017). */
  readonly error: number
}

const BINS = 10

/** @param scored an example's best score, and whether that intent is right */
export function reliabilityOf(scored: readonly { readonly probability: number; readonly right: boolean }[]): Reliability {
  const grouped = Map.groupBy(scored, ({ probability }) => Math.min(BINS - 1, Math.floor(probability * BINS)))
  const bins = [...grouped]
    .toSorted(([a], [b]) => a - b)
    .map(([bin, ones]) => ({
      from: bin / BINS,
      to: (bin + 1) / BINS,
      examples: ones.length,
      meanScore: ones.reduce((sum, { probability }) => sum + probability, 0) / ones.length,
      right: ones.filter(({ right }) => right).length / ones.length,
    }))
  const error = bins.reduce((sum, { examples, meanScore, right }) => sum + (examples * Math.abs(meanScore - right)) / scored.length, 0)
  return { bins, error }
}
