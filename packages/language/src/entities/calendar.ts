import { foldText } from '../fold-text.ts'
import type { Language } from '../language.ts'
import { englishOrdinals } from './calendar-words.ts'
import type { EntityText } from './lexeme.ts'
import { readSpokenNumber } from './number-words.ts'
import { skipWord } from './phrase.ts'

/** Nothing that the number could count follows. */
export function endsPhrase({ lexemes }: EntityText, index: number): boolean {
  const following = lexemes[index]
  return (
    following === undefined ||
    following.kind === 'symbol' ||
    /^(?:and|or|at|et|ou|a|au|du|dernier|prochain|please|no|non)$/.test(following.folded)
  )
}

interface Day {
  readonly day: number
  readonly ordinal: boolean
  readonly next: number
}

export function readDay(source: EntityText, index: number): Day | undefined {
  const { lexemes, language } = source
  const lexeme = lexemes[index]
  if (lexeme === undefined) return undefined
  if (lexeme.kind === 'digits') {
    const suffixed = skipWord(lexemes, index + 1, 'st', 'nd', 'rd', 'th', 'er')
    return checkedDay(Number(lexeme.text), suffixed > index + 1, suffixed)
  }
  if (language === 'fr') {
    if (lexeme.folded === 'premier') return { day: 1, ordinal: true, next: index + 1 }
    const spoken = readSpokenNumber(lexemes, index, 'fr')
    return spoken === undefined ? undefined : checkedDay(spoken.value, false, spoken.next)
  }
  return readEnglishDay(source, index)
}

function readEnglishDay({ lexemes }: EntityText, index: number): Day | undefined {
  const word = lexemes[index]?.folded ?? ''
  const direct = englishOrdinals.get(word)
  if (direct !== undefined) return checkedDay(direct, true, index + 1)
  const base = word === 'twenty' ? 20 : word === 'thirty' ? 30 : undefined
  const at = skipWord(lexemes, index + 1, '-')
  const unit = base === undefined ? undefined : englishOrdinals.get(lexemes[at]?.folded ?? '')
  if (base !== undefined && unit !== undefined && unit < 10) return checkedDay(base + unit, true, at + 1)
  const spoken = readSpokenNumber(lexemes, index, 'en')
  return spoken === undefined ? undefined : checkedDay(spoken.value, false, spoken.next)
}

function checkedDay(day: number, ordinalForm: boolean, next: number): Day | undefined {
  return isDay(day) ? { day, ordinal: ordinalForm, next } : undefined
}

export function isDay(day: number): boolean {
  return Number.isInteger(day) && day >= 1 && day <= 31
}

/** "2026", "twenty twenty-six", "two thousand and twenty-six", "deux mille vingt-six". */
export function readYear({ lexemes, language }: EntityText, index: number): { year: number; next: number } | undefined {
  const lexeme = lexemes[index]
  if (lexeme === undefined) return undefined
  if (lexeme.kind === 'digits') return checkedYear(Number(lexeme.text), index + 1)
  const spoken = readSpokenNumber(lexemes, index, language)
  if (spoken === undefined) return undefined
  const whole = checkedYear(spoken.value, spoken.next)
  if (whole !== undefined || language === 'fr') return whole
  if (spoken.value < 19 || spoken.value > 20) return undefined
  const second = readLastTwoDigits(lexemes, skipWord(lexemes, spoken.next, '-'))
  return second === undefined ? undefined : checkedYear(spoken.value * 100 + second.value, second.next)
}

/** "eighty-four", "oh five". */
function readLastTwoDigits(lexemes: EntityText['lexemes'], index: number): { value: number; next: number } | undefined {
  const zero = lexemes[index]?.folded === 'oh'
  const spoken = readSpokenNumber(lexemes, zero ? index + 1 : index, 'en')
  const fits = spoken !== undefined && (zero ? spoken.value < 10 : spoken.value >= 10 && spoken.value < 100)
  return fits ? spoken : undefined
}

function checkedYear(year: number, next: number): { year: number; next: number } | undefined {
  return year >= 1900 && year <= 2100 ? { year, next } : undefined
}

export function nameAt(
  { lexemes, language }: EntityText,
  index: number,
  names: Record<Language, readonly string[]>,
): { name: string; place: number; next: number } | undefined {
  const folded = lexemes[index]?.folded
  const place = names[language].findIndex((name) => foldText(name) === folded)
  const name = names[language][place]
  return name === undefined ? undefined : { name, place, next: index + 1 }
}

export function ordinal(day: number): string {
  const suffix = day % 10 === 1 && day !== 11 ? 'st' : day % 10 === 2 && day !== 12 ? 'nd' : day % 10 === 3 && day !== 13 ? 'rd' : 'th'
  return `${day}${suffix}`
}
