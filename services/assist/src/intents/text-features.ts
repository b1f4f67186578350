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

/** The square of this is a context's share beside the words: what was said before helps to understand, and says nothing by itself. */
const CONTEXT_WEIGHT = 0.7

/** Where in a call something is said. */
export interface SaidAfter {
  /** How many turns of both parties came before. */
  readonly turn: number
  /** What the same person said before, the last one last. */
  readonly before: readonly string[]
}

/** What a text is judged by. */
export interface TextFeatures {
  readonly words: readonly string[]
  readonly pairs: readonly string[]
  readonly letters: readonly string[]
  readonly context: readonly string[]
}

/**
 * Words and pairs of neighbouring words, and runs of 2 to 5 letters within words; stop words stay, since "where is my" tells a lot. The
 * figures of a number matter less than how many there are.
 */
export function featuresOf(text: string, after?: SaidAfter): TextFeatures {
  const words = wordsOf(text)
  const bounded = ['<', ...words, '>']
  const pairs = bounded.slice(1).map((word, index) => `${bounded[index]} ${word}`)
  const numbers = words.filter((word) => /\d/.test(word)).map((word) => `# ${word.replace(/\d/g, '0')}`)
  const context = after === undefined ? [] : contextOf(words, after)
  return { words, pairs: [...pairs, ...numbers], letters: words.flatMap(lettersOf), context }
}

function wordsOf(text: string): string[] {
  return foldText(text).match(/[\p{L}\d]+(?:'[\p{L}]+)*/gu) ?? []
}

/** How far the call is, how long the answer is, and the words before: "yes" after a question isn't "yes" at the end of a call. */
function contextOf(words: readonly string[], { turn, before }: SaidAfter): string[] {
  const previous = wordsOf(before.at(-1) ?? '')
  return [
    `turn ${Math.min(turn, 12)}`,
    `said ${Math.min(before.length, 8)}`,
    `length ${Math.min(words.length, 12)}`,
    ...previous.map((word) => `previous ${word}`),
    ...new Set(before.flatMap(wordsOf).map((word) => `earlier ${word}`)),
  ]
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
  constructor(examples: readonly TextFeatures[], leastExamples: number) {
    this.#rarest = 1 + Math.log(1 + examples.length)
    const counts = new Map<string, number>()
    for (const features of examples) for (const key of new Set(keysOf(features))) counts.set(key, (counts.get(key) ?? 0) + 1)
    for (const [key, count] of counts) {
      if (count < leastExamples) continue
      this.#numbers.set(key, this.#rarities.length)
      this.#rarities.push(1 + Math.log((1 + examples.length) / (1 + count)))
    }
  }

  get size(): number {
    return this.#rarities.length
  }

  /** Of length 1 at most, the context apart. */
  vectorOf(features: TextFeatures): SparseVector {
    const strangers = features.words.filter((word) => !this.#numbers.has(`w${word}`)).length
    const entries = [
      ...this.#weighed(wordKeysOf(features), Math.sqrt(WORD_SHARE), strangers),
      ...this.#weighed(letterKeysOf(features), Math.sqrt(1 - WORD_SHARE), 0),
      ...this.#weighed(contextKeysOf(features), CONTEXT_WEIGHT, 0),
    ].toSorted(([a], [b]) => a - b)
    return { indices: Uint32Array.from(entries, ([index]) => index), values: Float32Array.from(entries, ([, value]) => value) }
  }

  #weighed(keys: readonly string[], share: number, strangers: number): [number, number][] {
    const counts = new Map<number, number>()
    for (const key of keys) {
      const number = this.#numbers.get(key)
      if (number !== undefined) counts.set(number, (counts.get(number) ?? 0) + 1)
    }
    const entries = [...counts].map(([number, count]): [number, number] => [number, (1 + Math.log(count)) * (this.#rarities[number] ?? 0)])
    const norm = Math.hypot(...entries.map(([, value]) => value), Math.sqrt(strangers) * this.#rarest) || 1
    return entries.map(([number, value]) => [number, (share * value) / norm])
  }
}

/** Words, letters and contexts never have a key in common. */
function keysOf(features: TextFeatures): string[] {
  return [...wordKeysOf(features), ...letterKeysOf(features), ...contextKeysOf(features)]
}

function wordKeysOf({ words, pairs }: TextFeatures): string[] {
  return [...words.map((word) => `w${word}`), ...pairs.map((pair) => `w${pair}`)]
}

function letterKeysOf({ letters }: TextFeatures): string[] {
  return letters.map((gram) => `l${gram}`)
}

function contextKeysOf({ context }: TextFeatures): string[] {
  return context.map((key) => `c${key}`)
}
