import type { Clock } from '@souffleur/flow'
import { type Language, languages } from '@souffleur/proto'
import type { Article } from './article.ts'
import { ArticleVectors, vectorTextOf } from './article-vectors.ts'
import { LexicalIndex, type RankedArticle } from './lexical-index.ts'
import type { RetrievalQuery, Retriever } from './retriever.ts'

/** Where articles come from: desk's database. */
export interface KnowledgeSource {
  /** The current version of every article. */
  load(): Promise<Article[]>
  onChange(listener: () => void): () => void
}

export interface KnowledgeChanges {
  readonly replaced: number
  readonly removed: number
}

/** The audience of an article that is for all. */
const EVERY_ADVISOR = 'advisor'
/** Searching goes on between two batches while articles are indexed. */
const ARTICLES_A_TURN = 20
/** Articles that aren't valid today, or are for others, are passed over, so some more are asked for. */
const SPARE_RESULTS = 5
/** Candidates that only meaning finds. */
const NEAREST_ARTICLES = 30

/** An article whose vector is missing or old, and the text that it is made of. */
export interface WantedVector {
  readonly language: Language
  readonly articleId: string
  readonly text: string
}

/** The articles in memory, searchable. It follows its source one article at a time, and answers all the while. */
export class KnowledgeBase implements Retriever {
  readonly #indexes: Record<Language, LexicalIndex> = { fr: new LexicalIndex('fr'), en: new LexicalIndex('en') }
  readonly #vectors: Record<Language, ArticleVectors> = { fr: new ArticleVectors(), en: new ArticleVectors() }
  /** The text that an article's vector has to stand for. */
  readonly #vectorTexts = new Map<string, WantedVector>()
  /** Those of them that have no vector yet. */
  readonly #wanted = new Map<string, WantedVector>()
  readonly #known = new Map<string, string>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Takes over what has changed since the last time. */
  async follow(articles: readonly Article[], nextTurn: () => Promise<void>): Promise<KnowledgeChanges> {
    const changed = articles.filter((article) => this.#known.get(keyOf(article)) !== JSON.stringify(article))
    for (const [index, article] of changed.entries()) {
      if (index > 0 && index % ARTICLES_A_TURN === 0) await nextTurn()
      this.#indexes[article.language].replace(article)
      this.#known.set(keyOf(article), JSON.stringify(article))
      this.#wantVector(article)
    }
    return { replaced: changed.length, removed: this.#removeOthers(articles) }
  }

  retrieve({ language, texts, intents, vector, queue, typing = false }: RetrievalQuery, limit: number): RankedArticle[] {
    const nearness = vector === undefined ? undefined : this.#vectors[language].nearnessTo(vector, NEAREST_ARTICLES)
    const today = new Date(this.#clock.unixMs()).toISOString().slice(0, 10)
    return this.#indexes[language]
      .search(
        { texts, typing, ...(intents === undefined ? {} : { intents }), ...(nearness === undefined ? {} : { nearness }) },
        limit + SPARE_RESULTS,
      )
      .filter(({ article }) => isValidOn(article, today) && isMeantFor(article, queue))
      .slice(0, limit)
  }

  /** Articles that have no vector, or one of an older text. Searching works without; what has one gains by it. */
  wantedVectors(): WantedVector[] {
    return [...this.#wanted.values()]
  }

  /** Takes a vector, unless the article has changed or gone in the meantime. */
  setVector({ language, articleId, text }: WantedVector, vector: Float32Array): void {
    if (this.#vectorTexts.get(keyOf({ id: articleId, language }))?.text !== text) return
    // Vectors of another model's size empty the rest, which are wanted again.
    if (this.#vectors[language].replace(articleId, vector) === 'emptied') {
      for (const [key, wanted] of this.#vectorTexts) if (wanted.language === language) this.#wanted.set(key, wanted)
    }
    this.#wanted.delete(keyOf({ id: articleId, language }))
  }

  /** Everything that has, or wants, a vector. */
  vectorTexts(): string[] {
    return [...this.#vectorTexts.values()].map(({ text }) => text)
  }

  passageCount(language: Language): number {
    return this.#indexes[language].passageCount
  }

  #wantVector(article: Article): void {
    const { id: articleId, language } = article
    const text = vectorTextOf(article)
    if (this.#vectorTexts.get(keyOf(article))?.text === text) return
    this.#vectorTexts.set(keyOf(article), { language, articleId, text })
    this.#wanted.set(keyOf(article), { language, articleId, text })
    this.#vectors[language].remove(articleId)
  }

  #removeOthers(articles: readonly Article[]): number {
    const kept = new Set(articles.map(keyOf))
    let removed = 0
    for (const language of languages) {
      for (const id of this.#indexes[language].articleIds) {
        if (kept.has(keyOf({ id, language }))) continue
        this.#indexes[language].remove(id)
        this.#vectors[language].remove(id)
        this.#vectorTexts.delete(keyOf({ id, language }))
        this.#wanted.delete(keyOf({ id, language }))
        this.#known.delete(keyOf({ id, language }))
        removed += 1
      }
    }
    return removed
  }
}

function isValidOn({ validFrom, validTo }: Article, day: string): boolean {
  return validFrom <= day && (validTo === null || validTo >= day)
}

/** An article whose audience is empty or "advisor" is for every call; any other audience is a queue. */
function isMeantFor({ audience }: Article, queue: string | undefined): boolean {
  return queue === undefined || audience === '' || audience === EVERY_ADVISOR || audience === queue
}

function keyOf({ id, language }: Pick<Article, 'id' | 'language'>): string {
  return `${language} ${id}`
}
