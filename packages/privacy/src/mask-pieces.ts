import type { PersonalDataType } from '@souffleur/proto'

/** A stretch of a text and where it is in the masked text; with a type where it was replaced. Pieces cover both texts, in order. */
export interface MaskPiece {
  readonly start: number
  readonly end: number
  readonly maskedStart: number
  readonly maskedEnd: number
  readonly type?: PersonalDataType
}

/** A value and the token that stands for it. */
export interface Replacement {
  readonly start: number
  readonly end: number
  readonly type: PersonalDataType
  readonly token: string
}

/** @param replacements in order, without overlap */
export function replaceSpans(text: string, replacements: readonly Replacement[]): { text: string; pieces: MaskPiece[] } {
  let masked = ''
  let from = 0
  const pieces: MaskPiece[] = []
  const keep = (end: number) => {
    if (end <= from) return
    pieces.push({ start: from, end, maskedStart: masked.length, maskedEnd: masked.length + end - from })
    masked += text.slice(from, end)
  }
  for (const { start, end, type, token } of replacements) {
    keep(start)
    pieces.push({ start, end, maskedStart: masked.length, maskedEnd: masked.length + token.length, type })
    masked += token
    from = end
  }
  keep(text.length)
  return { text: masked, pieces }
}

/**
 * Where ranges of the original (words with their timing, for instance) are in the masked text. A range that touches a replaced value
 * widens to the whole token, so several words of one value get the same range.
 */
export function mapSpans<Span extends { readonly start: number; readonly end: number }>(
  pieces: readonly MaskPiece[],
  spans: readonly Span[],
): Span[] {
  return spans.map((span) => ({ ...span, start: mapOffset(pieces, span.start, 'start'), end: mapOffset(pieces, span.end, 'end') }))
}

function mapOffset(pieces: readonly MaskPiece[], offset: number, side: 'start' | 'end'): number {
  let low = 0
  let high = pieces.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    const piece = pieces[middle]
    const isBefore = piece !== undefined && (side === 'start' ? piece.end <= offset : piece.end < offset)
    if (isBefore) low = middle + 1
    else high = middle
  }
  const piece = pieces[low]
  if (piece === undefined) return 0
  if (piece.type !== undefined)
    return side === 'start'
      ? offset >= piece.end
        ? piece.maskedEnd
        : piece.maskedStart
      : offset <= piece.start
        ? piece.maskedStart
        : piece.maskedEnd
  return Math.min(piece.maskedEnd, piece.maskedStart + Math.max(0, offset - piece.start))
}
