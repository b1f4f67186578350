/** A row of sums: of one key of a grouping, from the days or from what happened since. */
export type SumsRow<Sums> = Sums & { readonly grouping: string; readonly key: string | null }

/** The sums of each key of a grouping, those of the same key added. The total has an empty key; what has no key elsewhere is left out. */
export function sumsByKey<Sums extends object>(
  rows: readonly SumsRow<Sums>[],
  grouping: string,
  added: (one: Sums, other: Sums) => Sums,
): Map<string, Sums> {
  const sums = new Map<string, Sums>()
  for (const row of rows) {
    const { grouping: other, key } = row
    if (other !== grouping || key === null || (key === '' && grouping !== 'total')) continue
    const known = sums.get(key)
    sums.set(key, known === undefined ? row : added(known, row))
  }
  return sums
}
