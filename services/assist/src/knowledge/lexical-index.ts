import type { Language } from '@souffleur/proto'
import { type AnswerShape, shapeAskedFor, shapesOf } from './answer-shape.ts'
import type { Article } from './article.ts'
import { FieldIndex } from './field-index.ts'
import { type Passage, passagesOf } from './passages.ts'
import { buildQuery, contentTerms, type IndexQuery, type WeightedText } from './query.ts'
import { TermScan } from './term-scan.ts'
import { Vocabulary } from './vocabulary.ts'

export interface LexicalQuery {
  readonly texts: readonly WeightedText[]
  /** Probabilities of intents: articles that answer an intent gain by it, and are found by it alone. */
  readonly intents?: ReadonlyMap<string, number>
}

export interface RankedPassage {
  readonly passage: Passage
  readonly score: number
}

export interface RankedArticle {
  readonly article: Article
  /** 0 to about 1: the share of what was asked that the article answers, headlines and word order counted. */
  readonly score: number
  /** Best first; every passage of the article. */
  readonly passages: readonly RankedPassage[]
}

/** Tuned on the shared halves of service-public and PIAF together: neighbouring values differ by less than a question or two. */
const TITLE_WEIGHT = 3
const QUESTION_WEIGHT = 2
const HEADING_WEIGHT = 2
const HEADLINE_SHARE = 0.3
const HEADLINE_PAIR_SHARE = 0.8
const BODY_PAIR_SHARE = 0.2
/** In units of the query's yardstick: what a certain intent adds. */
const INTENT_SHARE = 0.5
/** An article's first intent is what it is about; it only touches on the others. */
const OTHER_INTENT_SHARE = 0.35
/** In units of the query's yardstick: a passage that has what the question asks for (an amount, a delay); the first one, when it asks for neither. */
const SHAPE_SHARE = 0.2
const FIRST_PASSAGE_SHARE = 0.15
/** Rare words that a whole answer takes. */
const LEAST_WANTED = 2
/** Articles whose headlines are compared in order of words, and those of them whose passages are read. */
const MOST_CANDIDATES = 60
const MOST_READ = 20

interface IndexedPassage {
  readonly passage: Passage
  readonly heading: Int32Array
  readonly text: Int32Array
  readonly shapes: ReadonlySet<AnswerShape>
}

interface Entry {
  readonly article: Article
  readonly document: number
  readonly headlines: readonly { readonly document: number; readonly terms: Int32Array }[]
  readonly passages: readonly IndexedPassage[]
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
      { weight: 1, lengthPenalty: 0.75 },
    ],
    1.5,
  )
  readonly #headlines = new FieldIndex([{ weight: 1, lengthPenalty: 0.75 }], 0.8)
  readonly #entries = new Map<string, Entry>()
  readonly #byDocument = new Map<number, Entry>()
  readonly #byHeadline = new Map<number, Entry>()
  readonly #byIntent = new Map<string, Set<Entry>>()
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
    const headings = [...new Set(passages.map(({ passage }) => passage.heading))].flatMap((heading) => this.#number(heading))
    const body = passages.flatMap(({ text }) => [...text])
    const document = this.#articles.add([title, questions.flat(), headings, body])
    const headlines = [title, ...questions].map((terms) => ({ document: this.#headlines.add([terms]), terms: Int32Array.from(terms) }))
    this.#file({ article, document, headlines, passages })
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
    this.#passageCount -= entry.passages.length
  }

  get articleIds(): string[] {
    return [...this.#entries.keys()]
  }

  /** Best first, at most `limit`. Nothing in common with any article: an empty list. */
  search({ texts, intents }: LexicalQuery, limit: number): RankedArticle[] {
    const query = buildQuery(texts, this.#language, this.#vocabulary, this.#articles)
    // One word that fits doesn't answer everything: short queries are measured against a longer one.
    const yardstick = Math.max(query.wanted, LEAST_WANTED * this.#articles.rarityAt(1)) * (1 + HEADLINE_SHARE)
    const rarityOf = (term: number) => this.#articles.rarityOf(term)
    const scan = new TermScan(query, rarityOf)
    // Earlier turns help to find the article; within it, the last words choose.
    const own = new TermScan(buildQuery(texts.slice(0, 1), this.#language, this.#vocabulary, this.#articles), rarityOf)
    const shape = shapeAskedFor(texts[0]?.text ?? '', this.#language)
    return this.#candidates(query, intents ?? new Map())
      .map(({ entry, score }) => ({ entry, score: score + HEADLINE_PAIR_SHARE * bestHeadlinePairs(entry, scan) }))
      .toSorted(byScore)
      .slice(0, Math.max(limit, MOST_READ))
      .map(({ entry, score }) => {
        const { passages, pairs } = readPassages(entry, own, { shape, yardstick })
        return { article: entry.article, score: (score + BODY_PAIR_SHARE * pairs) / yardstick, passages }
      })
      .toSorted((a, b) => byScore(a, b) || (a.article.id < b.article.id ? -1 : 1))
      .slice(0, limit)
  }

  #candidates(query: IndexQuery, intents: ReadonlyMap<string, number>): { entry: Entry; score: number }[] {
    const scores = new Map<Entry, number>()
    const gain = (entry: Entry | undefined, score: number) => {
      if (entry !== undefined) scores.set(entry, (scores.get(entry) ?? 0) + score)
    }
    this.#articles.score(query.terms, (document, score) => gain(this.#byDocument.get(document), score))
    const headlines = new Map<Entry, number>()
    this.#headlines.score(query.terms, (document, score) => {
      const entry = this.#byHeadline.get(document)
      if (entry !== undefined && score > (headlines.get(entry) ?? 0)) headlines.set(entry, score)
    })
    for (const [entry, score] of headlines) gain(entry, HEADLINE_SHARE * score)
    for (const [intent, probability] of intents) {
      for (const entry of this.#byIntent.get(intent) ?? []) {
        const share = entry.article.intents[0] === intent ? INTENT_SHARE : OTHER_INTENT_SHARE
        gain(entry, share * probability * query.wanted)
      }
    }
    return [...scores]
      .map(([entry, score]) => ({ entry, score }))
      .toSorted(byScore)
      .slice(0, MOST_CANDIDATES)
  }

  #file(entry: Entry): void {
    this.#entries.set(entry.article.id, entry)
    this.#byDocument.set(entry.document, entry)
    for (const { document } of entry.headlines) this.#byHeadline.set(document, entry)
    for (const intent of entry.article.intents) {
      const others = this.#byIntent.get(intent)
      if (others === undefined) this.#byIntent.set(intent, new Set([entry]))
      else others.add(entry)
    }
    this.#passageCount += entry.passages.length
  }

  #number(text: string): number[] {
    return contentTerms(text, this.#language).map((term) => this.#vocabulary.numberOf(term))
  }
}

function bestHeadlinePairs({ headlines }: Entry, scan: TermScan): number {
  return headlines.reduce((best, { terms }) => Math.max(best, scan.fit(terms).pairs), 0)
}

/** Within an article every passage shares the title, so only its heading and its own words count, and what kind of answer it holds. */
function readPassages(
  { passages }: Entry,
  scan: TermScan,
  { shape, yardstick }: { readonly shape: AnswerShape | undefined; readonly yardstick: number },
): { passages: RankedPassage[]; pairs: number } {
  let best = 0
  const ranked = passages.map(({ passage, heading, text, shapes }, place) => {
    const [above, within] = [scan.fit(heading), scan.fit(text)]
    best = Math.max(best, within.pairs)
    const words = HEADING_WEIGHT * above.words + within.words + BODY_PAIR_SHARE * (above.pairs + within.pairs)
    const answers = shape !== undefined && shapes.has(shape) ? SHAPE_SHARE : 0
    const opens = shape === undefined && place === 0 ? FIRST_PASSAGE_SHARE : 0
    return { passage, score: words / yardstick + answers + opens }
  })
  return { passages: ranked.toSorted(byScore), pairs: best }
}

function byScore(a: { readonly score: number }, b: { readonly score: number }): number {
  return b.score - a.score
}
