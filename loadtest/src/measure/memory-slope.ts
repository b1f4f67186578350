import type { MemorySlope } from '../report/load-report.ts'

export interface MemoryPoint {
  readonly atMs: number
  readonly memoryMiB: number
}

const FEWEST_POINTS = 10
/** The normal distribution's; Student's differs by 2 % at fifty points. */
const TWO_SIDED_95 = 1.96

/**
 * Ordinary least squares over the points after the warm-up, with the slope's standard error. Neighbouring points are alike, so the interval is somewhat
 * narrower than the truth: the sampling is coarse on purpose. Null with too few points.
 */
export function memorySlope(points: readonly MemoryPoint[], fromMs: number): MemorySlope | null {
  const used = points.filter(({ atMs }) => atMs >= fromMs)
  if (used.length < FEWEST_POINTS) return null
  const xs = used.map(({ atMs }) => atMs / 60_000)
  const ys = used.map(({ memoryMiB }) => memoryMiB)
  const [meanX, meanY] = [mean(xs), mean(ys)]
  const sumXX = xs.reduce((sum, x) => sum + (x - meanX) ** 2, 0)
  const slope = xs.reduce((sum, x, index) => sum + (x - meanX) * ((ys[index] ?? meanY) - meanY), 0) / sumXX
  const residual = xs.reduce((sum, x, index) => sum + ((ys[index] ?? meanY) - meanY - slope * (x - meanX)) ** 2, 0)
  const margin = TWO_SIDED_95 * Math.sqrt(residual / (used.length - 2) / sumXX)
  const round = (value: number): number => Number(value.toFixed(3))
  return {
    miBPerMinute: round(slope),
    low: round(slope - margin),
    high: round(slope + margin),
    overMinutes: round((xs.at(-1) ?? 0) - (xs[0] ?? 0)),
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
