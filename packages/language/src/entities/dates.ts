import type { Language } from '../language.ts'
import { endsPhrase, isDay, nameAt, ordinal, readDay, readYear } from './calendar.ts'
import { monthNames, relativeDays, units, weekdayNames } from './calendar-words.ts'
import { readDictation } from './dictation.ts'
import { type Entity, entityAt } from './entity.ts'
import type { EntityText } from './lexeme.ts'
import { readQuantity } from './numbers.ts'
import { phrases, readPhrase, skipWord } from './phrase.ts'

interface Reading {
  readonly value: string
  readonly next: number
}
type Reader = (source: EntityText, index: number) => Reading | undefined

/** Dates: absolute ("the 13th of March 2026", "13/03"), days of the week, and days told from today ("jeudi prochain", "in three days"). */
export function findDates(source: EntityText): Entity[] {
  const found: Entity[] = []
  for (let index = 0; index < source.lexemes.length; ) {
    const reading = readDate(source, index)
    const first = source.lexemes[index]
    const last = reading === undefined ? undefined : source.lexemes[reading.next - 1]
    if (reading === undefined || first === undefined || last === undefined) {
      index += 1
      continue
    }
    found.push(entityAt('date', source.text, first, last, reading.value))
    index = reading.next
  }
  return found
}

const readers: readonly Reader[] = [
  readNumericDate,
  readCalendarDate,
  readWeekday,
  readMonth,
  readRelativeDay,
  readDistance,
  readDayOfMonth,
]

function readDate(source: EntityText, index: number): Reading | undefined {
  for (const read of readers) {
    const reading = read(source, index)
    if (reading !== undefined) return reading
  }
  return undefined
}

/** "13/03/2026", "13.03.2026", "2026-03-13", "13/03": day first, as in Europe. */
function readNumericDate({ lexemes, language }: EntityText, index: number): Reading | undefined {
  const [a, mark, b, secondMark, c] = lexemes.slice(index, index + 5)
  if (a?.kind !== 'digits' || b?.kind !== 'digits' || mark === undefined || !/^[/.-]$/.test(mark.text) || b.spaced) return undefined
  if (secondMark?.text === mark.text && c?.kind === 'digits' && !c.spaced) {
    if (a.text.length === 4) return complete(Number(c.text), Number(b.text), Number(a.text), index + 5)
    const year = c.text.length === 2 ? 2000 + Number(c.text) : Number(c.text)
    return complete(Number(a.text), Number(b.text), year, index + 5)
  }
  const month = monthNames[language][Number(b.text) - 1]
  const plausible = mark.text === '/' && b.text.length === 2 && isDay(Number(a.text)) && month !== undefined
  return plausible ? { value: dayAndMonth(Number(a.text), month, language), next: index + 3 } : undefined
}

/** "(Thursday) the 13th of March (2026)", "March 13th", "(jeudi) 13 mars". */
function readCalendarDate(source: EntityText, index: number): Reading | undefined {
  const { lexemes, language } = source
  const weekday = nameAt(source, index, weekdayNames)
  const begin = weekday === undefined ? index : skipWord(lexemes, index + 1, ',')
  const read = readDayThenMonth(source, begin) ?? (language === 'en' ? readMonthThenDay(source, begin) : undefined)
  if (read === undefined) return undefined
  const year = readYear(source, skipWord(lexemes, read.next, ','))
  if (year === undefined && begin === index && isMonthAndYear(source, index, read.next)) return undefined
  if (year !== undefined) return complete(read.day, read.month + 1, year.year, year.next)
  const month = monthNames[language][read.month] ?? ''
  const value = dayAndMonth(read.day, month, language)
  return { value: weekday === undefined ? value : `${weekday.name} ${value}`, next: read.next }
}

/** "June nineteen eighty-one" has a year, not the nineteenth: the reading that understands more. */
function isMonthAndYear(source: EntityText, index: number, dayNext: number): boolean {
  const month = nameAt(source, index, monthNames)
  const year = month === undefined ? undefined : readYear(source, month.next)
  return year !== undefined && year.next > dayNext
}

interface DayAndMonth {
  readonly day: number
  readonly month: number
  readonly next: number
}

function readDayThenMonth(source: EntityText, index: number): DayAndMonth | undefined {
  const day = readDay(source, skipWord(source.lexemes, index, 'the', 'le'))
  if (day === undefined) return undefined
  const month = nameAt(source, skipWord(source.lexemes, day.next, 'of'), monthNames)
  return month === undefined ? undefined : { day: day.day, month: month.place, next: month.next }
}

function readMonthThenDay(source: EntityText, index: number): DayAndMonth | undefined {
  const month = nameAt(source, index, monthNames)
  const day = month === undefined ? undefined : readDay(source, skipWord(source.lexemes, month.next, 'the'))
  return month === undefined || day === undefined ? undefined : { day: day.day, month: month.place, next: day.next }
}

/** "next Thursday", "Thursday", "jeudi prochain". */
function readWeekday(source: EntityText, index: number): Reading | undefined {
  const { lexemes, language } = source
  const before = language === 'en' ? skipWord(lexemes, index, 'next', 'last', 'this') : index
  const weekday = nameAt(source, before, weekdayNames)
  if (weekday === undefined) return undefined
  const lead = before === index ? '' : `${lexemes[index]?.folded ?? ''} `
  const parts = language === 'en' ? ['morning', 'afternoon', 'evening'] : ['prochain', 'dernier', 'matin', 'soir']
  const next = skipWord(lexemes, weekday.next, ...parts)
  const tail = next === weekday.next ? '' : ` ${lexemes[weekday.next]?.folded ?? ''}`
  return { value: `${lead}${weekday.name}${tail}`, next }
}

/** "March 2026", "in March": a month alone needs a word before it, since "may" and "march" are verbs. */
function readMonth(source: EntityText, index: number): Reading | undefined {
  const { lexemes, language } = source
  const month = nameAt(source, index, monthNames)
  if (month === undefined) return undefined
  const year = readYear(source, month.next)
  if (year !== undefined) return { value: `${year.year}-${String(month.place + 1).padStart(2, '0')}`, next: year.next }
  const introduced = /^(?:in|since|until|by|last|next|from|en|depuis|fin|debut|mi|d'|de)$/.test(lexemes[index - 1]?.folded ?? '')
  const modal = language === 'en' && lexemes[index]?.text === 'may'
  return introduced && !modal ? { value: month.name, next: month.next } : undefined
}

function readRelativeDay(source: EntityText, index: number): Reading | undefined {
  const phrase = readPhrase(source, index, relativeDays[source.language])
  return phrase === undefined ? undefined : { value: phrase.name, next: phrase.next }
}

/** "in three days", "two weeks ago", "dans trois jours", "il y a deux semaines", "within 5 working days", "sous 48 heures". */
function readDistance(source: EntityText, index: number): Reading | undefined {
  const { lexemes, language } = source
  const lead = readPhrase(source, index, distanceLeads[language])
  const begin = lead?.next ?? index
  const quantity = readCount(source, begin)
  if (quantity === undefined) return undefined
  const qualified = skipWord(lexemes, quantity.next, 'working', 'business')
  const unit = lexemes[qualified]
  if (unit === undefined || !units[language].has(unit.folded)) return undefined
  const ago = language === 'en' && lexemes[qualified + 1]?.folded === 'ago'
  if (lead === undefined && !ago) return undefined
  const tail = language === 'fr' ? skipWord(lexemes, qualified + 1, 'ouvres', 'ouvre') : qualified + 1 + (ago ? 1 : 0)
  const words = lexemes.slice(quantity.next, tail).map(({ text }) => text.toLowerCase())
  return { value: [...(lead === undefined ? [] : [lead.name]), String(quantity.value), ...words].join(' '), next: tail }
}

const distanceLeads = {
  en: phrases('in', 'within', 'in about', 'in the next'),
  fr: phrases('dans', 'il y a', 'sous', "d'ici", 'dans les'),
}

/** "on the 12th", "by the fifth", "le 5." : without a month, only where nothing else can be meant. */
function readDayOfMonth(source: EntityText, index: number): Reading | undefined {
  const { lexemes, language } = source
  const before = lexemes[index - 1]?.folded ?? ''
  if (language === 'en') {
    if (!/^(?:on|by|since|before|after|until|no|sorry|from|,)$/.test(before) || lexemes[index]?.folded !== 'the') return undefined
    const day = readDay(source, index + 1)
    return day?.ordinal === true && endsPhrase(source, day.next) ? { value: `the ${ordinal(day.day)}`, next: day.next } : undefined
  }
  const day = lexemes[index]?.folded === 'le' && !isDictated(source, index + 1) ? readDay(source, index + 1) : undefined
  return day !== undefined && endsPhrase(source, day.next) ? { value: `le ${day.day === 1 ? '1er' : day.day}`, next: day.next } : undefined
}

/** "C'est le 06, 39, ..." begins a telephone number, even one that was misheard. */
function isDictated(source: EntityText, index: number): boolean {
  return (readDictation(source, index)?.pieces ?? 0) > 2
}

function readCount(source: EntityText, index: number): { value: number; next: number } | undefined {
  const lexeme = source.lexemes[index]
  if (source.language === 'en' && (lexeme?.folded === 'a' || lexeme?.folded === 'an')) return { value: 1, next: index + 1 }
  return readQuantity(source, index)
}

function complete(day: number, month: number, year: number, next: number): Reading | undefined {
  if (!isDay(day) || month < 1 || month > 12 || year < 1900 || year > 2100) return undefined
  return { value: `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`, next }
}

function dayAndMonth(day: number, month: string, language: Language): string {
  return language === 'fr' && day === 1 ? `1er ${month}` : `${day} ${month}`
}
