import { endsPhrase, nameAt, ordinal, readDay, readYear } from '../entities/calendar.ts'
import { monthNames, weekdayNames } from '../entities/calendar-words.ts'
import type { EntityText } from '../entities/lexeme.ts'
import { readSpokenNumber } from '../entities/number-words.ts'
import { skipWord } from '../entities/phrase.ts'
import { type Edit, kept, type Settled } from './edit.ts'
import { readEnglishOrdinal, readFrenchOrdinal } from './ordinals.ts'

/** Days, months and years: "le 12 mars 2026", "March 12, 2026", "the 12th of March"; ordinals where people write them in digits. */
export function writeDate(source: EntityText, index: number): Settled | undefined {
  return source.language === 'fr' ? writeFrenchDate(source, index) : writeEnglishDate(source, index)
}

function writeFrenchDate(source: EntityText, index: number): Settled | undefined {
  const { lexemes } = source
  if (/^une?$/.test(lexemes[index]?.folded ?? '')) return undefined
  const district = readFrenchOrdinal(source, index)
  if (district !== undefined && /^arrondissements?$/.test(lexemes[district.next]?.folded ?? '')) {
    return { edits: [{ from: index, next: district.next, text: district.value === 1 ? '1er' : `${district.value}e` }], next: district.next }
  }
  const day = readDay(source, index)
  if (day === undefined) return writeMonthAndYear(source, index)
  const month = nameAt(source, day.next, monthNames)
  if (month !== undefined) return withYear(source, [dayEdit(index, day, day.ordinal ? '1er' : String(day.day))], month.next)
  const ofTheMonth = lexemes[index - 1]?.folded === 'le' && /^(?:du|de chaque|de ce) mois\b/.test(wordsFrom(source, day.next, 3))
  return ofTheMonth && !day.ordinal ? { edits: [dayEdit(index, day, String(day.day))], next: day.next } : undefined
}

function writeEnglishDate(source: EntityText, index: number): Settled | undefined {
  const { lexemes } = source
  if (lexemes[index]?.folded === 'one') return undefined
  const month = nameAt(source, index, monthNames)
  if (month !== undefined) return writeMonthFirst(source, index, month.next)
  const day = readDay(source, index)
  const of = day === undefined ? index : skipWord(lexemes, day.next, 'of')
  const monthAfter = day === undefined ? undefined : nameAt(source, of, monthNames)
  if (day === undefined || monthAfter === undefined) return writeOrdinal(source, index)
  const isVerb = isLowerVerb(source, of) && !day.ordinal && of === day.next
  if (isVerb && readYear(source, monthAfter.next) === undefined) return undefined
  return withYear(source, [dayEdit(index, day, day.ordinal ? ordinal(day.day) : String(day.day))], monthAfter.next)
}

/** "March twelfth, twenty twenty-six" is "March 12, 2026"; "March the twelfth" keeps its ordinal. */
function writeMonthFirst(source: EntityText, index: number, next: number): Settled | undefined {
  const { lexemes } = source
  const at = skipWord(lexemes, next, 'the')
  const day = readDay(source, at)
  const yearAlone = readYear(source, next)
  if (day === undefined || lexemes[at]?.folded === 'one') return writeMonthAndYear(source, index)
  const year = readYear(source, skipWord(lexemes, day.next, ','))
  if (yearAlone !== undefined && year === undefined && yearAlone.next > day.next) return writeMonthAndYear(source, index)
  const isSecond = lexemes[at]?.folded === 'second'
  if (isLowerVerb(source, index) && (!day.ordinal || isSecond) && year === undefined) return undefined
  // "March 12 fifty", "May 10 20 people": something else is counted.
  if (year === undefined && readSpokenNumber(lexemes, day.next, 'en') !== undefined) return undefined
  const isWritten = lexemes[at]?.kind === 'digits' && day.next === at + 1
  if (year === undefined && isWritten) return kept(day.next)
  const digits = at > next ? ordinal(day.day) : String(day.day)
  return withYear(source, [dayEdit(at, day, year === undefined ? digits : `${digits},`)], day.next)
}

function writeMonthAndYear(source: EntityText, index: number): Settled | undefined {
  const month = nameAt(source, index, monthNames)
  if (month === undefined) return undefined
  const dated = withYear(source, [], month.next)
  return dated.next > month.next ? dated : undefined
}

function dayEdit(from: number, { next }: { next: number }, text: string): Edit {
  return { from, next, text }
}

function withYear(source: EntityText, edits: readonly Edit[], next: number): Settled {
  const at = skipWord(source.lexemes, next, ',')
  const year = readYear(source, at)
  return year === undefined
    ? { edits, next }
    : { edits: [...edits, { from: at, next: year.next, text: String(year.year) }], next: year.next }
}

/** "The fifteenth of the month", "the fifteenth would be better", "forty-second street"; floors, places and seconds stay words. */
function writeOrdinal(source: EntityText, index: number): Settled | undefined {
  const { lexemes } = source
  const read = readEnglishOrdinal(source, index)
  if (read === undefined) return undefined
  const isTheDay = lexemes[index - 1]?.folded === 'the' && read.value <= 31
  const inMonth = isTheDay && /^of (?:the|this|next|each|every|last) month\b/.test(wordsFrom(source, read.next, 3))
  const afterWeekday = isTheDay && nameAt(source, index - 2, weekdayNames) !== undefined
  const alone = isTheDay && (read.value >= 10 || afterWeekday) && (endsPhrase(source, read.next) || isVerb(source, read.next))
  const street = read.value >= 10 && /^(?:street|avenue|century|birthday|anniversary)$/.test(lexemes[read.next]?.folded ?? '')
  if (!inMonth && !alone && !street && !isBeforeLargerDay(source, index, read.next)) return kept(read.next)
  return { edits: [{ from: index, next: read.next, text: ordinal(read.value) }], next: read.next }
}

/** "On the fifth or on the fifteenth". */
function isBeforeLargerDay(source: EntityText, index: number, next: number): boolean {
  const { lexemes } = source
  if (lexemes[index - 1]?.folded !== 'the' || !/^(?:or|and|to)$/.test(lexemes[next]?.folded ?? '')) return false
  const the = skipWord(lexemes, next + 1, 'on', 'by')
  const day = lexemes[the]?.folded === 'the' ? readEnglishOrdinal(source, the + 1) : undefined
  return day !== undefined && day.value >= 10 && day.value <= 31 && (endsPhrase(source, day.next) || lexemes[day.next]?.folded === 'of')
}

function isVerb({ lexemes }: EntityText, index: number): boolean {
  return /^(?:would|is|was|will|works|suits|if|for|then|instead|because)$/.test(lexemes[index]?.folded ?? '')
}

/** "may", "march" in small letters and without a word of time before. */
function isLowerVerb({ lexemes }: EntityText, index: number): boolean {
  const isIntroduced = /^(?:on|in|of|from|to|through|until|since|by|before|after)$/.test(lexemes[index - 1]?.folded ?? '')
  return /^(?:may|march)$/.test(lexemes[index]?.text ?? '') && !isIntroduced
}

function wordsFrom({ lexemes }: EntityText, index: number, count: number): string {
  return lexemes
    .slice(index, index + count)
    .map(({ folded }) => folded)
    .join(' ')
}
