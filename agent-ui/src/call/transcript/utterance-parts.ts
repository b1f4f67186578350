import { markRanges, type TextPiece, type TextRange } from './marked-text.ts'

/** A word of an utterance's text, or what stands between two. Pieces are by place in the whole text. */
export interface TextPart {
  readonly start: number
  /** Index into the utterance's words; undefined between words. */
  readonly word: number | undefined
  readonly pieces: readonly TextPiece[]
}

/**
 * The text of an utterance in parts, each cut where a mark begins or ends. Words that don't stand in the text in their order leave it in one
 * part: what was written is right, and nothing is claimed about its words.
 */
export function utteranceParts(
  text: string,
  words: readonly { readonly text: string }[],
  ranges: readonly TextRange[],
): readonly TextPart[] {
  const parts: TextPart[] = []
  let at = 0
  for (const { word, start, end } of placeWords(text, words)) {
    if (start > at) parts.push(part(text, { start: at, end: start }, undefined, ranges))
    parts.push(part(text, { start, end }, word, ranges))
    at = end
  }
  if (at < text.length) parts.push(part(text, { start: at, end: text.length }, undefined, ranges))
  return parts
}

function placeWords(text: string, words: readonly { readonly text: string }[]): readonly (TextRange & { readonly word: number })[] {
  const places: (TextRange & { readonly word: number })[] = []
  let at = 0
  for (const [word, { text: written }] of words.entries()) {
    if (written === '') continue
    const start = text.indexOf(written, at)
    if (start < 0) return []
    at = start + written.length
    places.push({ word, start, end: at })
  }
  return places
}

function part(text: string, { start, end }: TextRange, word: number | undefined, ranges: readonly TextRange[]): TextPart {
  const shifted = ranges.map((range) => ({ start: range.start - start, end: range.end - start }))
  const pieces = markRanges(text.slice(start, end), shifted).map((piece) => ({ ...piece, start: piece.start + start }))
  return { start, word, pieces }
}

/** Words to quote: the punctuation after them belongs to the sentence that they stand in. */
export function bareWords(words: string): string {
  return words.replace(/[\s.,;:!?…]+$/u, '')
}
