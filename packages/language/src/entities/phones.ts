import { readDictation } from './dictation.ts'
import { type Entity, entityAt } from './entity.ts'
import type { EntityText } from './lexeme.ts'

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
    const phone = readPhone(source, index)
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
    stop: (digits) => !plus && language === 'fr' && isFrench(digits),
  })
  if (dictation === undefined) return undefined
  const { characters, next } = withoutTrunkZero(source, dictation)
  const international = plus ? characters : characters.startsWith('00') ? characters.slice(2) : undefined
  if (international !== undefined && isInternational(international)) return { value: `+${international}`, next }
  if (plus) return undefined
  const national = isFrench(characters) || (language === 'en' && /^0[1-9]\d{8,9}$/.test(characters))
  return national ? { value: characters, next } : undefined
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
