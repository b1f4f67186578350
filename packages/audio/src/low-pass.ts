export interface LowPassShape {
  /** Middle of the transition in cycles a sample: 0 to 0.5. */
  readonly cutoff: number
  /** The response is 0 at this many samples from the middle, and beyond. */
  readonly halfWidth: number
  readonly stopBandDb: number
}

/**
 * A windowed sinc as a function of time in samples, for any fraction of a sample. The window and its parameter are
 * J. F. Kaiser's, "Nonrecursive digital filter design using the I0-sinh window function", 1974, for more than 50 dB.
 */
export function designLowPass({ cutoff, halfWidth, stopBandDb }: LowPassShape): (time: number) => number {
  const beta = 0.1102 * (stopBandDb - 8.7)
  const windowScale = 1 / besselI0(beta)
  return (time) => {
    const share = time / halfWidth
    if (Math.abs(share) >= 1) return 0
    const angle = 2 * Math.PI * cutoff * time
    const sinc = angle === 0 ? 1 : Math.sin(angle) / angle
    return 2 * cutoff * sinc * besselI0(beta * Math.sqrt(1 - share * share)) * windowScale
  }
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  const quarterSquare = (x * x) / 4
  let term = 1
  let sum = 1
  for (let k = 1; term > sum * 1e-17; k += 1) {
    term *= quarterSquare / (k * k)
    sum += term
  }
  return sum
}
