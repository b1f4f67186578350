import type { IndexQuery } from './query.ts'

/** How far apart two terms may stand and still belong together. */
const NEAR_TERMS = 3
const WRONG_ORDER = 0.7
/** How soon a repeated word stops counting. */
const SATURATION = 1

/** How well a short sequence of terms fits a query. */
export interface SequenceFit {
  /** Rarities of the query's terms in it, repetition saturated. */
  readonly words: number
  /** Rarities of the query's pairs that stand together: whole side by side, a third with two terms between. */
  readonly pairs: number
}

const noFit: SequenceFit = { words: 0, pairs: 0 }

/** Looks for a query's terms in sequences. One for each query: it remembers what it looks for. */
export class TermScan {
  readonly #rarities: ReadonlyMap<number, number>
  readonly #pairs: IndexQuery['pairs']
  /** By term: 1 for those that are sought. Long articles are read word by word, so looking one up has to be cheap. */
  readonly #sought: Uint8Array

  /** @param vocabulary how many terms there are */
  constructor({ terms, pairs }: IndexQuery, rarityOf: (term: number) => number, vocabulary: number) {
    this.#sought = new Uint8Array(vocabulary)
    for (const { term } of terms) this.#sought[term] = 1
    this.#rarities = new Map(terms.map(({ term, weight }) => [term, weight * rarityOf(term)]))
    this.#pairs = pairs
  }

  fit(sequence: Int32Array): SequenceFit {
    const places = this.#placesIn(sequence)
    if (places === undefined) return noFit
    let words = 0
    for (const [term, at] of places) words += ((this.#rarities.get(term) ?? 0) * at.length) / (at.length + SATURATION)
    return { words, pairs: places.size < 2 ? 0 : this.#pairsIn(places) }
  }

  #placesIn(sequence: Int32Array): Map<number, number[]> | undefined {
    let places: Map<number, number[]> | undefined
    for (let place = 0; place < sequence.length; place += 1) {
      const term = sequence[place] ?? -1
      if (this.#sought[term] !== 1) continue
      places ??= new Map()
      const known = places.get(term)
      if (known === undefined) places.set(term, [place])
      else known.push(place)
    }
    return places
  }

  #pairsIn(places: ReadonlyMap<number, readonly number[]>): number {
    let sum = 0
    for (const { first, second, rarity } of this.#pairs) {
      const firsts = places.get(first)
      const seconds = places.get(second)
      if (firsts !== undefined && seconds !== undefined) sum += rarity * closeness(firsts, seconds)
    }
    return sum
  }
}

function closeness(firsts: readonly number[], seconds: readonly number[]): number {
  let best = 0
  for (const first of firsts) {
    for (const second of seconds) {
      const distance = Math.abs(second - first)
      if (distance <= NEAR_TERMS) best = Math.max(best, (second > first ? 1 : WRONG_ORDER) / distance)
    }
  }
  return best
}
