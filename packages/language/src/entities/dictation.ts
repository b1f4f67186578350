import type { EntityText } from './lexeme.ts'
import { readSpokenNumber } from './number-words.ts'

/** Digits (and where asked for, single letters) said one after the other: "oh one, double five", "zéro un cinquante-cinq". */
export interface Dictation {
  readonly characters: string
  /** Index after its last lexeme. */
  readonly next: number
  /** How many pieces were said: "01 55" has two. */
  readonly pieces: number
}

const repeats: ReadonlyMap<string, number> = new Map([
  ['double', 2],
  ['triple', 3],
])
/** What may stand between two pieces without ending the dictation. */
const pauses = new Set(['-', '.', ',', '/', '…', 'euh', 'uh', 'um', 'then', 'puis'])

/**
 * Reads pieces from `index` for as long as they follow each other. After each piece `stop` may end it: a reference has its length,
 * and what follows it belongs to something else.
 */
export function readDictation(
  source: EntityText,
  index: number,
  options: { readonly letters?: boolean; stop?(characters: string): boolean } = {},
): Dictation | undefined {
  let characters = ''
  let pieces = 0
  let next = index
  for (let at = index; ; ) {
    const piece = readPiece(source, at, options.letters === true)
    if (piece === undefined) break
    characters += piece.characters
    pieces += 1
    next = piece.next
    if (options.stop?.(characters) === true) break
    at = skipPause(source, next)
  }
  return pieces === 0 ? undefined : { characters, next, pieces }
}

function readPiece(source: EntityText, index: number, letters: boolean): { characters: string; next: number } | undefined {
  const { lexemes, language } = source
  const lexeme = lexemes[index]
  if (lexeme === undefined) return undefined
  if (lexeme.kind === 'digits') return { characters: lexeme.text, next: index + 1 }
  if (lexeme.kind !== 'word') return undefined
  const times = repeats.get(lexeme.folded)
  if (times !== undefined) {
    const repeated = readPiece(source, index + 1, letters)
    return repeated?.characters.length === 1 ? { characters: repeated.characters.repeat(times), next: repeated.next } : undefined
  }
  if (language === 'en' && (lexeme.folded === 'oh' || (lexeme.folded === 'o' && !letters))) return { characters: '0', next: index + 1 }
  const spoken = readSpokenNumber(lexemes, index, language)
  if (spoken !== undefined) return { characters: String(spoken.value), next: spoken.next }
  return letters && lexeme.text.length === 1 ? { characters: lexeme.text.toUpperCase(), next: index + 1 } : undefined
}

function skipPause({ lexemes }: EntityText, index: number): number {
  const lexeme = lexemes[index]
  return lexeme !== undefined && pauses.has(lexeme.folded) ? index + 1 : index
}
