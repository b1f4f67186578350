import { readJoint } from '../entities/emails.ts'
import type { EntityText, Lexeme } from '../entities/lexeme.ts'
import { readSpokenNumber } from '../entities/number-words.ts'
import { skipSpellingHelp } from '../entities/spelling.ts'
import { isAfterReferenceWord } from './context.ts'

/** Letters, digits and joints that somebody spells one after the other. */
export interface SpelledPiece {
  readonly kind: 'letter' | 'digits' | 'joint'
  readonly text: string
  readonly begin: number
  readonly next: number
  /** "D comme Denis", "deux n": certainly spelled. */
  readonly helped: boolean
  /** More than one digit or letter in one word: "quarante-quatre", "AB". */
  readonly long: boolean
  readonly paused: boolean
}

type Piece = Omit<SpelledPiece, 'paused'>

/** Nobody spells more in one breath. */
const MOST_PIECES = 64

export function readSpelledPieces(source: EntityText, index: number): SpelledPiece[] {
  const pieces: SpelledPiece[] = []
  for (let at = index, paused = false; ; ) {
    const piece =
      readJointPiece(source, at, pieces.length > 0) ??
      readLetter(source, at, pieces.length > 0) ??
      readCapitals(source, at) ??
      readDigits(source, at)
    if (piece === undefined || pieces.length >= MOST_PIECES) return withoutLastJoint(pieces)
    pieces.push({ ...piece, paused })
    at = skipPause(source, piece.next)
    paused = at > piece.next
  }
}

/** "Tiret", "tiret du six", "underscore", "dash", "slash": between two pieces only. */
function readJointPiece(source: EntityText, index: number, inside: boolean): Piece | undefined {
  const lexeme = source.lexemes[index]
  if (!inside || lexeme === undefined) return undefined
  if (isWrittenJoint(source, index)) return { kind: 'joint', text: lexeme.text, begin: index, next: index + 1, helped: false, long: false }
  if (lexeme.kind !== 'word') return undefined
  if (lexeme.folded === 'slash') return { kind: 'joint', text: '/', begin: index, next: index + 1, helped: false, long: false }
  const joint = readJoint(source, index)
  return joint === undefined || joint.mark === '.'
    ? undefined
    : { kind: 'joint', text: joint.mark, begin: index, next: joint.next, helped: false, long: false }
}

/** "4471-2": part of what was written; in "4-4-7-1" and "D-U-P" hyphens only separate. */
function isWrittenJoint({ lexemes }: EntityText, index: number): boolean {
  const [before, mark, after] = [lexemes[index - 1], lexemes[index], lexemes[index + 1]]
  if (!/^[-/]$/.test(mark?.text ?? '') || mark?.spaced !== false || after?.spaced !== false) return false
  return before?.kind === 'digits' && after.kind === 'digits' && before.text.length + after.text.length > 2
}

function readLetter(source: EntityText, index: number, inside: boolean): Piece | undefined {
  const { lexemes, language } = source
  const word = lexemes[index]
  if (word?.kind !== 'word') return undefined
  const doubled = readDoubledLetter(source, index, inside)
  if (doubled !== undefined) return doubled
  if (isLoneLetter(lexemes, index)) {
    const accented = readAccent(source, index + 1, word.folded)
    const letter = accented?.letter ?? word.text
    const next = accented?.next ?? index + 1
    const after = skipSpellingHelp(source, skipComma(source, next), word.folded)
    const helped = after > skipComma(source, next)
    return {
      kind: 'letter',
      text: letter,
      begin: index,
      next: helped ? after : next,
      helped: helped || accented !== undefined,
      long: false,
    }
  }
  // "dé comme Denis", "bee for Bravo"
  const letter = letterNames[language].get(word.folded)
  const after = letter === undefined ? index : skipSpellingHelp(source, index + 1, letter)
  return letter === undefined || after <= index + 1
    ? undefined
    : { kind: 'letter', text: letter, begin: index, next: after, helped: true, long: false }
}

/** "AB 44 71": the letters of a reference in one word already, where a reference was named. */
function readCapitals(source: EntityText, index: number): Piece | undefined {
  const lexeme = source.lexemes[index]
  const isAlone = lexeme?.spaced !== false || index === 0
  if (lexeme === undefined || !isAlone || !/^[A-Z]{2,4}$/.test(lexeme.text) || !isAfterReferenceWord(source, index)) return undefined
  return { kind: 'letter', text: lexeme.text, begin: index, next: index + 1, helped: false, long: true }
}

const letterNames = {
  fr: names('be b ce c de d effe f ge g ache h ji j ka k elle l emme m enne n pe p ku q erre r esse s te t ve v ixe x zede z'),
  en: names('bee b cee c dee d eff f gee g aitch h jay j kay k ell l em m en n pee p cue q ess s tee t vee v ex x zed z zee z'),
}

/** "Deux n", "double n", "two n's"; "double v" is W in French, "double u" in English. */
function readDoubledLetter({ lexemes, language }: EntityText, index: number, inside: boolean): Piece | undefined {
  const [word, letter] = [lexemes[index]?.folded, lexemes[index + 1]]
  const isDouble = word === 'double'
  if (!isDouble && !(inside && (word === 'deux' || word === 'two'))) return undefined
  const named = /^([a-z])(?:'s)?$/.exec(letter?.folded ?? '')?.[1]
  if (named === undefined || letter?.kind !== 'word' || (!isDouble && named === letter.text && /[ay]/.test(named))) return undefined
  const isW = isDouble && named === (language === 'fr' ? 'v' : 'u')
  return { kind: 'letter', text: isW ? 'w' : named.repeat(2), begin: index, next: index + 2, helped: true, long: false }
}

const accents = { aigu: '\u0301', grave: '\u0300', circonflexe: '\u0302', trema: '\u0308', cedille: '\u0327' } as const

/** "E accent aigu", "i tréma", "c cédille". */
function readAccent({ lexemes, language }: EntityText, index: number, letter: string): { letter: string; next: number } | undefined {
  const at = lexemes[index]?.folded === 'accent' ? index + 1 : index
  const name = lexemes[at]?.folded ?? ''
  const mark = Object.entries(accents).find(([accent]) => accent === name)?.[1]
  if (language === 'en' || mark === undefined || (at === index && name !== 'trema' && name !== 'cedille')) return undefined
  return { letter: `${letter}${mark}`.normalize('NFC'), next: at + 1 }
}

function readDigits({ lexemes, language }: EntityText, index: number): Piece | undefined {
  const lexeme = lexemes[index]
  if (lexeme?.kind === 'digits') {
    const glued = !lexeme.spaced && lexemes[index - 1]?.kind === 'word'
    return glued
      ? undefined
      : { kind: 'digits', text: lexeme.text, begin: index, next: index + 1, helped: false, long: lexeme.text.length > 1 }
  }
  if (lexeme?.kind !== 'word' || lexeme.folded === 'a' || lexeme.folded === 'une') return undefined
  if (language === 'en' && lexeme.folded === 'oh')
    return { kind: 'digits', text: '0', begin: index, next: index + 1, helped: false, long: false }
  const times = lexeme.folded === 'double' ? 2 : lexeme.folded === 'triple' ? 3 : 1
  const number = readSpokenNumber(lexemes, times === 1 ? index : index + 1, language)
  if (number === undefined || (times > 1 && number.value > 9) || number.value > 9999) return undefined
  return {
    kind: 'digits',
    text: String(number.value).repeat(times),
    begin: index,
    next: number.next,
    helped: false,
    long: number.value > 9,
  }
}

/** One letter that is a word of its own: not the "t" of "a-t-il", the "m" of "p.m." or of "I'm". */
function isLoneLetter(lexemes: readonly Lexeme[], index: number): boolean {
  const lexeme = lexemes[index]
  if (lexeme?.kind !== 'word' || !/^[a-zéèêëçïôûù]$/i.test(lexeme.text)) return false
  const [before, after, beyond] = [lexemes[index - 1], lexemes[index + 1], lexemes[index + 2]]
  const gluedBefore = !lexeme.spaced && before !== undefined
  if (gluedBefore && !(before.kind === 'symbol' ? isSeparator(before, lexemes[index - 2], before.spaced) : before.folded.endsWith("'")))
    return false
  if (after === undefined || after.spaced) return true
  return after.kind === 'symbol' && isSeparator(after, beyond, beyond?.spaced !== false)
}

/** "D-U-P" spells, "a-t-il" doesn't; after other marks a space follows. */
function isSeparator(mark: Lexeme, neighbour: Lexeme | undefined, apart: boolean): boolean {
  if (apart) return mark.text !== '/' && mark.text !== '@'
  return mark.text === '-' && (neighbour?.text.length === 1 || neighbour?.kind === 'digits')
}

function skipPause(source: EntityText, index: number): number {
  const { lexemes } = source
  if (isWrittenJoint(source, index)) return index
  const at = /^[.,…-]$/.test(lexemes[index]?.text ?? '') ? index + 1 : index
  return /^(?:euh|uh|um|puis|then)$/.test(lexemes[at]?.folded ?? '') ? at + 1 : at
}

function skipComma({ lexemes }: EntityText, index: number): number {
  return lexemes[index]?.text === ',' ? index + 1 : index
}

function withoutLastJoint(pieces: SpelledPiece[]): SpelledPiece[] {
  while (pieces.at(-1)?.kind === 'joint') pieces.pop()
  return pieces
}

function names(pairs: string): ReadonlyMap<string, string> {
  const words = pairs.split(' ')
  return new Map(words.flatMap((word, place) => (place % 2 === 0 ? [[word, words[place + 1] ?? ''] as const] : [])))
}
