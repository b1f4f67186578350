import type { EntityText } from '../entities/lexeme.ts'
import { isAfterBirthWord, isAfterNumberWord, isAfterReferenceWord, isCounted } from './context.ts'
import { type DigitPiece, readDigitPieces } from './digit-pieces.ts'
import { rewritten, type Settled } from './edit.ts'
import { inGroupsOf } from './number-forms.ts'
import { isMoneyOrPercent } from './units.ts'

/**
 * Digits dictated one by one or in pairs: "four four seven one", "zéro six douze trente-quatre". Grouped as they were said where that is
 * evident, cards by fours, what may be the beginning of a telephone number by pairs; else together.
 */
export function writeDigitString(source: EntityText, index: number): Settled | undefined {
  const whole = trimmed(source, readDigitPieces(source, index, true))
  const firstPause = whole.findIndex(({ paused }) => paused)
  const beforePause = firstPause < 0 ? [] : trimmed(source, whole.slice(0, firstPause))
  for (const pieces of [whole, beforePause]) {
    const last = pieces.at(-1)
    if (last === undefined || isMoneyOrPercent(source, last.next)) continue
    if (isDictated(source, pieces)) return rewritten(index, last.next, groupedDigits(source, pieces))
  }
  return undefined
}

/** Without a last number that counts what follows ("..., two days later") and without an article ("... un ami"). */
function trimmed(source: EntityText, pieces: readonly DigitPiece[]): readonly DigitPiece[] {
  const last = pieces.at(-1)
  if (last === undefined || pieces.length < 2 || !isCounted(source, last.next)) return pieces
  const lastWord = source.lexemes[last.begin]?.folded ?? ''
  return last.paused || /^(?:un|une|one)$/.test(lastWord) ? pieces.slice(0, -1) : pieces
}

function isDictated(source: EntityText, pieces: readonly DigitPiece[]): boolean {
  const [first] = pieces
  if (first === undefined || pieces.every(({ written, single }) => written && !single)) return false
  const before = source.lexemes[first.begin - 1]?.folded ?? ''
  // "This one four times"
  if (source.lexemes[first.begin]?.folded === 'one' && /^(?:this|that|the|which|no|any|each|every|another|new|old)$/.test(before))
    return false
  return pieces.every(({ single }) => single) ? areSingleDigits(source, first.begin, pieces) : areGroups(source, first.begin, pieces)
}

function areSingleDigits(source: EntityText, index: number, pieces: readonly DigitPiece[]): boolean {
  const digits = joined(pieces)
  const isList = pieces.length > 1 && pieces.slice(1).every(({ paused }) => paused)
  const repeats = pieces.some((piece) => piece.digits.length > 1)
  // "Une, une, une" is a stutter.
  if (/^1+$/.test(digits) && !isAfterNumberWord(source, index)) return false
  if (digits.length < 3 || (pieces.length < 3 && !repeats)) return false
  const groups = groupsBetweenPauses(pieces)
  if (isCounting(digits) || (groups.length > 1 && groups.every(isCounting))) return isAfterNumberWord(source, index) && !isList
  if (digits.length === 3) return !isList && (digits.startsWith('0') || repeats || isAfterNumberWord(source, index))
  return !isList || digits.length > 4 || digits.includes('0') || isAfterNumberWord(source, index)
}

/** "One two three four", "un deux, un deux". */
function isCounting(digits: string): boolean {
  const steps = [...digits].map((digit, place) => Number(digit) - Number(digits[place - 1] ?? digit)).slice(1)
  return steps.every((step) => step > 0) || steps.every((step) => step === -1) || /^(12)+1?$/.test(digits)
}

function areGroups(source: EntityText, index: number, pieces: readonly DigitPiece[]): boolean {
  const digits = joined(pieces)
  if (pieces.some((piece) => piece.digits.length > 4) || digits.length < 4 || pieces.every(({ written }) => written)) return false
  if (pieces.slice(1).every(({ paused }) => paused)) return false
  const arePairs = pieces.every((piece) => piece.digits.length === 2)
  if (arePairs && isAfterReferenceWord(source, index)) return true
  if (pieces.length > 2 && isAfterNumberWord(source, index)) return true
  if (/^0\d/.test(digits) && pieces.length > 2) return true
  if (pieces.length > 3 && pieces.slice(1).some((piece) => piece.digits === '0')) return true
  return pieces.length > 2 && arePairs && !pieces.some(({ paused }) => paused) && !isProgression(pieces)
}

/** "Dix, vingt, trente" counts in steps. */
function isProgression(pieces: readonly DigitPiece[]): boolean {
  const values = pieces.map(({ digits }) => Number(digits))
  const step = (values[1] ?? 0) - (values[0] ?? 0)
  return values.slice(1).every((value, place) => value - (values[place] ?? 0) === step)
}

/** @param pieces at least one; grouped for reading aloud again */
export function groupedDigits(source: EntityText, pieces: readonly DigitPiece[]): string {
  const digits = joined(pieces)
  if (/^[3-6]\d{15}$/.test(digits)) return inGroupsOf(4, digits)
  const birthday = /^(\d\d)(\d\d)((?:19|20)\d\d)$/.exec(digits)
  if (birthday !== null && isAfterBirthWord(source, pieces[0]?.begin ?? 0)) return birthday.slice(1).join(' ')
  const said = pieces.every(({ single }) => single) ? groupsBetweenPauses(pieces) : groupsAsSaid(pieces)
  if (said.length > 1) return said.join(' ')
  const index = pieces[0]?.begin ?? 0
  return /^0[1-9](?:\d\d){1,4}$/.test(digits) && !isAfterReferenceWord(source, index) ? inGroupsOf(2, digits) : digits
}

/** "four four seven, one nine": groups of one digit aren't groups. */
function groupsBetweenPauses(pieces: readonly DigitPiece[]): string[] {
  const groups: string[] = []
  for (const { digits, paused } of pieces) {
    if (groups.length === 0 || paused) groups.push(digits)
    else groups.push(`${groups.pop() ?? ''}${digits}`)
  }
  return groups.every((group) => group.length > 1) ? groups : []
}

/** "zéro six | douze | trente-quatre", "zéro zéro | quarante et un", "zéro zéro six | douze", "zéro | quatre-vingt-quatre" together. */
function groupsAsSaid(pieces: readonly DigitPiece[]): string[] {
  const groups: string[] = []
  let open = ''
  const close = () => {
    if (open !== '') groups.push(open)
    open = ''
  }
  for (const { digits, single, paused } of pieces) {
    if (paused) close()
    if (single && !/^0+[1-9]$/.test(open)) {
      open += digits
      continue
    }
    if (single || open !== '0') close()
    open += digits
    if (!single) close()
  }
  close()
  return groups
}

export function joined(pieces: readonly DigitPiece[]): string {
  return pieces.map(({ digits }) => digits).join('')
}
