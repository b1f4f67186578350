import { type Entity, entityAt } from './entity.ts'
import type { EntityText, Lexeme } from './lexeme.ts'
import { readQuantity } from './numbers.ts'

const currencies: ReadonlyMap<string, string> = new Map([
  ['€', 'EUR'],
  ['eur', 'EUR'],
  ['euro', 'EUR'],
  ['euros', 'EUR'],
  ['£', 'GBP'],
  ['gbp', 'GBP'],
  ['pound', 'GBP'],
  ['pounds', 'GBP'],
  ['quid', 'GBP'],
  ['livre', 'GBP'],
  ['livres', 'GBP'],
  ['$', 'USD'],
  ['usd', 'USD'],
  ['dollar', 'USD'],
  ['dollars', 'USD'],
  ['chf', 'CHF'],
])
const hundredths = new Set(['cent', 'cents', 'centime', 'centimes', 'penny', 'pence'])

/** Sums of money: "€350", "1 600 €", "three hundred and fifty euros and twenty cents", "quatre-vingts euros". */
export function findAmounts(source: EntityText): Entity[] {
  const found: Entity[] = []
  for (let index = 0; index < source.lexemes.length; ) {
    const amount = readAmount(source, index)
    const first = source.lexemes[index]
    const last = amount === undefined ? undefined : source.lexemes[amount.next - 1]
    if (amount === undefined || first === undefined || last === undefined) {
      index += 1
      continue
    }
    found.push(entityAt('amount', source.text, first, last, `${formatted(amount.value)} ${amount.currency}`))
    index = amount.next
  }
  return found
}

/** A sum of money, in the currency's whole unit. */
export interface Amount {
  readonly value: number
  readonly currency: string
  readonly next: number
}

export function readAmount(source: EntityText, index: number): Amount | undefined {
  const leading = currencyOf(source.lexemes[index])
  const quantity = readQuantity(source, leading === undefined ? index : index + 1)
  if (quantity === undefined) return undefined
  if (leading !== undefined) return { value: quantity.value, currency: leading, next: quantity.next }
  // "deux mille d'euros", "one million of euros" aren't said; "un million d'euros" is.
  const at = /^d'$/.test(source.lexemes[quantity.next]?.folded ?? '') ? quantity.next + 1 : quantity.next
  const currency = currencyOf(source.lexemes[at])
  if (currency !== undefined) return withHundredths(source, { value: quantity.value, currency, next: at + 1 })
  const small = source.lexemes[quantity.next]
  const isSmall = small !== undefined && hundredths.has(small.folded) && small.folded !== 'cent'
  return isSmall ? { value: quantity.value / 100, currency: small.folded === 'pence' ? 'GBP' : 'EUR', next: quantity.next + 1 } : undefined
}

/** "... euros fifty", "... euros et vingt centimes", "... euros and 20 cents". */
function withHundredths(source: EntityText, whole: Amount): Amount {
  const { lexemes } = source
  const joined = lexemes[whole.next]?.folded === 'and' || lexemes[whole.next]?.folded === 'et'
  const part = Number.isInteger(whole.value) ? readQuantity(source, joined ? whole.next + 1 : whole.next) : undefined
  if (part === undefined || !Number.isInteger(part.value) || part.value > 99) return whole
  const named = hundredths.has(lexemes[part.next]?.folded ?? '')
  // Without the word, only two digits right after the currency are cents: "12 euros 50".
  if (!named && (joined || part.value < 10 || currencyOf(lexemes[part.next]) !== undefined)) return whole
  return { ...whole, value: whole.value + part.value / 100, next: named ? part.next + 1 : part.next }
}

function currencyOf(lexeme: Lexeme | undefined): string | undefined {
  return lexeme === undefined ? undefined : currencies.get(lexeme.folded)
}

function formatted(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2)
}
