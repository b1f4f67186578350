import type { AnswerShape } from './answer-shape.ts'
import type { Article } from './article.ts'
import type { Passage } from './passages.ts'
import type { TermScan } from './term-scan.ts'

export interface IndexedPassage {
  readonly passage: Passage
  readonly heading: Int32Array
  readonly text: Int32Array
  readonly shapes: ReadonlySet<AnswerShape>
}

export interface RankedPassage {
  readonly passage: Passage
  readonly score: number
}

/** An article in terms of the index. */
export interface Entry {
  readonly article: Article
  readonly foldedTitle: string
  readonly document: number
  /** The title first, then the questions. */
  readonly headlines: readonly { readonly document: number; readonly terms: Int32Array }[]
  readonly passages: readonly IndexedPassage[]
}

const HEADING_WEIGHT = 2
const PAIR_SHARE = 0.2
/** In units of the query's yardstick: a passage that has what the question asks for (an amount, a delay); the first one, when it asks for neither. */
const SHAPE_SHARE = 0.2
const FIRST_PASSAGE_SHARE = 0.15

export function bestHeadlinePairs({ headlines }: Entry, scan: TermScan): number {
  return headlines.reduce((best, { terms }) => Math.max(best, scan.fit(terms).pairs), 0)
}

export function bestPairs({ passages }: Entry, scan: TermScan): number {
  return passages.reduce((best, { text }) => Math.max(best, scan.fit(text).pairs), 0)
}

/** Within an article every passage shares the title, so only its heading and its own words count, and what kind of answer it holds. */
export function rankPassages(
  { passages }: Entry,
  scan: TermScan,
  { shape, yardstick }: { readonly shape: AnswerShape | undefined; readonly yardstick: number },
): RankedPassage[] {
  const ranked = passages.map(({ passage, heading, text, shapes }, place) => {
    const [above, within] = [scan.fit(heading), scan.fit(text)]
    const words = HEADING_WEIGHT * above.words + within.words + PAIR_SHARE * (above.pairs + within.pairs)
    const answers = shape !== undefined && shapes.has(shape) ? SHAPE_SHARE : 0
    const opens = shape === undefined && place === 0 ? FIRST_PASSAGE_SHARE : 0
    return { passage, score: words / yardstick + answers + opens }
  })
  return ranked.toSorted((a, b) => b.score - a.score)
}
