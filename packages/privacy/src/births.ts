import { foldText, type Lexeme, monthNames, readSpokenNumber } from '@souffleur/language'
import type { PersonalDataType } from '@souffleur/proto'
import { type Found, foundAt } from './found.ts'
import { type Scan, wordsBefore } from './scan.ts'

const announcement =
  /(?<![a-z])(?:date de naissance|nee?s?|naissance|date of birth|birth ?date|birthday|d ?\. ?o ?\. ?b|d o b|dob|born)(?![a-z])/
const months = new Set(
  [...monthNames.fr, ...monthNames.en]
    .map((name) => foldText(name))
    .concat('jan', 'feb', 'apr', 'jun', 'jul', 'aug', 'sept', 'sep', 'oct', 'nov', 'dec'),
)
const ordinals = new Set(
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth premier'.split(
    ' ',
  ),
)
const links = /^(?:of|the|de|du|le|st|nd|rd|th|er|[-/.,]|oh|and)$/
/** Words between the announcement and the date: "ma date de naissance, c'est le ...". */
const WORDS_BETWEEN = 9

/** Dates of birth, written or spoken; another date is nobody's secret. */
export function findBirthDates(scan: Scan, expected: PersonalDataType | undefined): Found[] {
  const found: Found[] = []
  for (let index = 0; index < scan.lexemes.length; ) {
    const date = mayBegin(scan.lexemes[index]) ? readDate(scan, index) : undefined
    if (date === undefined) {
      index += 1
      continue
    }
    if (expected === 'birth-date' || announcement.test(wordsBefore(scan, index, WORDS_BETWEEN))) {
      const begin = scan.lexemes[index - 1]?.folded === 'the' ? index - 1 : index
      found.push(...foundAt('birth-date', scan.lexemes[begin], scan.lexemes[date.next - 1], date.value))
    }
    index = date.next
  }
  return found
}

function mayBegin(lexeme: Lexeme | undefined): boolean {
  return lexeme !== undefined && lexeme.kind !== 'symbol' && lexeme.folded !== 'a' && !links.test(lexeme.folded)
}

/** A day and a month at least: two parts or more, of which three are numbers or one is a month's name. */
function readDate(scan: Scan, index: number): { value: string; next: number } | undefined {
  const parts: string[] = []
  let next = index
  let named = false
  for (let at = index; parts.length < 6; ) {
    const part = readPart(scan, at)
    if (part !== undefined) {
      parts.push(part.value)
      named = named || part.month
      next = part.next
      at = part.next
    } else if (parts.length > 0 && links.test(scan.lexemes[at]?.folded ?? '') && at - next < 2) at += 1
    else break
  }
  const digits = parts.join('').replace(/\D/g, '').length
  const complete = named
    ? parts.length >= 2
    : (parts.length >= 3 && digits >= 4 && digits <= 8) || /^(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d$/.test(parts.join(''))
  return complete ? { value: parts.join('-'), next } : undefined
}

function readPart(scan: Scan, index: number): { value: string; next: number; month: boolean } | undefined {
  const lexeme = scan.lexemes[index]
  if (lexeme === undefined || lexeme.kind === 'symbol') return undefined
  if (months.has(lexeme.folded)) return { value: lexeme.folded, next: index + 1, month: true }
  if (ordinals.has(lexeme.folded)) return { value: lexeme.folded, next: index + 1, month: false }
  if (lexeme.kind === 'digits') return lexeme.text.length <= 8 ? { value: lexeme.text, next: index + 1, month: false } : undefined
  if (lexeme.folded === 'a') return undefined
  const number = readSpokenNumber(scan.lexemes, index, scan.language)
  return number === undefined ? undefined : { value: String(number.value), next: number.next, month: false }
}
