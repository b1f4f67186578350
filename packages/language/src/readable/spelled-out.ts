import { ibanLengths } from '../entities/ibans.ts'
import type { EntityText } from '../entities/lexeme.ts'
import { isAfterReferenceWord, isCounted } from './context.ts'
import { hasWords, rewritten, type Settled } from './edit.ts'
import { readSpelledPieces, type SpelledPiece } from './letter-pieces.ts'
import { inGroupsOf } from './number-forms.ts'
import { afterPercent } from './units.ts'

/**
 * What somebody spells: names ("D U P O N T", "D comme Denis, U, P") and references of letters and digits ("A B 4 4 7 1 tiret 2"),
 * in capitals and in one word.
 */
export function writeSpelled(source: EntityText, index: number): Settled | undefined {
  if (isTimeMark(source, index)) return undefined
  const all = readSpelledPieces(source, index)
  if (all.length < 2) return undefined
  const pieces = withoutArticles(source, withoutCount(source, all))
  const first = pieces[0]
  const last = pieces.at(-1)
  if (first === undefined || last === undefined || first.begin !== index || !isSpelled(source, pieces)) return undefined
  return rewritten(index, last.next, writtenAs(source, pieces))
}

/** "My i ban is": the word as it is spoken in two. */
export function writeIbanWord({ lexemes }: EntityText, index: number): Settled | undefined {
  if (lexemes[index]?.folded !== 'i' || lexemes[index + 1]?.folded !== 'ban') return undefined
  const before = lexemes[index - 1]?.folded ?? ''
  const [first, second] = [lexemes[index + 2]?.text ?? '', lexemes[index + 3]?.text ?? '']
  // "I ban it" isn't Italy's.
  const code = first.length === 1 && second.length === 1 ? `${first}${second}`.toUpperCase() : first
  const introduced = /^(?:my|your|our|his|her|their|the|an|mon|ton|son|votre|notre|leur|un|l'|d')$/.test(before)
  return introduced || ibanLengths[code] !== undefined ? rewritten(index, index + 2, 'IBAN') : undefined
}

/** "nine a m": the half of the day. */
function isTimeMark({ lexemes }: EntityText, index: number): boolean {
  return /^[ap]$/.test(lexemes[index]?.folded ?? '') && lexemes[index + 1]?.folded === 'm'
}

/** Drops a last number that counts what follows: "D U P O N T, deux enfants". */
function withoutCount(source: EntityText, pieces: readonly SpelledPiece[]): readonly SpelledPiece[] {
  const last = pieces.at(-1)
  const before = pieces.at(-2)
  if (last?.kind !== 'digits' || before === undefined || before.kind === 'joint') return pieces
  const isAmount = afterPercent(source, last.next) !== undefined || /^[€$£]$/.test(source.lexemes[last.next]?.text ?? '')
  const counts = isCounted(source, last.next) && (last.paused || last.long || before.kind === 'letter')
  return isAmount || counts ? withoutTrailingJoint(pieces.slice(0, -1)) : pieces
}

function withoutTrailingJoint(pieces: readonly SpelledPiece[]): readonly SpelledPiece[] {
  return pieces.at(-1)?.kind === 'joint' ? pieces.slice(0, -1) : pieces
}

/** "It's a D U P", "D U P a lot": a small "a" beside capitals, or one before small letters, is an article. */
function withoutArticles(source: EntityText, pieces: readonly SpelledPiece[]): readonly SpelledPiece[] {
  const isWord = (piece: SpelledPiece | undefined) => piece?.kind === 'letter' && !piece.helped && /^[aiy]$/i.test(piece.text)
  const capitals = pieces.filter(({ kind, text }) => kind === 'letter' && text !== text.toLowerCase()).length
  const smalls = pieces.filter(({ kind, text }) => kind === 'letter' && text === text.toLowerCase()).length
  const isOdd = (piece: SpelledPiece | undefined) =>
    isWord(piece) && (piece?.text === piece?.text.toLowerCase() ? capitals > smalls : smalls > capitals)
  const before = source.lexemes[(pieces[0]?.begin ?? 0) - 1]?.folded ?? ''
  if (isOdd(pieces[0]) || (isWord(pieces[0]) && /^(?:is|its|it's|that's|with|have|has|had|il|on|qui|y)$/.test(before))) return []
  return isOdd(pieces.at(-1)) ? pieces.slice(0, -1) : pieces
}

function isSpelled(source: EntityText, pieces: readonly SpelledPiece[]): boolean {
  const letters = pieces.filter(({ kind }) => kind === 'letter')
  const digits = pieces.filter(({ kind }) => kind === 'digits')
  if (digits.length === 0) return letters.every(({ long }) => !long) && isName(pieces, letters)
  return letters.length === 0 ? isJoinedNumber(source, pieces) : isReference(source, pieces, letters, digits)
}

/** Three letters, or two of which one was explained. "I, I, I" is a stutter, "A, B, C" a list. */
function isName(pieces: readonly SpelledPiece[], letters: readonly SpelledPiece[]): boolean {
  const text = textOf(letters).toLowerCase()
  if (letters.some(({ helped }) => helped)) return text.length >= 2 && letters.length >= 2
  if (!/^(?:\p{Lu}+|\p{L}\p{Ll}+)$/u.test(textOf(letters))) return false
  if (text.length < 3 || new Set(text).size === 1 || /^[aioy]+$/.test(text)) return false
  const isAlphabetical = [...text].every((letter, place) => place === 0 || letter.charCodeAt(0) === text.charCodeAt(place - 1) + 1)
  return !(isAlphabetical && pieces.slice(1).every(({ paused }) => paused))
}

/** "four four seven one dash two", "treize slash zéro trois". */
function isJoinedNumber(source: EntityText, pieces: readonly SpelledPiece[]): boolean {
  if (!hasWords(source, pieces[0]?.begin ?? 0, pieces.at(-1)?.next ?? 0)) return false
  const joints = pieces.filter(({ kind }) => kind === 'joint').length
  return joints > 0 && textOf(pieces).length - joints >= 3
}

function isReference(
  source: EntityText,
  pieces: readonly SpelledPiece[],
  letters: readonly SpelledPiece[],
  digits: readonly SpelledPiece[],
): boolean {
  const [letterCount, digitCount] = [textOf(letters).length, textOf(digits).length]
  const begin = pieces[0]?.begin ?? 0
  const isIntroduced = isAfterReferenceWord(source, begin)
  if (isStutter(textOf(letters)) || isGrouped(source, pieces)) return false
  // "8 h 30" begins with its digits.
  if (pieces[0]?.kind === 'digits' && !pieces.some(({ kind }) => kind === 'joint') && !isIntroduced) return false
  if (letterCount >= 2) return digitCount >= 2 && !(/^[aioy]+$/i.test(textOf(letters)) && !isIntroduced)
  const isWord = /^[aioy]$/i.test(textOf(letters))
  const areSingle = digits.every(({ long }) => !long)
  return digitCount >= 3 && digits.length >= 2 && (areSingle || isIntroduced) && (!isWord || isIntroduced)
}

/** "I I one", "d d d". */
function isStutter(letters: string): boolean {
  return new Set(letters.toLowerCase()).size === 1 && letters.length > (/^[aioy]/i.test(letters) ? 1 : 2)
}

/** "AB 123 CD": written in groups already. */
function isGrouped({ text, lexemes }: EntityText, pieces: readonly SpelledPiece[]): boolean {
  const first = lexemes[pieces[0]?.begin ?? 0]
  const last = lexemes[(pieces.at(-1)?.next ?? 1) - 1]
  return /^[A-Z\d]{2,}(?: [A-Z\d]{2,})+$/.test(text.slice(first?.start, last?.end))
}

function writtenAs(source: EntityText, pieces: readonly SpelledPiece[]): string {
  const written = textOf(pieces).toUpperCase()
  const isBank = /^[A-Z]{2}\d{2}[A-Z\d]{4,}$/.test(written) && ibanLengths[written.slice(0, 2)] !== undefined
  const isIban = isBank && source.lexemes.slice(0, pieces[0]?.begin ?? 0).some(({ folded }) => /^(?:iban|ban|rib)$/.test(folded))
  return isIban ? inGroupsOf(4, written) : written
}

function textOf(pieces: readonly SpelledPiece[]): string {
  return pieces.map(({ text }) => text).join('')
}
