import { foldText, isStopWord, stemOf, tokenise } from '@souffleur/language'
import type { Language } from '@souffleur/proto'
import type { FieldIndex, WeightedTerm } from './field-index.ts'
import { isFrameTerm } from './frame-words.ts'
import type { TermMatch, Vocabulary } from './vocabulary.ts'

/** Something said, and how much it counts for what is sought. */
export interface WeightedText {
  readonly text: string
  readonly weight: number
}

/** Two terms that were said one after the other, and how much it tells to find them together. */
export interface TermPair {
  readonly first: number
  readonly second: number
  readonly rarity: number
}

/** A query in terms of the index. */
export interface IndexQuery {
  readonly terms: readonly WeightedTerm[]
  readonly pairs: readonly TermPair[]
  /** What an article that has every word would gain: the yardstick for scores. Words that no article knows count too. */
  readonly wanted: number
}

/** A word that no article knows may be the point of the question, or noise of the recogniser. */
const UNKNOWN_WORD = 0.5
/** "How much is", "can I get": the rest of the question says what it is about. */
const FRAME_WORD = 0.4

/** Stems of what carries meaning, in order. */
export function contentTerms(text: string, language: Language): string[] {
  return tokenise(text, language)
    .filter(({ folded }) => !isStopWord(folded, language))
    .map((token) => stemOf(token, language))
}

export interface QueryReading {
  readonly vocabulary: Vocabulary
  readonly index: FieldIndex
  /** Words that frame a question count less for choosing an article; within it they choose the passage. */
  readonly purpose: 'article' | 'passage'
  /** The last word may be the beginning of one. */
  readonly typing?: boolean
}

export function buildQuery(
  texts: readonly WeightedText[],
  language: Language,
  { vocabulary, index, purpose, typing = false }: QueryReading,
): IndexQuery {
  const weights = new Map<number, number>()
  const pairs: TermPair[] = []
  const seen = new Set<string>()
  let wanted = 0
  for (const { text, weight: said } of texts) {
    let previous: TermMatch | undefined
    for (const term of contentTerms(text, language)) {
      const weight = purpose === 'article' && isFrameTerm(term, language) ? FRAME_WORD * said : said
      const matches = vocabulary.match(term, (number) => index.frequencyOf(number) > 0)
      for (const match of matches) weights.set(match.term, Math.max(weights.get(match.term) ?? 0, match.weight * weight))
      const [best] = matches
      if (!seen.has(term)) wanted += weight * (best === undefined ? UNKNOWN_WORD * index.rarityAt(0) : index.rarityOf(best.term))
      seen.add(term)
      if (previous !== undefined && best !== undefined && previous.term !== best.term) {
        const rarity = (weight * (index.rarityOf(previous.term) + index.rarityOf(best.term))) / 2
        pairs.push({ first: previous.term, second: best.term, rarity })
      }
      previous = best
    }
  }
  if (typing) addCompletions(weights, texts[0]?.text ?? '', { vocabulary, index })
  return { terms: [...weights].map(([term, weight]) => ({ term, weight })), pairs, wanted }
}

/** A word with a space after it is finished. */
function addCompletions(
  weights: Map<number, number>,
  text: string,
  { vocabulary, index }: Pick<QueryReading, 'vocabulary' | 'index'>,
): void {
  const [beginning] = /[\p{L}\p{M}]+$/u.exec(text) ?? []
  if (beginning === undefined) return
  for (const { term, weight } of vocabulary.completions(foldText(beginning), (number) => index.frequencyOf(number))) {
    weights.set(term, Math.max(weights.get(term) ?? 0, weight))
  }
}
