import { VectorTable } from '../meaning/vector-table.ts'
import type { Article } from './article.ts'
import { openingOf } from './passages.ts'

/** Similarity in meaning of a query to articles. */
export interface Nearness {
  /** Cosine; undefined for an article without a vector yet. */
  of(articleId: string): number | undefined
  /** The nearest, best first. */
  readonly nearest: readonly string[]
  /** Cosine of the last of the nearest. */
  readonly least: number
}

/** About what the embedding model reads (512 tokens). */
const MOST_OPENING_CHARACTERS = 2_000

/**
 * The text whose vector stands for an article: its title and its opening. On the shared questions it finds more than whole articles do,
 * and costs a third of the time.
 */
export function vectorTextOf(article: Pick<Article, 'title' | 'body'>): string {
  return `${article.title}\n${openingOf(article).slice(0, MOST_OPENING_CHARACTERS)}`
}

/** Vectors of one language's articles, of length 1. Searched exactly: all of them, at each query. */
export class ArticleVectors {
  readonly #rows = new Map<string, number>()
  readonly #ids: (string | undefined)[] = []
  readonly #free: number[] = []
  #table = new VectorTable(0)

  get size(): number {
    return this.#rows.size
  }

  has(articleId: string): boolean {
    return this.#rows.has(articleId)
  }

  /** In place of the article's last one. A vector of another model's size empties the rest: they can't be compared. */
  replace(articleId: string, vector: Float32Array): 'added' | 'emptied' {
    const others = vector.length !== this.#table.width && this.#rows.size > 0
    if (vector.length !== this.#table.width) this.#empty(vector.length)
    const row = this.#rows.get(articleId) ?? this.#free.pop() ?? this.#ids.length
    this.#rows.set(articleId, row)
    this.#ids[row] = articleId
    this.#table.set(row, vector)
    return others ? 'emptied' : 'added'
  }

  remove(articleId: string): void {
    const row = this.#rows.get(articleId)
    if (row === undefined) return
    this.#rows.delete(articleId)
    this.#ids[row] = undefined
    this.#free.push(row)
  }

  /** Undefined when no vector can be compared with the query's. */
  nearnessTo(query: Float32Array, limit: number): Nearness | undefined {
    if (query.length !== this.#table.width || this.#rows.size === 0) return undefined
    const cosines = this.#table.cosines(query)
    for (const row of this.#free) cosines[row] = -1
    const rows = this.#rows
    const best = highest(cosines, limit)
    return {
      least: cosines[best.at(-1) ?? 0] ?? 0,
      of(articleId) {
        const row = rows.get(articleId)
        return row === undefined ? undefined : cosines[row]
      },
      nearest: best.flatMap((row) => this.#ids[row] ?? []),
    }
  }

  #empty(dimensions: number): void {
    this.#rows.clear()
    this.#ids.length = 0
    this.#free.length = 0
    this.#table = new VectorTable(dimensions)
  }
}

/** Places of the highest values, best first. */
function highest(values: Float32Array, limit: number): number[] {
  const best: number[] = []
  for (let place = 0; place < values.length; place += 1) {
    const value = values[place] ?? 0
    if (best.length === limit && value <= (values[best[limit - 1] ?? 0] ?? 0)) continue
    let at = best.length
    while (at > 0 && (values[best[at - 1] ?? 0] ?? 0) < value) at -= 1
    best.splice(at, 0, place)
    if (best.length > limit) best.pop()
  }
  return best
}
