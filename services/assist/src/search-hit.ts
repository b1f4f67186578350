import type { Language } from '@souffleur/proto'
import type { RankedArticle } from './knowledge/lexical-index.ts'

/** What a search by hand finds: the best passage of an article. */
export interface SearchHit {
  readonly articleId: string
  readonly articleVersion: number
  readonly articleTitle: string
  readonly language: Language
  readonly passageId: string
  readonly heading: string
  /** Verbatim from the article. */
  readonly quote: string
  /** 0 to 1. */
  readonly score: number
}

export function searchHits(found: readonly RankedArticle[]): SearchHit[] {
  return found.flatMap(({ article, score, passages: [best] }) => {
    if (best === undefined) return []
    const { id: passageId, heading, quote } = best.passage
    return [
      {
        articleId: article.id,
        articleVersion: article.version,
        articleTitle: article.title,
        language: article.language,
        passageId,
        heading,
        quote,
        score: Math.min(1, score),
      },
    ]
  })
}
