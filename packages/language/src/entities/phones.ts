import { readDictation } from './dictation.ts'
import { type Entity, entityAt } from './entity.ts'
import type { EntityText } from './lexeme.ts'
import { readSpokenNumber } from './number-words.ts'

/** Country codes that callers give aloud, longest first: what follows tells how many digits there are. */
const countryDigits: ReadonlyMap<string, readonly [least: number, most: number]> = new Map([
  ['33', [9, 9]],
  ['44', [9, 10]],
  ['32', [8, 9]],
  ['41', [9, 9]],
  ['49', [7, 11]],
  ['34', [9, 9]],
  ['39', [8, 11]],
  ['352', [6, 9]],
  ['1', [10, 10]],
])

/** Telephone numbers, in digits or dictated, French and international. */
export function findPhones(source: EntityText): Entity[] {
  const found: Entity[] = []
  for (let index = 0; index < source.lexemes.length; ) {
    const read = readPhone(source, index)
    const phone = read === undefined || continuesNumber(source, index) ? undefined : read
    const first = source.lexemes[index]
    const last = phone === undefined ? undefined : source.lexemes[phone.next - 1]
    if (phone === undefined || first === undefined || last === undefined) {
      index += 1
      continue
    }
    found.push(entityAt('phone', source.text, first, last, phone.value))
    index = phone.next
  }
  return found
}

function readPhone(source: EntityText, index: number): { value: string; next: number } | undefined {
  const { lexemes, language } = source
  const first = lexemes[index]
  if (first === undefined) return undefined
  const plus = first.text === '+' || first.folded === 'plus'
  const dictation = readDictation(source, plus ? index + 1 : index, {
    // Nothing so long is a telephone number.
    stop: (digits) => digits.length > 20 || (!plus && language === 'fr' && isFrench(digits)),
  })
  if (dictation === undefined) return undefined
  const { characters, next } = withoutTrunkZero(source, dictation)
  const international = plus ? characters : characters.startsWith('00') ? characters.slice(2) : undefined
  if (international !== undefined && isInternational(international)) return { value: `+${international}`, next }
  if (plus) return undefined
  // "06252018 50": a date and something else.
  if (first.kind === 'digits' && first.text.length > 5 && next > index + 1) return undefined
  const national = isFrench(characters) || (language === 'en' && /^0[1-9]\d{8,9}$/.test(characters))
  return national ? { value: characters, next } : undefined
}

/**
 * The end of a longer string of digits, a card's for instance, isn't a telephone number. "The second one, 01..." and "flat 2, 01..."
 * begin one.
 */
function continuesNumber({ lexemes, language }: EntityText, index: number): boolean {
  let digits = 0
  for (let at = index - 1; at >= 0 && digits <= 2; at -= 1) {
    const lexeme = lexemes[at]
    if (lexeme?.text === ',' || lexeme?.text === '.' || lexeme?.text === '-') continue
    if (lexeme?.kind === 'digits') digits += lexeme.text.length
    else if (lexeme?.kind === 'word' && isDigitWord(lexemes, at, language)) digits += 1
    else break
  }
  if (lexemes[index - 1]?.kind === 'symbol') return digits > 2
  return digits > 1 || (digits === 1 && !/^(?:one|une?)$/.test(lexemes[index - 1]?.folded ?? ''))
}

function isDigitWord(lexemes: EntityText['lexemes'], index: number, language: EntityText['language']): boolean {
  return /^(?:oh|double|triple)$/.test(lexemes[index]?.folded ?? '') || readSpokenNumber(lexemes, index, language) !== undefined
}

/** "+33 (0)1 55 00 41 20": the bracketed zero isn't dialled. */
function withoutTrunkZero(source: EntityText, head: { characters: string; next: number }): { characters: string; next: number } {
  const { lexemes } = source
  const [open, zero, close] = lexemes.slice(head.next, head.next + 3)
  if (open?.text !== '(' || zero?.text !== '0' || close?.text !== ')') return head
  const rest = readDictation(source, head.next + 3)
  return rest === undefined ? head : { characters: head.characters + rest.characters, next: rest.next }
}

function isFrench(digits: string): boolean {
  return /^0[1-9]\d{8}$/.test(digits)
}

function isInternational(digits: string): boolean {
  for (const [code, [least, most]] of countryDigits) {
    const rest = digits.length - code.length
    if (digits.startsWith(code) && rest >= least && rest <= most) return true
  }
  return false
}
