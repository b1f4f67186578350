/** How much a field counts, and how far its length counts against it (BM25's b: 0 not at all, 1 fully). */
export interface FieldWeight {
  readonly weight: number
  readonly lengthPenalty: number
}

/** A term of the query: 1 for what was said, less for a guess at what was meant or for what was said before. */
export interface WeightedTerm {
  readonly term: number
  readonly weight: number
}

const BITS = 6
const MOST_COUNTED = (1 << BITS) - 1
/** Six bits a field in one small integer. */
const MOST_FIELDS = 5
/** Removed documents are swept from a list once they are this share of it. */
const DEAD_SHARE = 0.25

interface Postings {
  documents: number[]
  /** Occurrences in each field, packed. */
  counts: number[]
  living: number
}

/**
 * An inverted index in memory, ranked by BM25F (Robertson, Zaragoza, Taylor, CIKM 2004: field weights inside the saturation, each
 * field's length normalised by itself). Documents come and go one by one: nothing touches more than the lists of their own terms.
 */
export class FieldIndex {
  readonly #fields: readonly FieldWeight[]
  readonly #saturation: number
  readonly #postings = new Map<number, Postings>()
  /** Field lengths of document d: from d * fields on. */
  readonly #lengths: number[] = []
  readonly #totals: number[]
  readonly #terms: (readonly number[] | undefined)[] = []
  #living = 0
  #scores = new Float64Array(256)
  #covered = new Float64Array(256)

  /** @param saturation BM25's k1: how soon a repeated word stops counting */
  constructor(fields: readonly FieldWeight[], saturation: number) {
    if (fields.length > MOST_FIELDS) throw new RangeError(`${fields.length} fields: at most ${MOST_FIELDS}`)
    this.#fields = fields
    this.#saturation = saturation
    this.#totals = fields.map(() => 0)
  }

  get size(): number {
    return this.#living
  }

  /** Living documents that have the term. */
  frequencyOf(term: number): number {
    return this.#postings.get(term)?.living ?? 0
  }

  /** How much a term tells: the rarer, the more. */
  rarityOf(term: number): number {
    return this.rarityAt(this.frequencyOf(term))
  }

  rarityAt(frequency: number): number {
    return Math.log(1 + (this.#living - frequency + 0.5) / (frequency + 0.5))
  }

  /** @param fields the terms of each field, in the order of the constructor's weights. Returns the document's number. */
  add(fields: readonly (readonly number[])[]): number {
    const document = this.#terms.length
    const counts = new Map<number, number>()
    this.#fields.forEach((_, field) => {
      const terms = fields[field] ?? []
      this.#lengths.push(terms.length)
      this.#addToTotal(field, terms.length)
      for (const term of terms) counts.set(term, increment(counts.get(term) ?? 0, field))
    })
    for (const [term, packed] of counts) this.#post(term, document, packed)
    this.#terms.push([...counts.keys()])
    this.#living += 1
    this.#makeRoom()
    return document
  }

  remove(document: number): void {
    const terms = this.#terms[document]
    if (terms === undefined) return
    this.#terms[document] = undefined
    this.#living -= 1
    this.#fields.forEach((_, field) => {
      this.#addToTotal(field, -this.#lengthOf(document, field))
    })
    for (const term of terms) this.#unpost(term)
  }

  /**
   * Calls back for every living document that has one of the terms, in no order.
   * @param found its last argument is the sum of the rarities of the terms that the document has, however often
   */
  score(query: readonly WeightedTerm[], found: (document: number, score: number, covered: number) => void): void {
    const scores = this.#scores
    const coveredBy = this.#covered
    const touched: number[] = []
    const averages = this.#totals.map((total) => Math.max(1, total / Math.max(1, this.#living)))
    for (const { term, weight } of query) {
      const postings = this.#postings.get(term)
      if (postings === undefined) continue
      const gain = weight * this.rarityOf(term)
      for (let place = 0; place < postings.documents.length; place += 1) {
        const document = postings.documents[place] ?? 0
        if (this.#terms[document] === undefined) continue
        const frequency = this.#frequency(document, postings.counts[place] ?? 0, averages)
        if (scores[document] === 0) touched.push(document)
        scores[document] = (scores[document] ?? 0) + (gain * frequency) / (this.#saturation + frequency)
        coveredBy[document] = (coveredBy[document] ?? 0) + gain
      }
    }
    for (const document of touched) {
      found(document, scores[document] ?? 0, coveredBy[document] ?? 0)
      scores[document] = 0
      coveredBy[document] = 0
    }
  }

  /** Occurrences over all fields, weighted and normalised for length. */
  #frequency(document: number, packed: number, averages: readonly number[]): number {
    let sum = 0
    for (let field = 0; field < this.#fields.length; field += 1) {
      const count = (packed >> (field * BITS)) & MOST_COUNTED
      const parameters = this.#fields[field]
      if (count === 0 || parameters === undefined) continue
      const { weight, lengthPenalty } = parameters
      sum += (weight * count) / (1 - lengthPenalty + (lengthPenalty * this.#lengthOf(document, field)) / (averages[field] ?? 1))
    }
    return sum
  }

  #lengthOf(document: number, field: number): number {
    return this.#lengths[document * this.#fields.length + field] ?? 0
  }

  #addToTotal(field: number, change: number): void {
    this.#totals[field] = (this.#totals[field] ?? 0) + change
  }

  #post(term: number, document: number, packed: number): void {
    const postings = this.#postings.get(term)
    if (postings === undefined) {
      this.#postings.set(term, { documents: [document], counts: [packed], living: 1 })
      return
    }
    postings.documents.push(document)
    postings.counts.push(packed)
    postings.living += 1
  }

  #unpost(term: number): void {
    const postings = this.#postings.get(term)
    if (postings === undefined) return
    postings.living -= 1
    if (postings.documents.length - postings.living <= postings.documents.length * DEAD_SHARE) return
    const kept = postings.documents.map((document) => this.#terms[document] !== undefined)
    postings.documents = postings.documents.filter((_, place) => kept[place])
    postings.counts = postings.counts.filter((_, place) => kept[place])
  }

  #makeRoom(): void {
    if (this.#terms.length <= this.#scores.length) return
    this.#scores = new Float64Array(this.#scores.length * 2)
    this.#covered = new Float64Array(this.#scores.length)
  }
}

function increment(packed: number, field: number): number {
  const shift = field * BITS
  return ((packed >> shift) & MOST_COUNTED) === MOST_COUNTED ? packed : packed + (1 << shift)
}
