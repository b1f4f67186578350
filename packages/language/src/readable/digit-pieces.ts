import type { EntityText } from '../entities/lexeme.ts'
import { readSpokenNumber } from '../entities/number-words.ts'

/** One number among others that follow each other: "four", "double five", "soixante et onze", "06". */
export interface DigitPiece {
  readonly digits: string
  readonly begin: number
  readonly next: number
  /** One digit at a time: "four", "double five". */
  readonly single: boolean
  /** In digits already. */
  readonly written: boolean
  /** A comma or a hesitation stands before it. */
  readonly paused: boolean
}

const repeats: ReadonlyMap<string, number> = new Map([
  ['double', 2],
  ['triple', 3],
])
/** Nobody dictates more in one breath; what follows is read as another string. */
const MOST_PIECES = 64
const hesitations = /^(?:euh|uh|um|…)$/

/** Numbers that follow each other from `index` on; across commas and hesitations too where `pauses` allows it. */
export function readDigitPieces(source: EntityText, index: number, pauses: boolean): DigitPiece[] {
  const pieces: DigitPiece[] = []
  for (let at = index, paused = false; ; ) {
    const piece = readDigitPiece(source, at)
    if (piece === undefined || pieces.length >= MOST_PIECES) return pieces
    pieces.push({ ...piece, paused })
    at = skipHyphen(source, piece.next)
    const resumed = pauses ? skipPause(source, at) : at
    paused = resumed > at
    at = resumed
  }
}

function readDigitPiece({ lexemes, language }: EntityText, index: number): Omit<DigitPiece, 'paused'> | undefined {
  const lexeme = lexemes[index]
  if (lexeme === undefined || lexeme.kind === 'symbol') return undefined
  if (lexeme.kind === 'digits')
    return { digits: lexeme.text, begin: index, next: index + 1, single: lexeme.text.length === 1, written: true }
  const times = repeats.get(lexeme.folded) ?? 1
  const at = times === 1 ? index : index + 1
  const number = isLetterZero(lexemes[at]?.folded, language) ? { value: 0, next: at + 1 } : readNumber(lexemes, at, language)
  if (number === undefined || (times > 1 && number.value > 9)) return undefined
  return { digits: String(number.value).repeat(times), begin: index, next: number.next, single: number.value < 10, written: false }
}

function readNumber(
  lexemes: EntityText['lexemes'],
  index: number,
  language: EntityText['language'],
): { value: number; next: number } | undefined {
  const lexeme = lexemes[index]
  if (lexeme?.kind === 'digits') return lexeme.text.length === 1 ? { value: Number(lexeme.text), next: index + 1 } : undefined
  const number = lexeme === undefined ? undefined : readSpokenNumber(lexemes, index, language)
  // "A hundred" isn't dictated, and the digit is "un".
  const isArticle = lexeme?.folded === 'a' || (lexeme?.folded === 'une' && number?.next === index + 1)
  return isArticle ? undefined : number
}

function isLetterZero(folded: string | undefined, language: EntityText['language']): boolean {
  return language === 'en' && (folded === 'oh' || folded === 'o')
}

function skipHyphen({ lexemes }: EntityText, index: number): number {
  return lexemes[index]?.text === '-' && lexemes[index]?.spaced === false ? index + 1 : index
}

function skipPause({ lexemes }: EntityText, index: number): number {
  let at = index
  if (lexemes[at]?.text === ',' || lexemes[at]?.text === '.') at += 1
  if (hesitations.test(lexemes[at]?.folded ?? '')) at += 1
  if (at > index && lexemes[at]?.text === ',') at += 1
  // "4,471" and "3.5" are numbers of their own.
  return at > index && lexemes[at]?.spaced === false ? index : at
}
