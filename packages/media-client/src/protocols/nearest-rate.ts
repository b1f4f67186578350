/** The lowest of these rates that loses nothing of a sound, or the highest when all are lower. @throws RangeError for no rates */
export function nearestRate(ratesHz: readonly number[], sampleRateHz: number): number {
  const sorted = [...ratesHz].sort((one, other) => one - other)
  const rate = sorted.find((each) => each >= sampleRateHz) ?? sorted.at(-1)
  if (rate === undefined) throw new RangeError('no rates')
  return rate
}
