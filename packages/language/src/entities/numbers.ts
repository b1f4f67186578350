import type { Language } from '../language.ts'
import { type Entity, entityAt } from './entity.ts'
import type { EntityText, Lexeme } from './lexeme.ts'
import { multiplyByScale, readHundreds, readSpokenNumber } from './number-words.ts'

/** A quantity in digits or words. */
export interface Quantity {
  readonly value: number
  /** Digits after the decimal mark, as said: "50" of "3.50". */
  readonly fraction?: string
  /** Index after its last lexeme. */
  readonly next: number
}

/** "1 600", "1,600.50", "12,50", "350", "three hundred and fifty", "deux virgule cinq", "2.5 million". */
export function readQuantity({ lexemes, language }: Pick<EntityText, 'lexemes' | 'language'>, index: number): Quantity | undefined {
  const whole = readWhole(lexemes, index, language)
  if (whole === undefined) return undefined
  const fraction = readFraction(lexemes, whole.next, language)
  const head: Quantity =
    fraction === undefined ? whole : { value: Number(`${whole.value}.${fraction.digits}`), fraction: fraction.digits, next: fraction.next }
  const isWritten = lexemes[index]?.kind === 'digits'
  if (fraction === undefined && !isWritten) return head
  const scaled = multiplyByScale(head, lexemes, language)
  return scaled.next === head.next ? head : scaled
}

function readWhole(lexemes: readonly Lexeme[], index: number, language: Language): Quantity | undefined {
  const first = lexemes[index]
  if (first === undefined) return undefined
  if (first.kind !== 'digits') return readSpokenNumber(lexemes, index, language)
  let digits = first.text
  let next = index + 1
  const groups = language === 'en' ? /^,$/ : /^[.,]$/
  while (first.text.length <= 3 && !first.text.startsWith('0')) {
    const separator = lexemes[next]
    const grouped = separator?.kind === 'symbol' && groups.test(separator.text) && !separator.spaced ? next + 1 : next
    const group = lexemes[grouped]
    if (group?.kind !== 'digits' || group.text.length !== 3) break
    // "1 600" has a space or a separator; "12 345 678" both groups.
    if (grouped === next ? !group.spaced : group.spaced) break
    digits += group.text
    next = grouped + 1
  }
  return { value: Number(digits), next }
}

function readFraction(lexemes: readonly Lexeme[], index: number, language: Language): { digits: string; next: number } | undefined {
  const mark = lexemes[index]
  const after = lexemes[index + 1]
  if (mark === undefined || after === undefined) return undefined
  if (/^[.,]$/.test(mark.text)) {
    const limit = language === 'en' && mark.text === '.' ? Number.POSITIVE_INFINITY : 2
    const joined = !mark.spaced && !after.spaced && after.kind === 'digits' && after.text.length <= limit
    return joined ? { digits: after.text, next: index + 2 } : undefined
  }
  if (mark.folded !== 'virgule' && mark.folded !== 'point') return undefined
  return after.kind === 'digits' ? { digits: after.text, next: index + 2 } : readSpokenFraction(lexemes, index + 1, language)
}

/** "point one four", "virgule zéro cinq", "virgule soixante-quinze": zeros and single digits follow each other, a larger number ends it. */
function readSpokenFraction(lexemes: readonly Lexeme[], index: number, language: Language): { digits: string; next: number } | undefined {
  let digits = ''
  let next = index
  for (;;) {
    const number = lexemes[next]?.folded === 'oh' ? { value: 0, next: next + 1 } : readHundreds(lexemes, next, language)
    if (number === undefined || (number.value > 9 && /[1-9]/.test(digits))) break
    digits += String(number.value)
    next = number.next
    if (number.value > 9) break
  }
  return digits === '' ? undefined : { digits, next }
}

/** Words that are numbers only in company: "one moment", "un dossier". */
const articles: Record<Language, ReadonlySet<string>> = { en: new Set(['one', 'a']), fr: new Set(['un', 'une']) }

/** Quantities that are nothing else: the plainest reading, so every other kind of entity goes before it. */
export function findNumbers(source: EntityText): Entity[] {
  const found: Entity[] = []
  for (let index = 0; index < source.lexemes.length; ) {
    const quantity = readQuantity(source, index)
    const first = source.lexemes[index]
    const last = quantity === undefined ? undefined : source.lexemes[quantity.next - 1]
    if (quantity === undefined || first === undefined || last === undefined) {
      index += 1
      continue
    }
    const lone = quantity.next === index + 1 && articles[source.language].has(first.folded)
    // "pour cent" is the sign of a percentage.
    const isSign = first.folded === 'cent' && source.lexemes[index - 1]?.folded === 'pour'
    if (!lone && !isSign) found.push(entityAt('number', source.text, first, last, String(quantity.value)))
    index = quantity.next
  }
  return found
}
