import { type Amount, readAmount } from '../entities/amounts.ts'
import type { EntityText } from '../entities/lexeme.ts'
import { type Quantity, readQuantity } from '../entities/numbers.ts'
import { isAfterNumberWord, isCounted, isPluralNoun } from './context.ts'
import { hasWords } from './edit.ts'
import { decimalNumber, groupedInteger, moneyNumber } from './number-forms.ts'
import { afterPercent, isMeasure, isMeasureOrDuration } from './units.ts'
import { isYear } from './years.ts'

/** A quantity with what it counts, as far as that decides how it is written. */
export interface WrittenQuantity {
  readonly begin: number
  /** After the number itself, and after all that was understood. */
  readonly numberNext: number
  readonly next: number
  readonly value: number
  /** Its written form, which replaces `begin` to `textNext`; undefined where it had better stay as it was said. */
  readonly text: string | undefined
  readonly textNext: number
  /** A sum's number without its sign, where the currency's name may follow it. */
  readonly numberText?: string
  /** Digits are the rule; without it, small numbers stay words unless a larger one stands beside them. */
  readonly inDigits: boolean
  readonly isMoney: boolean
}

/** Reads one quantity at `index`; "un", "une", "one" alone aren't. */
export function readWrittenQuantity(source: EntityText, index: number): WrittenQuantity | undefined {
  const quantity = readQuantity(source, index)
  if (quantity === undefined) return undefined
  if (isBroken(source, index)) return { ...stays(index, quantity), next: quantity.next }
  const sum = readSum(source, index)
  if (sum !== undefined) return sum
  const percent = afterPercent(source, quantity.next)
  const base = { begin: index, numberNext: quantity.next, value: quantity.value, isMoney: false }
  if (percent !== undefined) {
    const sign = source.language === 'fr' ? ' %' : '%'
    const text = hasWords(source, index, percent) ? `${plainNumber(source, index, quantity)}${sign}` : undefined
    return { ...base, next: percent, text, textNext: percent, inDigits: true }
  }
  if (isArticle(source, index, quantity.next)) return undefined
  const text = staysInWords(source, index, quantity) ? undefined : writtenNumber(source, index, quantity)
  const isLarge = quantity.value >= 10 || quantity.fraction !== undefined || isMeasure(source, quantity.next)
  const inDigits = text !== undefined && isLarge && !isBareScale(source, index, quantity)
  return { ...base, next: quantity.next, text, textNext: quantity.next, inDigits }
}

/** "Trois mille cinq cents euros" is "3 500 €", "forty-five pounds twenty" is "£45.20"; "un euro" stays. */
function readSum(source: EntityText, index: number): WrittenQuantity | undefined {
  const quantity = readQuantity(source, index)
  const amount = quantity === undefined ? undefined : readAmount(source, index)
  const unit = source.lexemes[quantity?.next ?? -1]
  if (quantity === undefined || amount === undefined) return undefined
  const isWhole = amount.value === quantity.value
  if (isWhole && isArticle(source, index, quantity.next)) return undefined
  const isSmallCoin = isMeasure(source, quantity.next)
  const base = { begin: index, numberNext: quantity.next, next: amount.next, value: quantity.value, inDigits: true, isMoney: true }
  if (!hasWords(source, index, amount.next) || isHalf(source, amount.next)) return { ...base, text: undefined, textNext: amount.next }
  // "Livres" may be books, "quid" is what was said, and centimes have no sign of their own.
  const sign = isSmallCoin || /^(?:livres?|quid|eur|gbp|usd|chf)$/.test(unit?.folded ?? '') ? undefined : signs.get(amount.currency)
  if (sign !== undefined) {
    const text = withSign(source, index, quantity, amount, sign)
    const numberText = isWhole && hasWords(source, index, quantity.next) ? plainNumber(source, index, quantity) : undefined
    return { ...base, text, textNext: amount.next, ...(numberText === undefined ? {} : { numberText }) }
  }
  const text = isArticle(source, index, quantity.next) ? undefined : writtenNumber(source, index, quantity)
  return { ...base, text, textNext: quantity.next }
}

const signs: ReadonlyMap<string, string> = new Map([
  ['EUR', '€'],
  ['GBP', '£'],
  ['USD', '$'],
])

function withSign(source: EntityText, index: number, quantity: Quantity, amount: Amount, sign: string): string | undefined {
  const large = writtenMillions(source, index, quantity)
  if (large !== undefined) {
    const rest = source.lexemes.slice(quantity.next, amount.next).map(({ text }) => text)
    return source.language === 'en' ? `${sign}${large}` : `${large} ${rest.join(' ').replace(/(['’]) /g, '$1')}`
  }
  const number = moneyNumber(amount.value, source.language)
  return source.language === 'fr' ? `${number} ${sign}` : `${sign}${number}`
}

/** "2 millions", "2.5 million": where the scale ends the number, its word reads better than six zeros. */
function writtenMillions(source: EntityText, index: number, quantity: Quantity): string | undefined {
  const scale = source.lexemes[quantity.next - 1]
  const unit = /^millions?$/.test(scale?.folded ?? '') ? 1e6 : /^(?:milliards?|billions?)$/.test(scale?.folded ?? '') ? 1e9 : undefined
  if (scale === undefined || unit === undefined) return undefined
  const count = readQuantity({ ...source, lexemes: source.lexemes.slice(0, quantity.next - 1) }, index)
  if (count === undefined || count.next !== quantity.next - 1) return undefined
  return `${plainNumber(source, index, count)} ${scale.text}`
}

function writtenNumber(source: EntityText, index: number, quantity: Quantity): string | undefined {
  if (!hasWords(source, index, quantity.next)) return undefined
  if (quantity.value >= 1e6) {
    const large = writtenMillions(source, index, quantity)
    if (large !== undefined) return large
    if (/^millions?$|^milliards?$|^billions?$/.test(source.lexemes[quantity.next - 1]?.folded ?? '')) return undefined
  }
  if (isYear(source, index, quantity)) return String(quantity.value)
  const { value } = quantity
  const before = source.lexemes[index - 1]?.folded ?? ''
  // "Le 3630" is a telephone service, "dossier numéro 4471" a reference.
  const isService = value < 10_000 && before === 'le' && !isCounted(source, quantity.next)
  const isReference = value < 1e6 && /^(?:numero|number)$/.test(before) && isAfterNumberWord(source, index)
  return isService || isReference ? String(value) : plainNumber(source, index, quantity)
}

function plainNumber(source: EntityText, index: number, { value, fraction, next }: Quantity): string {
  if (fraction === undefined) return groupedInteger(value, source.language)
  const mark = source.lexemes.slice(index, next).some(({ folded }) => folded === 'point') ? 'en' : source.language
  return decimalNumber(Math.trunc(value), fraction, mark)
}

/** "un dossier", "one moment". */
function isArticle({ lexemes }: EntityText, index: number, next: number): boolean {
  return next === index + 1 && /^(?:une?|one|a)$/.test(lexemes[index]?.folded ?? '')
}

/** A quantity that isn't understood well enough. */
function stays(begin: number, { value, next }: Quantity): Omit<WrittenQuantity, 'next'> {
  return { begin, numberNext: next, value, text: undefined, textNext: next, inDigits: false, isMoney: false }
}

const homophones = /^(?:vins?|sans|sent|sens|sang|cen)$/

/** "Quatre vin dix", "deux sans trente": half of a number was misheard. */
function isBroken(source: EntityText, index: number): boolean {
  return homophones.test(source.lexemes[index - 1]?.folded ?? '') && readQuantity(source, index - 2)?.next === index - 1
}

function staysInWords(source: EntityText, index: number, quantity: Quantity): boolean {
  const { next, value } = quantity
  if (!Number.isSafeInteger(Math.trunc(value)) || value >= 1e12 || isHalf(source, next) || isOrdinalTail(source, next)) return true
  // "Trois mille cinq" may be 3,500 as well, where no noun follows.
  const last = readQuantity(source, next - 1)
  const isClipped = value % 1000 > 0 && value % 1000 < 10 && value > 1000 && last !== undefined && last.value < 10
  return isClipped && !isYear(source, index, quantity) && !isPluralNoun(source, next) && !isMeasureOrDuration(source, next)
}

/** "A hundred", "mille mercis", "cent problème" (a homophone of "sans"): without a measure, a manner of speaking. */
function isBareScale(source: EntityText, index: number, { next }: Quantity): boolean {
  const words = source.lexemes.slice(index, next).map(({ folded }) => folded)
  const said = words.join(' ')
  if (/^(?:a (?:hundred|thousand|million|billion|grand)|(?:un|one) (?:million|milliard|billion)|cent|cent une?)$/.test(said)) {
    return !isMeasureOrDuration(source, next)
  }
  if (said !== 'mille') return false
  const thanks = /^(?:mercis?|excuses|pardons|fois)$/.test(source.lexemes[next]?.folded ?? '')
  return thanks || !(isMeasureOrDuration(source, next) || isPluralNoun(source, next))
}

/** "Dix et demi", "ten and a half", "three quarters". */
function isHalf({ lexemes }: EntityText, index: number): boolean {
  const [first, second, third] = lexemes.slice(index, index + 3).map(({ folded }) => folded)
  if (first === 'et') return /^(?:demie?|quart|quelques)$/.test(second ?? '')
  return first === 'and' && second === 'a' && (third === 'half' || third === 'quarter')
}

/** "Twenty | first", "vingt | deuxième": the beginning of an ordinal. */
function isOrdinalTail({ lexemes, language }: EntityText, index: number): boolean {
  const at = lexemes[index]?.text === '-' ? index + 1 : index
  const folded = lexemes[at]?.folded ?? ''
  if (language === 'en')
    return /^(?:(?:twen|thir|for|fif|six|seven|eigh|nine)ties|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|thirds|fifths|quarters)$/.test(
      folded,
    )
  return /iemes?$/.test(lexemes[folded === 'et' ? at + 1 : at]?.folded ?? '')
}
