/** What speaks for an article as the answer to a query. Shares are of the query's yardstick: the rarities of what was said. */
export interface ArticleEvidence {
  /** BM25F over all fields. */
  readonly words: number
  /** Pairs of words that stand together in the best headline (title or question), and in the best passage. */
  readonly headlinePairs: number
  readonly bodyPairs: number
  /** 0 to 1: rarities of the query's words that the article has anywhere. */
  readonly coverage: number
  /** 0 to 1: how much of its best headline was said. A title that many articles share tells less. */
  readonly headline: number
  /** Cosine of the query's vector and the article's, where both are there. */
  readonly nearness: number
}

export const evidenceNames = [
  'words',
  'headlinePairs',
  'bodyPairs',
  'coverage',
  'headline',
  'nearness',
] as const satisfies readonly (keyof ArticleEvidence)[]

type Weights = Readonly<Record<keyof ArticleEvidence, number>>

/**
 * Two linear models: one for words alone, one for words and meaning. Log-odds within the candidates of a query, fitted as a softmax over
 * them with an L2 penalty, on a half of PIAF's articles (by hash) and the shared questions of service-public with equal weight for both
 * sets; reported on the other half and in cross-validation. Refit: `npm run eval -- retrieval-weights` (docs/evaluation.md).
 */
const byWords: Weights = { words: 11, headlinePairs: 3.4, bodyPairs: 3, coverage: 3.3, headline: 4, nearness: 0 }
const byWordsAndMeaning: Weights = { words: 2.2, headlinePairs: 2, bodyPairs: 3.5, coverage: 5.1, headline: 2.2, nearness: 78 }

/** Higher is better; comparable within a query only. */
export function rankOf(evidence: ArticleEvidence, meaning: 'words' | 'words and meaning'): number {
  const weights = meaning === 'words' ? byWords : byWordsAndMeaning
  return evidenceNames.reduce((sum, name) => sum + weights[name] * evidence[name], 0)
}

/** What a certain intent is worth, in the same log-odds. */
export const INTENT_RANK = 12
