import type { Language } from '@souffleur/proto'
import type { RankedArticle } from './lexical-index.ts'
import type { WeightedText } from './query.ts'

export interface RetrievalQuery {
  readonly language: Language
  /** What is sought, the last thing said first; earlier turns with less weight. */
  readonly texts: readonly WeightedText[]
  /** Probabilities of intents. */
  readonly intents?: ReadonlyMap<string, number>
  /** Of the first text, when an embedder gave it in time: without it, words alone answer, at once. */
  readonly vector?: Float32Array
  /** Of the call: articles for another audience are passed over. Absent: all are found. */
  readonly queue?: string
  /** Somebody is typing: the last word may be the beginning of one. */
  readonly typing?: boolean
}

/** Finds articles, at once: what takes time, such as a vector, comes with the query or not at all. */
export interface Retriever {
  /** Best first, with their passages best first. Scores are comparable between queries: 0 nothing in common, about 1 everything. */
  retrieve(query: RetrievalQuery, limit: number): RankedArticle[]
}
