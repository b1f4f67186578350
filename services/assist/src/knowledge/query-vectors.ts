/** Makes the vector of a query; rejects when it can't. */
export type EmbedQuery = (text: string) => Promise<Float32Array>

/** Firm partial words and the final text of the calls that go on; a vector is little. */
const MOST_KEPT = 256

/**
 * Vectors of queries, asked for as early as firm partial words and taken when the answer is due. Nothing waits: a vector that is late is
 * there for the next time, and until then words alone answer.
 */
export class QueryVectors {
  readonly #embed: EmbedQuery
  readonly #known = new Map<string, Float32Array>()
  readonly #asked = new Map<string, Promise<boolean>>()

  constructor(embed: EmbedQuery) {
    this.#embed = embed
  }

  /**
   * Asks for a vector unless it was asked for already. Resolves when it has come, or can't: a failure is the embedder's to report, and the
   * text can be asked for again.
   */
  ask(text: string): Promise<boolean> {
    if (this.#known.has(text)) return Promise.resolve(true)
    const before = this.#asked.get(text)
    if (before !== undefined) return before
    const answer = this.#embed(text).then(
      (vector) => {
        this.#asked.delete(text)
        this.#keep(text, vector)
        return true
      },
      () => {
        this.#asked.delete(text)
        return false
      },
    )
    this.#asked.set(text, answer)
    return answer
  }

  /** The vector, if it has come. */
  get(text: string): Float32Array | undefined {
    return this.#known.get(text)
  }

  #keep(text: string, vector: Float32Array): void {
    this.#known.delete(text)
    this.#known.set(text, vector)
    const [oldest] = this.#known.keys()
    if (this.#known.size > MOST_KEPT && oldest !== undefined) this.#known.delete(oldest)
  }
}
