import { foldText } from '@souffleur/language'

/** A sparse vector: ascending feature numbers with their values. */
export interface SparseVector {
  readonly indices: Uint32Array
  readonly values: Float32Array
}

const LONGEST_GRAM = 5
const SHORTEST_GRAM = 2
/** Share of the vector's length that words and pairs of words have; the rest are letters within words, which survive misspelling. */
const WORD_SHARE = 0.6

/** Words and pairs of neighbouring words, and runs of 2 to 5 letters within words; stop words stay, since "where is my" tells a lot. */
export function featuresOf(text: string): { readonly words: string[]; readonly letters: string[] } {
  const found = foldText(text).match(/[\p{L}\d]+(?:'[\p{L}]+)*/gu) ?? []
  const words = [...found]
  const bounded = ['<', ...found, '>']
  for (let index = 0; index + 1 < bounded.length; index += 1) words.push(`${bounded[index]} ${bounded[index + 1]}`)
  return { words, letters: found.flatMap(lettersOf) }
}

function lettersOf(word: string): string[] {
  const padded = `_${word}_`
  const grams: string[] = []
  for (let length = SHORTEST_GRAM; length <= LONGEST_GRAM; length += 1) {
    for (let start = 0; start + length <= padded.length; start += 1) grams.push(padded.slice(start, start + length))
  }
  return grams
}

/**
 * Numbers features and weighs them by TF-IDF, as learned from the examples. A word that none of them has is no feature, but takes its
 * share of the vector's length: a sentence of strange words comes close to nothing.
 */
export class Vectoriser {
  readonly #numbers = new Map<string, number>()
  readonly #rarities: number[] = []
  readonly #rarest: number

  /** @param leastExamples features of fewer examples are noise, when there are many examples */
  constructor(texts: readonly string[], leastExamples: number) {
    this.#rarest = 1 + Math.log(1 + texts.length)
    const counts = new Map<string, number>()
    for (const text of texts) for (const feature of new Set(keysOf(text))) counts.set(feature, (counts.get(feature) ?? 0) + 1)
    for (const [feature, count] of counts) {
      if (count < leastExamples) continue
      this.#numbers.set(feature, this.#rarities.length)
      this.#rarities.push(1 + Math.log((1 + texts.length) / (1 + count)))
    }
  }

  get size(): number {
    return this.#rarities.length
  }

  /** Of length 1 at most. */
  vectorOf(text: string): SparseVector {
    const { words, letters } = featuresOf(text)
    const strangers = words.filter((word) => !word.includes(' ') && !this.#numbers.has(`w${word}`)).length
    const entries = [
      ...this.#weighed(
        words.map((word) => `w${word}`),
        Math.sqrt(WORD_SHARE),
        strangers,
      ),
      ...this.#weighed(
        letters.map((gram) => `l${gram}`),
        Math.sqrt(1 - WORD_SHARE),
        0,
      ),
    ].toSorted(([a], [b]) => a - b)
    return { indices: Uint32Array.from(entries, ([index]) => index), values: Float32Array.from(entries, ([, value]) => value) }
  }

  #weighed(features: readonly string[], share: number, strangers: number): [number, number][] {
    const counts = new Map<number, number>()
    for (const feature of features) {
      const number = this.#numbers.get(feature)
      if (number !== undefined) counts.set(number, (counts.get(number) ?? 0) + 1)
    }
    const entries = [...counts].map(([number, count]): [number, number] => [number, (1 + Math.log(count)) * (this.#rarities[number] ?? 0)])
    const norm = Math.hypot(...entries.map(([, value]) => value), Math.sqrt(strangers) * this.#rarest) || 1
    return entries.map(([number, value]) => [number, (share * value) / norm])
  }
}

function keysOf(text: string): string[] {
  const { words, letters } = featuresOf(text)
  return [...words.map((word) => `w${word}`), ...letters.map((gram) => `l${gram}`)]
}
