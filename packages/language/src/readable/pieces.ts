import type { EntityText } from '../entities/lexeme.ts'
import type { Edit } from './edit.ts'

/** One written piece: it replaces the spoken words from..to (exclusive). Pieces cover all words, in order. */
export interface WrittenPiece {
  readonly text: string
  readonly from: number
  readonly to: number
}

interface Replacement {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Puts the edits into the words; words that no edit touches are pieces of their own. `source.text` is the words joined by one space. */
export function piecesOf(words: readonly string[], source: EntityText, edits: readonly Edit[]): WrittenPiece[] {
  const replacements = edits.flatMap((edit) => replacementOf(source, edit))
  const pieces: WrittenPiece[] = []
  let at = 0
  let start = 0
  for (let from = 0; from < words.length; ) {
    let to = from + 1
    let end = start + (words[from] ?? '').length
    const inside: Replacement[] = []
    for (let next = replacements[at]; next !== undefined && next.start < end; next = replacements[at]) {
      inside.push(next)
      at += 1
      while (next.end > end && to < words.length) {
        end += 1 + (words[to] ?? '').length
        to += 1
      }
    }
    pieces.push({ text: replaced(source.text, start, end, inside), from, to })
    from = to
    start = end + 1
  }
  return pieces
}

function replacementOf({ text, lexemes }: EntityText, edit: Edit): Replacement[] {
  const first = lexemes[edit.from]
  const last = lexemes[edit.next - 1]
  if (first === undefined || last === undefined || text.slice(first.start, last.end) === edit.text) return []
  if (!isWholeWords(text, first.start, last.end)) return []
  // "12," before a year, where the words had their comma already.
  const doubled = edit.text.endsWith(',') && text[last.end] === ','
  return [{ start: first.start, end: last.end, text: doubled ? edit.text.slice(0, -1) : edit.text }]
}

/** Half of "dix-huitième" isn't a number; "l'IBAN" and "(seven)" have whole words in them. */
function isWholeWords(text: string, start: number, end: number): boolean {
  const before = /\S*$/u.exec(text.slice(Math.max(0, start - 40), start))?.[0] ?? ''
  const after = /^\S*/u.exec(text.slice(end, end + 40))?.[0] ?? ''
  return /^(?:[^\p{L}\p{N}]*|\S*['’ʼ])$/u.test(before) && /^[^\p{L}\p{N}]*$/u.test(after)
}

function replaced(text: string, start: number, end: number, replacements: readonly Replacement[]): string {
  let written = ''
  let at = start
  for (const replacement of replacements) {
    written += text.slice(at, replacement.start) + replacement.text
    at = replacement.end
  }
  return written + text.slice(at, end)
}
