export interface TextRange {
  /** UTF-16 units, the end excluded. */
  readonly start: number
  readonly end: number
}

export interface TextPiece {
  readonly start: number
  readonly text: string
  readonly marked: boolean
}

/** The text in pieces, those inside any range marked. Ranges may overlap, touch or reach outside the text. */
export function markRanges(text: string, ranges: readonly TextRange[]): readonly TextPiece[] {
  const pieces: TextPiece[] = []
  let at = 0
  for (const { start, end } of mergeRanges(text, ranges)) {
    if (start > at) pieces.push({ start: at, text: text.slice(at, start), marked: false })
    pieces.push({ start, text: text.slice(start, end), marked: true })
    at = end
  }
  if (at < text.length) pieces.push({ start: at, text: text.slice(at), marked: false })
  return pieces
}

function mergeRanges(text: string, ranges: readonly TextRange[]): TextRange[] {
  const inside = ranges
    .map(({ start, end }) => ({ start: Math.max(0, start), end: Math.min(text.length, end) }))
    .filter(({ start, end }) => start < end)
    .sort((a, b) => a.start - b.start)
  const merged: TextRange[] = []
  for (const range of inside) {
    const last = merged.at(-1)
    if (last !== undefined && range.start <= last.end) merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, range.end) }
    else merged.push(range)
  }
  return merged
}

/**
 * Where a quotation stands in a text, whatever the white space between its words: an article's passage is one line in a quotation and
 * may be several in the article. Undefined when it isn't there.
 */
export function findQuote(text: string, quote: string): TextRange | undefined {
  const words = quote.trim().split(/\s+/)
  if (words.length === 0 || words[0] === '') return undefined
  const found = new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('\\s+'), 'u').exec(text)
  return found === null ? undefined : { start: found.index, end: found.index + found[0].length }
}
