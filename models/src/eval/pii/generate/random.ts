/** A seeded generator (mulberry32): the same seed gives the same set. */
export interface Random {
  /** From 0 up to, without, `limit`. */
  below(limit: number): number
  pick<T>(items: readonly T[]): T
  digits(count: number): string
}

export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    pick: (items) => {
      const item = items[below(items.length)]
      if (item === undefined) throw new RangeError('Nothing to pick from')
      return item
    },
    digits: (count) => Array.from({ length: count }, () => String(below(10))).join(''),
  }
}
