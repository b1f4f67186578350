import { readDictation } from './dictation.ts'
import { type Entity, entityAt } from './entity.ts'
import type { EntityText } from './lexeme.ts'
import { skipMark, skipSpellingHelp } from './spelling.ts'

/** Length of an IBAN by country (SWIFT IBAN registry): France's neighbours and the euro's larger members. */
export const ibanLengths: Readonly<Record<string, number>> = {
  AD: 24,
  AT: 20,
  BE: 16,
  CH: 21,
  CY: 28,
  DE: 22,
  DK: 18,
  EE: 20,
  ES: 24,
  FI: 18,
  FR: 27,
  GB: 22,
  GR: 27,
  HR: 21,
  HU: 28,
  IE: 22,
  IT: 27,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  MC: 27,
  MT: 31,
  NL: 18,
  NO: 15,
  PL: 28,
  PT: 25,
  RO: 24,
  SE: 24,
  SI: 19,
  SK: 24,
}

/** IBANs, written or dictated. One whose check digits are wrong is still meant as one: a digit may have been misheard. */
export function findIbans(source: EntityText): Entity[] {
  const found: Entity[] = []
  for (let index = 0; index < source.lexemes.length; index += 1) {
    const iban = readIban(source, index)
    const first = source.lexemes[index]
    const last = iban === undefined ? undefined : source.lexemes[iban.next - 1]
    if (iban === undefined || first === undefined || last === undefined) continue
    found.push(entityAt('iban', source.text, first, last, iban.value))
    index = iban.next - 1
  }
  return found
}

function readIban(source: EntityText, index: number): { value: string; next: number } | undefined {
  const country = readCountry(source, index)
  const length = country === undefined ? undefined : ibanLengths[country.code]
  if (country === undefined || length === undefined) return undefined
  let value = country.code
  let next = country.next
  // Groups such as "BARC" or "3000R" mix letters and digits in lexemes of any size.
  while (value.length < length) {
    const piece = readDictation(source, next, { letters: true, stop: (read) => value.length + read.length >= length })
    const word = source.lexemes[next]
    if (piece !== undefined) {
      value += piece.characters
      next = piece.next
    } else if (word?.kind === 'word' && /^[A-Z]{2,4}$/.test(word.text)) {
      value += word.text
      next += 1
    } else return undefined
  }
  return value.length === length && /^[A-Z]{2}\d{2}/.test(value) ? { value, next } : undefined
}

function readCountry(source: EntityText, index: number): { code: string; next: number } | undefined {
  const first = source.lexemes[index]
  if (first?.kind === 'word' && /^[A-Z]{2}$/.test(first.text)) return { code: first.text, next: index + 1 }
  let code = ''
  let next = index
  while (code.length < 2) {
    const letter = source.lexemes[next]
    if (letter?.kind !== 'word' || !/^[a-z]$/i.test(letter.text)) return undefined
    code += letter.text.toUpperCase()
    const after = skipSpellingHelp(source, next + 1, letter.folded)
    next = skipMark(source, after)
  }
  return { code, next }
}
