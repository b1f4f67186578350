import { isStopWord } from '../stop-words.ts'
import { readDictation } from './dictation.ts'
import { type Entity, type EntityType, entityAt } from './entity.ts'
import type { EntityText } from './lexeme.ts'
import { readSpokenNumber } from './number-words.ts'
import { skipMark, skipSpellingHelp } from './spelling.ts'

const CONTRACT_DIGITS = 7
const CLAIM_DIGITS = 8

/** Contract numbers: two letters and seven digits, written or spelled ("H B four four seven...", "H comme Henri, B comme Berthe, 44..."). */
export function findContracts(source: EntityText): Entity[] {
  return findReferences(source, 'contract', 2, CONTRACT_DIGITS, (letters, spelled) => {
    // "au 4471902" may be a preposition before a number; "AU" or "A U" isn't.
    return spelled || letters === letters.toUpperCase() || !isStopWord(letters.toLowerCase(), source.language)
  })
}

/** Claim numbers: an S and eight digits. */
export function findClaims(source: EntityText): Entity[] {
  return findReferences(source, 'claim', 1, CLAIM_DIGITS, (letters) => letters.toUpperCase() === 'S')
}

function findReferences(
  source: EntityText,
  type: EntityType,
  letterCount: number,
  digitCount: number,
  accepts: (letters: string, spelled: boolean) => boolean,
): Entity[] {
  const found: Entity[] = []
  for (let index = 0; index < source.lexemes.length; index += 1) {
    const prefix = readLetters(source, index, letterCount)
    if (prefix === undefined || !accepts(prefix.letters, prefix.spelled)) continue
    const digits = readDictation(source, prefix.next, { stop: (read) => read.length >= digitCount })
    if (digits === undefined || !new RegExp(`^\\d{${digitCount}}$`).test(digits.characters)) continue
    if (isSingleDigit(source, digits.next - 1) && isSingleDigit(source, digits.next)) continue
    const first = source.lexemes[index]
    const last = source.lexemes[digits.next - 1]
    if (first === undefined || last === undefined) continue
    found.push(entityAt(type, source.text, first, last, `${prefix.letters.toUpperCase()}${digits.characters}`))
    index = digits.next - 1
  }
  return found
}

interface Letters {
  readonly letters: string
  readonly spelled: boolean
  readonly next: number
}

function readLetters(source: EntityText, index: number, count: number): Letters | undefined {
  const whole = source.lexemes[index]
  if (whole?.kind !== 'word') return undefined
  if (count > 1 && /^[a-z]+$/i.test(whole.text) && whole.text.length === count) {
    return { letters: whole.text, spelled: false, next: skipMark(source, index + 1) }
  }
  let letters = ''
  let next = index
  while (letters.length < count) {
    const lexeme = source.lexemes[next]
    if (lexeme?.kind !== 'word' || !/^[a-z]$/i.test(lexeme.text)) return undefined
    letters += lexeme.text
    next = skipMark(source, skipSpellingHelp(source, skipMark(source, next + 1), lexeme.folded))
  }
  return { letters, spelled: count > 1, next }
}

/** "... nine | oh": digits that go on make a longer reference of another kind. */
function isSingleDigit({ lexemes, language }: EntityText, index: number): boolean {
  const lexeme = lexemes[index]
  if (lexeme?.kind === 'digits') return lexeme.text.length === 1
  const number = lexeme === undefined ? undefined : readSpokenNumber(lexemes, index, language)
  return lexeme?.folded === 'oh' || (number !== undefined && number.value < 10)
}
