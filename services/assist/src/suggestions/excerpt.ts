import { isStopWord, stemOf, tokenise } from '@souffleur/language'
import type { Language } from '@souffleur/proto'
import { hasShape, shapeAskedFor } from '../knowledge/answer-shape.ts'
import { sentencesIn } from '../knowledge/passages.ts'

/** What can be read at a glance. */
const MOST_CHARACTERS = 220
/** What the shape of the answer counts, in words that agree. */
const SHAPE_VALUE = 1.5

/** The sentences of a quote that answer best, verbatim: the best one, and its neighbours while there is room. */
export function excerptOf(quote: string, sought: string, language: Language): string {
  const sentences = sentencesIn(quote)
  const wanted = new Set(stems(sought, language))
  const shape = shapeAskedFor(sought, language)
  const values = sentences.map(({ text }) => {
    const agreeing = new Set(stems(text, language).filter((stem) => wanted.has(stem))).size
    return agreeing + (shape !== undefined && hasShape(text, shape) ? SHAPE_VALUE : 0)
  })
  let first = values.indexOf(Math.max(...values))
  if (first < 0) return quote
  let last = first
  const lengthOf = (from: number, to: number) => {
    const [start, end] = [sentences[from], sentences[to]]
    return start === undefined || end === undefined ? Number.POSITIVE_INFINITY : end.start + end.text.length - start.start
  }
  while (lengthOf(first, last + 1) <= MOST_CHARACTERS) last += 1
  while (lengthOf(first - 1, last) <= MOST_CHARACTERS) first -= 1
  const [start, end] = [sentences[first], sentences[last]]
  return start === undefined || end === undefined ? quote : quote.slice(start.start, end.start + end.text.length)
}

function stems(text: string, language: Language): string[] {
  return tokenise(text, language)
    .filter(({ folded }) => !isStopWord(folded, language))
    .map((token) => stemOf(token, language))
}
