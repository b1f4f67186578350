import { type MaskedUtterance, mapSpans } from '@souffleur/privacy'
import { textOf } from './engine.ts'
import type { WrittenUtterance, WrittenWord } from './written-utterance.ts'

/** What a token stands for, and where it is in the masked text. */
export interface HiddenText {
  readonly start: number
  readonly end: number
  readonly text: string
  /** What stands for it. */
  readonly token: string
}

export function hiddenIn(text: string, { pieces, text: masked }: MaskedUtterance): HiddenText[] {
  return pieces.flatMap(({ start, end, maskedStart, maskedEnd, type }) =>
    type === undefined
      ? []
      : [{ start: maskedStart, end: maskedEnd, text: text.slice(start, end), token: masked.slice(maskedStart, maskedEnd) }],
  )
}

/**
 * An utterance with what is masked in it: the words of a hidden value become one word, from the first one's beginning to the last one's
 * end, and what was said for it is nowhere any more.
 */
export function maskWords(written: WrittenUtterance, masked: MaskedUtterance): WrittenUtterance {
  if (masked.spans.length === 0) return written
  const words = joinHidden(placesIn(written, masked)).map(
    ({ word, start, end, isHidden }): WrittenWord =>
      isHidden ? { ...word, text: masked.text.slice(start, end).trim(), spokenText: '' } : word,
  )
  const spoken = textOf(words.map(({ text, spokenText }) => ({ text: spokenText === '' ? text : spokenText })))
  return { words, text: masked.text, spokenText: spoken === masked.text ? '' : spoken }
}

interface PlacedWord {
  /** In the masked text. */
  readonly start: number
  readonly end: number
  readonly word: WrittenWord
  readonly isHidden: boolean
}

function placesIn({ words }: WrittenUtterance, { pieces, spans }: MaskedUtterance): PlacedWord[] {
  let at = 0
  const placed = words.map((word): PlacedWord => {
    const start = at
    const end = start + word.text.length
    // As `textOf` joins them.
    at = end + 1
    return { start, end, word, isHidden: spans.some((span) => span.start < end && start < span.end) }
  })
  return mapSpans(pieces, placed)
}

/** Words of one value lie on one another in the masked text. */
function joinHidden(placed: readonly PlacedWord[]): PlacedWord[] {
  const joined: PlacedWord[] = []
  for (const next of placed) {
    const last = joined.at(-1)
    if (last === undefined || !last.isHidden || !next.isHidden || next.start >= last.end) joined.push(next)
    else
      joined[joined.length - 1] = {
        ...last,
        end: Math.max(last.end, next.end),
        word: { ...last.word, endMs: next.word.endMs, confidence: Math.min(last.word.confidence, next.word.confidence) },
      }
  }
  return joined
}
