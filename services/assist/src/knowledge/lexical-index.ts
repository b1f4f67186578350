import { foldText } from '@souffleur/language'
import type { Language } from '@souffleur/proto'
import { shapeAskedFor, shapesOf } from './answer-shape.ts'
import type { Article } from './article.ts'
import type { Nearness } from './article-vectors.ts'
import { FieldIndex } from './field-index.ts'
import { bestHeadlinePairs, bestPairs, type Entry, type RankedPassage, rankPassages } from './indexed-article.ts'
import { passagesOf } from './passages.ts'
import { buildQuery, contentTerms, type IndexQuery, type WeightedText } from './query.ts'
import { type ArticleEvidence, INTENT_RANK, rankOf } from './ranking.ts'
import { TermScan } from './term-scan.ts'
import { Vocabulary } from './vocabulary.ts'

export interface LexicalQuery {
  readonly texts: readonly WeightedText[]
  /** Probabilities of intents: articles that answer an intent gain by it, and are found by it alone. */
  readonly intents?: ReadonlyMap<string, number>
  /** Similarity in meaning, when the query's vector is there in time: the nearest articles are found by it alone. */
  readonly nearness?: Nearness
  /** Somebody is typing: the last word may be the beginning of one. */
  readonly typing?: boolean
}

export interface RankedArticle {
  readonly article: Article
  /** 0 to about 1: the share of what was asked that the article's words answer, headlines and word order counted. */
  readonly score: number
  /** What the order follows: higher is better, comparable within one query only. */
  readonly rank: number
  /** Best first; every passage of the article. */
  readonly passages: readonly RankedPassage[]
}

/** An article for a query, with what speaks for it. */
export interface WeighedArticle {
  readonly article: Article
  readonly score: number
  readonly evidence: ArticleEvidence
  readonly rank: number
}

/** Tuned on the shared halves of service-public and PIAF together: neighbouring values differ by less than a question or two. */
const TITLE_WEIGHT = 3
const QUESTION_WEIGHT = 2
const HEADING_WEIGHT = 1
const OPENING_WEIGHT = 1.5
const HEADLINE_SHARE = 0.3
const HEADLINE_PAIR_SHARE = 0.8
const BODY_PAIR_SHARE = 0.2
/** In units of the query's yardstick: what a certain intent adds. */
const INTENT_SHARE = 0.5
/** An article's first intent is what it is about; it only touches on the others. */
const OTHER_INTENT_SHARE = 0.35
/** Rare words that a whole answer takes. */
const LEAST_WANTED = 2
/** Short queries: below this, one rare word would count as everything. */
const LEAST_YARDSTICK = 4
/** Articles whose headlines are compared in order of words, and those of them whose passages are read. */
const MOST_CANDIDATES = 60
const MOST_READ = 30

interface Weighed extends WeighedArticle {
  readonly entry: Entry
}

/**
 * The articles of one language, ranked by words: BM25F over title, questions, headings and body; the best single headline (the title,
 * or one question) by itself, since a short text that says it all tells more than a long one; and pairs of words that stand together.
 */
export class LexicalIndex {
  readonly #language: Language
  readonly #vocabulary: Vocabulary
  readonly #articles = new FieldIndex(
    [
      { weight: TITLE_WEIGHT, lengthPenalty: 0.3 },
      { weight: QUESTION_WEIGHT, lengthPenalty: 0.3 },
      { weight: HEADING_WEIGHT, lengthPenalty: 0.3 },
      { weight: OPENING_WEIGHT, lengthPenalty: 0.5 },
      { weight: 1, lengthPenalty: 0.75 },
    ],
    1.5,
  )
  readonly #headlines = new FieldIndex([{ weight: 1, lengthPenalty: 0.75 }], 0.8)
  readonly #entries = new Map<string, Entry>()
  readonly #byDocument = new Map<number, Entry>()
  readonly #byHeadline = new Map<number, Entry>()
  readonly #byIntent = new Map<string, Set<Entry>>()
  /** How many articles have a title. */
  readonly #titles = new Map<string, number>()
  #passageCount = 0

  constructor(language: Language) {
    this.#language = language
    this.#vocabulary = new Vocabulary(language)
  }

  get passageCount(): number {
    return this.#passageCount
  }

  get articleCount(): number {
    return this.#entries.size
  }

  /** Adds the article, in place of the one with the same id. */
  replace(article: Article): void {
    this.remove(article.id)
    const title = this.#number(article.title)
    const questions = article.questions.map((question) => this.#number(question))
    const passages = passagesOf(article).map((passage) => ({
      passage,
      heading: Int32Array.from(this.#number(passage.heading)),
      text: Int32Array.from(this.#number(passage.quote)),
      shapes: shapesOf(passage.quote),
    }))
    const above = [article.category, ...new Set(passages.map(({ passage }) => passage.heading))]
    const headings = above.flatMap((heading) => this.#number(heading))
    const body = passages.flatMap(({ text }) => [...text])
    const document = this.#articles.add([title, questions.flat(), headings, [...(passages[0]?.text ?? [])], body])
    const headlines = [title, ...questions].map((terms) => ({ document: this.#headlines.add([terms]), terms: Int32Array.from(terms) }))
    this.#file({ article, foldedTitle: foldText(article.title), document, headlines, passages })
  }

  remove(articleId: string): void {
    const entry = this.#entries.get(articleId)
    if (entry === undefined) return
    this.#entries.delete(articleId)
    this.#articles.remove(entry.document)
    this.#byDocument.delete(entry.document)
    for (const { document } of entry.headlines) {
      this.#headlines.remove(document)
      this.#byHeadline.delete(document)
    }
    for (const intent of entry.article.intents) this.#byIntent.get(intent)?.delete(entry)
    this.#countTitle(entry, -1)
    this.#passageCount -= entry.passages.length
  }

  get articleIds(): string[] {
    return [...this.#entries.keys()]
  }

  /** Best first, at most `limit`. Nothing in common with any article: an empty list. */
  search(query: LexicalQuery, limit: number): RankedArticle[] {
    const [spoken] = query.texts
    const shape = shapeAskedFor(spoken?.text ?? '', this.#language)
    // Earlier turns help to find the article; within it, the last words choose.
    const words = this.#read(query.texts.slice(0, 1), 'passage', query.typing)
    const scan = this.#scanFor(words)
    const yardstick = this.#yardstick(words)
    return this.#weigh(query)
      .slice(0, limit)
      .map(({ entry, score, rank }) => ({ article: entry.article, score, rank, passages: rankPassages(entry, scan, { shape, yardstick }) }))
  }

  /** What {@link search} orders, with its evidence: for fitting the weights. */
  weigh(query: LexicalQuery): WeighedArticle[] {
    return this.#weigh(query).map(({ article, score, evidence, rank }) => ({ article, score, evidence, rank }))
  }

  #weigh({ texts, intents = new Map(), nearness, typing }: LexicalQuery): Weighed[] {
    const words = this.#read(texts, 'article', typing)
    const scan = this.#scanFor(words)
    const pairScan = this.#scanFor(this.#read(texts.slice(0, 1), 'article'))
    const yardstick = this.#yardstick(words)
    const least = Math.max(words.wanted, LEAST_YARDSTICK)
    const meaning = nearness === undefined ? 'words' : 'words and meaning'
    const weighed = this.#candidates(words, intents, nearness).map(({ entry, found, covered, headline, intent }) => {
      const pairs = bestHeadlinePairs(entry, scan)
      const evidence = {
        words: found / least,
        headlinePairs: pairs / least,
        bodyPairs: 0,
        coverage: Math.min(1, covered / Math.max(words.wanted, 1)),
        headline: this.#headlineSaid(entry, words),
        // Without a vector yet, as far as the farthest of the near.
        nearness: nearness === undefined ? 0 : (nearness.of(entry.article.id) ?? nearness.least),
      }
      const share = found + HEADLINE_SHARE * headline + INTENT_SHARE * intent * words.wanted + HEADLINE_PAIR_SHARE * pairs
      return { entry, article: entry.article, share, evidence, bonus: INTENT_RANK * INTENT_SHARE * intent }
    })
    return weighed
      .map((one) => ({ ...one, rank: one.bonus + rankOf(one.evidence, meaning) }))
      .toSorted(byRank)
      .slice(0, MOST_READ)
      .map(({ entry, article, share, evidence: before, bonus }) => {
        const pairs = bestPairs(entry, pairScan)
        const evidence = { ...before, bodyPairs: pairs / least }
        return { entry, article, evidence, rank: bonus + rankOf(evidence, meaning), score: (share + BODY_PAIR_SHARE * pairs) / yardstick }
      })
      .toSorted((a, b) => byRank(a, b) || (a.article.id < b.article.id ? -1 : 1))
  }

  #read(texts: readonly WeightedText[], purpose: 'article' | 'passage', typing = false): IndexQuery {
    return buildQuery(texts, this.#language, { vocabulary: this.#vocabulary, index: this.#articles, purpose, typing })
  }

  #scanFor(query: IndexQuery): TermScan {
    return new TermScan(query, (term) => this.#articles.rarityOf(term), this.#vocabulary.size)
  }

  /** One word that fits doesn't answer everything: short queries are measured against a longer one. */
  #yardstick({ wanted }: IndexQuery): number {
    return Math.max(wanted, LEAST_WANTED * this.#articles.rarityAt(1)) * (1 + HEADLINE_SHARE)
  }

  #candidates(query: IndexQuery, intents: ReadonlyMap<string, number>, nearness: Nearness | undefined): Candidate[] {
    const candidates = new Map<Entry, Candidate>()
    const candidateFor = (entry: Entry): Candidate => {
      const known = candidates.get(entry)
      if (known !== undefined) return known
      const made = { entry, found: 0, covered: 0, headline: 0, intent: 0 }
      candidates.set(entry, made)
      return made
    }
    this.#articles.score(query.terms, (document, score, covered) => {
      const entry = this.#byDocument.get(document)
      if (entry === undefined) return
      const candidate = candidateFor(entry)
      candidate.found = score
      candidate.covered = covered
    })
    this.#headlines.score(query.terms, (document, score) => {
      const entry = this.#byHeadline.get(document)
      if (entry === undefined) return
      const candidate = candidateFor(entry)
      candidate.headline = Math.max(candidate.headline, score)
    })
    for (const [intent, probability] of intents) {
      for (const entry of this.#byIntent.get(intent) ?? []) {
        candidateFor(entry).intent += (entry.article.intents[0] === intent ? 1 : OTHER_INTENT_SHARE / INTENT_SHARE) * probability
      }
    }
    const scoreOf = ({ found, headline, intent }: Candidate) => found + HEADLINE_SHARE * headline + INTENT_SHARE * intent * query.wanted
    const best = [...candidates.values()].toSorted((a, b) => scoreOf(b) - scoreOf(a)).slice(0, MOST_CANDIDATES)
    const near = (nearness?.nearest ?? []).flatMap((id) => this.#entries.get(id) ?? []).map(candidateFor)
    return [...new Set([...best, ...near])]
  }

  /** How much of the best headline was said; many passages of an encyclopedia share one title, and it tells them apart from nothing. */
  #headlineSaid(entry: Entry, { terms }: IndexQuery): number {
    const said = new Map(terms.map(({ term, weight }) => [term, weight]))
    let best = 0
    for (const [place, headline] of entry.headlines.entries()) {
      let [matched, all] = [0, 0]
      for (const term of new Set(headline.terms)) {
        const rarity = this.#articles.rarityOf(term)
        all += rarity
        matched += rarity * (said.get(term) ?? 0)
      }
      const shared = place === 0 ? (this.#titles.get(entry.foldedTitle) ?? 1) : 1
      if (all > 0) best = Math.max(best, matched / all / Math.sqrt(shared))
    }
    return best
  }

  #file(entry: Entry): void {
    this.#entries.set(entry.article.id, entry)
    this.#byDocument.set(entry.document, entry)
    for (const { document } of entry.headlines) this.#byHeadline.set(document, entry)
    this.#countTitle(entry, 1)
    for (const intent of entry.article.intents) {
      const others = this.#byIntent.get(intent)
      if (others === undefined) this.#byIntent.set(intent, new Set([entry]))
      else others.add(entry)
    }
    this.#passageCount += entry.passages.length
  }

  #countTitle({ foldedTitle }: Entry, change: 1 | -1): void {
    const count = (this.#titles.get(foldedTitle) ?? 0) + change
    if (count === 0) this.#titles.delete(foldedTitle)
    else this.#titles.set(foldedTitle, count)
  }

  #number(text: string): number[] {
    return contentTerms(text, this.#language).map((term) => this.#vocabulary.numberOf(term))
  }
}

interface Candidate {
  readonly entry: Entry
  found: number
  covered: number
  headline: number
  /** Probability of intents that it answers; those that it only touches on count less. */
  intent: number
}

function byRank(a: { readonly rank: number }, b: { readonly rank: number }): number {
  return b.rank - a.rank
}
