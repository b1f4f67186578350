import { nameAt, readYear } from '../entities/calendar.ts'
import { monthNames } from '../entities/calendar-words.ts'
import type { EntityText } from '../entities/lexeme.ts'
import { readSpokenNumber } from '../entities/number-words.ts'
import { isCounted, isPluralNoun } from './context.ts'
import { rewritten, type Settled } from './edit.ts'
import { isMoneyOrPercent } from './units.ts'

const strong = /^(?:in|since|year|en|depuis|annee|annees|an|l'an)$/
const weak = /^(?:of|from|until|till|before|after|by|the|de|a|avant|apres|jusqu'en|version|edition)$/

/** Whether a number in words between 1900 and 2099 is a year: nothing that it counts follows, and the words before allow it. */
export function isYear(source: EntityText, begin: number, { value, next }: { value: number; next: number }): boolean {
  if (!Number.isInteger(value) || value < 1900 || value > 2099) return false
  const before = source.lexemes[begin - 1]?.folded ?? ''
  if (strong.test(before) || nameAt(source, begin - 1, monthNames) !== undefined)
    return !isPluralNoun(source, next) && !isMoneyOrPercent(source, next)
  if (value === 2000 || isCounted(source, next) || isMoneyOrPercent(source, next)) return false
  return weak.test(before) || (value >= 1950 && value < 2040)
}

/** "Nineteen eighty-four", "twenty twenty-six": a year said as two numbers. */
export function writeYearPair(source: EntityText, index: number): Settled | undefined {
  const { lexemes, language } = source
  if (language === 'fr' || lexemes[index]?.kind !== 'word') return undefined
  const first = readSpokenNumber(lexemes, index, language)
  const year = first !== undefined && first.value < 100 ? readYear(source, index) : undefined
  if (year === undefined || isMoneyOrPercent(source, year.next) || readSpokenNumber(lexemes, year.next, language) !== undefined)
    return undefined
  const before = lexemes[index - 1]?.folded ?? ''
  if (/^(?:costs?|paid|pay|charged|about|only|for)$/.test(before)) return undefined
  const likely = year.year < 2040 && !isPluralNoun(source, year.next) && !/^(?:vision|cricket)$/.test(lexemes[year.next]?.folded ?? '')
  return likely || strong.test(before) ? rewritten(index, year.next, String(year.year)) : undefined
}
