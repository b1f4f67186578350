import type { Language } from '../language.ts'
import { type Entity, entityAt } from './entity.ts'
import type { EntityText, Lexeme } from './lexeme.ts'
import { readSpokenNumber } from './number-words.ts'

/** A quantity in digits or words. */
export interface Quantity {
  readonly value: number
  /** Index after its last lexeme. */
  readonly next: number
}

/** "1 600", "1,600.50", "12,50", "350", "three hundred and fifty", "deux virgule cinq". */
export function readQuantity({ lexemes, language }: Pick<EntityText, 'lexemes' | 'language'>, index: number): Quantity | undefined {
  const whole = readWhole(lexemes, index, language)
  if (whole === undefined) return undefined
  const fraction = readFraction(lexemes, whole.next, language)
  return fraction === undefined ? whole : { value: Number(`${whole.value}.${fraction.digits}`), next: fraction.next }
}

function readWhole(lexemes: readonly Lexeme[], index: number, language: Language): Quantity | undefined {
  const first = lexemes[index]
  if (first === undefined) return undefined
  if (first.kind !== 'digits') return readSpokenNumber(lexemes, index, language)
  let digits = first.text
  let next = index + 1
  while (digits.length > 0 && first.text.length <= 3) {
    const separator = lexemes[next]
    const grouped = separator?.kind === 'symbol' && /[.,]/.test(separator.text) && !separator.spaced ? next + 1 : next
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
    const joined = !mark.spaced && !after.spaced && after.kind === 'digits' && after.text.length <= 2
    return joined ? { digits: after.text, next: index + 2 } : undefined
  }
  if (mark.folded !== 'virgule' && mark.folded !== 'point') return undefined
  const spoken = after.kind === 'digits' ? { value: Number(after.text), next: index + 2 } : readSpokenNumber(lexemes, index + 1, language)
  return spoken === undefined ? undefined : { digits: String(spoken.value), next: spoken.next }
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
    if (!lone) found.push(entityAt('number', source.text, first, last, String(quantity.value)))
    index = quantity.next
  }
  return found
}
