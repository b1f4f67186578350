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
  readonly #known = new Map<string, Float32Array | 'asked'>()

  constructor(embed: EmbedQuery) {
    this.#embed = embed
  }

  /** Asks for a vector unless it was asked for already. A failure is the embedder's to report; the text can be asked for again. */
  ask(text: string): void {
    if (this.#known.has(text)) return
    this.#keep(text, 'asked')
    this.#embed(text).then(
      (vector) => {
        if (this.#known.get(text) === 'asked') this.#keep(text, vector)
      },
      () => this.#known.delete(text),
    )
  }

  /** The vector, if it has come. */
  get(text: string): Float32Array | undefined {
    const known = this.#known.get(text)
    return known === 'asked' ? undefined : known
  }

  #keep(text: string, value: Float32Array | 'asked'): void {
    this.#known.delete(text)
    this.#known.set(text, value)
    const [oldest] = this.#known.keys()
    if (this.#known.size > MOST_KEPT && oldest !== undefined) this.#known.delete(oldest)
  }
}
