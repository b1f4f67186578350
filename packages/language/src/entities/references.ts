import type { Language } from '../language.ts'
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
  const own = findReferences(source, 'contract', 2, CONTRACT_DIGITS, (letters, spelled) => {
    // "au 4471902" may be a preposition before a number; "AU" or "A U" isn't.
    return spelled || letters === letters.toUpperCase() || !isStopWord(letters.toLowerCase(), source.language)
  })
  return withNamed(own, source, 'contract')
}

/** Claim numbers: an S and eight digits. */
export function findClaims(source: EntityText): Entity[] {
  const own = findReferences(source, 'claim', 1, CLAIM_DIGITS, (letters) => letters.toUpperCase() === 'S')
  return withNamed(own, source, 'claim')
}

type Reference = 'contract' | 'claim'

/** A few letters and at least three digits, in groups or not. */
const code = String.raw`((?:\p{L}{1,4}[ -]?)?\d(?:[ -]?\d){2,15})(?![\p{L}\d])`
/** "claim number", "numéro de contrat": whatever form the organisation's numbers have, they are called so. */
const names: Record<Language, Record<Reference, RegExp>> = {
  en: {
    contract: new RegExp(String.raw`\b(?:policy|contract) (?:number|no\.?|id|reference)(?: is)?[ :#]*${code}`, 'giu'),
    claim: new RegExp(String.raw`\bclaim (?:number|no\.?|id|reference)(?: is)?[ :#]*${code}`, 'giu'),
  },
  fr: {
    contract: new RegExp(
      `(?:numéro|référence|n°) (?:de |du |d['’])?(?:mon |votre )?(?:contrat|police)(?: est)?(?: le)?[  :]*${code}`,
      'giu',
    ),
    claim: new RegExp(`(?:numéro|référence|n°) (?:de |du |d['’])?(?:mon |votre )?sinistre(?: est)?(?: le)?[  :]*${code}`, 'giu'),
  },
}

function withNamed(own: readonly Entity[], { text, language }: EntityText, type: Reference): Entity[] {
  const named = [...text.matchAll(names[language][type])].flatMap((match): Entity[] => {
    const said = match[1] ?? ''
    const start = match.index + match[0].length - said.length
    const end = start + said.length
    const isKnown = own.some((other) => start < other.end && other.start < end)
    return isKnown ? [] : [{ type, start, end, text: said, value: said.replace(/[ -]/g, '').toUpperCase() }]
  })
  return [...own, ...named].toSorted((a, b) => a.start - b.start)
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
