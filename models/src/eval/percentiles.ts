/** The value below which `share` of the values lie; null without values. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null
}

export function rounded(value: number | null, digits: number): number | null {
  return value === null ? null : Number(value.toFixed(digits))
}

/** As a table shows it. */
export function percent(rate: number | null): string {
  return rate === null ? '-' : `${(100 * rate).toFixed(1)} %`
}
