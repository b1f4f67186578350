import type { E5Description } from './e5-description.ts'

type Vocabulary = Pick<E5Description, 'special' | 'pieces' | 'scores' | 'replacements' | 'mostTokens'>

/** Longer texts are cut before they are split: 512 pieces of words never take more. */
const MOST_CHARACTERS = 8_192
/** How much less likely than the rarest piece a character is that no piece has, as in SentencePiece. */
const UNKNOWN_PENALTY = 10
const SPACE = '▁'

/**
 * Splits texts as XLM-RoBERTa does: the most probable split into pieces, each with a probability of its own (Kudo 2018, "Subword
 * Regularization"; github.com/google/sentencepiece).
 */
export class UnigramTokenizer {
  readonly #ids = new Map<string, number>()
  readonly #scores: Float32Array
  readonly #replacements: ReadonlyMap<number, string>
  readonly #special: Vocabulary['special']
  readonly #mostTokens: number
  readonly #unknownScore: number
  #longest = 1

  constructor({ special, pieces, scores, replacements, mostTokens }: Vocabulary) {
    this.#scores = Float32Array.from(scores)
    this.#replacements = new Map(replacements)
    this.#special = special
    this.#mostTokens = mostTokens
    let lowest = 0
    for (const [id, piece] of pieces.entries()) {
      const score = this.#scores[id] ?? 0
      // Special pieces have no probability. Nobody says them: "<mask>" in a text is a word like any other.
      if (score === 0) continue
      this.#ids.set(piece, id)
      lowest = Math.min(lowest, score)
      this.#longest = Math.max(this.#longest, piece.length)
    }
    this.#unknownScore = lowest - UNKNOWN_PENALTY
  }

  /** With the marks of beginning and end, and no longer than the model reads. */
  tokensOf(text: string): number[] {
    const { start, end } = this.#special
    const tokens = this.#split(this.#normalised(text.slice(0, MOST_CHARACTERS)))
    return [start, ...tokens.slice(0, this.#mostTokens - 2), end]
  }

  /** Replacements are by code point: what is written as a letter and its accent has to be one first. */
  #normalised(text: string): string {
    let replaced = ''
    for (const character of text.normalize('NFC')) replaced += this.#replacements.get(character.codePointAt(0) ?? 0) ?? character
    const spaced = replaced.replace(/ {2,}/g, ' ')
    return ` ${spaced.trim()}`.trimEnd().replaceAll(' ', SPACE)
  }

  #split(text: string): number[] {
    const { unknown } = this.#special
    const best = new Float64Array(text.length + 1).fill(-Infinity)
    const from = new Int32Array(text.length + 1)
    const piece = new Int32Array(text.length + 1)
    best[0] = 0
    const offer = (start: number, end: number, id: number, score: number) => {
      if (score <= (best[end] ?? 0)) return
      best[end] = score
      from[end] = start
      piece[end] = id
    }
    for (let start = 0; start < text.length; start += 1) {
      const sofar = best[start] ?? -Infinity
      if (sofar === -Infinity) continue
      const furthest = Math.min(text.length, start + this.#longest)
      for (let end = start + 1; end <= furthest; end += 1) {
        const id = this.#ids.get(text.slice(start, end))
        if (id !== undefined) offer(start, end, id, sofar + (this.#scores[id] ?? 0))
      }
      const characterLength = (text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1
      offer(start, start + characterLength, unknown, sofar + this.#unknownScore)
    }
    return backwards(text.length, from, piece, unknown)
  }
}

/** Neighbouring characters that no piece has are one unknown token. */
function backwards(length: number, from: Int32Array, piece: Int32Array, unknown: number): number[] {
  const tokens: number[] = []
  for (let end = length; end > 0; end = from[end] ?? 0) {
    const id = piece[end] ?? unknown
    if (id !== unknown || tokens.at(-1) !== unknown) tokens.push(id)
  }
  return tokens.reverse()
}
