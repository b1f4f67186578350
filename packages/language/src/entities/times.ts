import { type Entity, entityAt } from './entity.ts'
import type { EntityText } from './lexeme.ts'
import { readSpokenNumber } from './number-words.ts'
import { phrases, readPhrase, skipWord } from './phrase.ts'

interface Reading {
  readonly hour: number
  readonly minute: number
  readonly next: number
}

/** Times of day: "14h30", "half past two", "three o'clock in the afternoon", "quinze heures trente", "midi". Durations aren't. */
export function findTimes(source: EntityText): Entity[] {
  const found: Entity[] = []
  for (let index = 0; index < source.lexemes.length; ) {
    const reading = readTime(source, index)
    const first = source.lexemes[index]
    const last = reading === undefined ? undefined : source.lexemes[reading.next - 1]
    if (reading === undefined || first === undefined || last === undefined) {
      index += 1
      continue
    }
    const value = `${String(reading.hour).padStart(2, '0')}:${String(reading.minute).padStart(2, '0')}`
    found.push(entityAt('time', source.text, first, last, value))
    index = reading.next
  }
  return found
}

/** The time of day that begins at `index`, however it is said; `hour` counts to 24. */
export function readTime(source: EntityText, index: number): Reading | undefined {
  const read = readClock(source, index) ?? (source.language === 'en' ? readEnglish(source, index) : readFrench(source, index))
  return read === undefined || read.hour > 24 || read.minute > 59 ? undefined : read
}

/** "14:30", "2:30 pm". */
function readClock(source: EntityText, index: number): Reading | undefined {
  const [hour, colon, minute] = source.lexemes.slice(index, index + 3)
  if (hour?.kind !== 'digits' || colon?.text !== ':' || minute?.kind !== 'digits' || minute.spaced || minute.text.length !== 2)
    return undefined
  return withHalfDay(source, { hour: Number(hour.text), minute: Number(minute.text), next: index + 3 })
}

const noons = phrases('noon', 'midday')
const midnights = phrases('midnight')

function readEnglish(source: EntityText, index: number): Reading | undefined {
  const noon = readPhrase(source, index, noons)
  if (noon !== undefined) return { hour: 12, minute: 0, next: noon.next }
  const midnight = readPhrase(source, index, midnights)
  if (midnight !== undefined) return { hour: 0, minute: 0, next: midnight.next }
  return readPast(source, index) ?? readOClock(source, index)
}

/** "half past two", "a quarter to three", "ten past four". */
function readPast(source: EntityText, index: number): Reading | undefined {
  const { lexemes } = source
  const begin = skipWord(lexemes, index, 'a')
  const word = lexemes[begin]?.folded
  const named = word === 'half' ? { value: 30, next: begin + 1 } : word === 'quarter' ? { value: 15, next: begin + 1 } : undefined
  const minutes = named ?? readHour(source, begin)
  if (minutes === undefined) return undefined
  const link = lexemes[minutes.next]?.folded
  const hour = link === 'past' || link === 'to' ? readHour(source, minutes.next + 1) : undefined
  if (hour === undefined || hour.value < 1 || hour.value > 12 || minutes.value > 30) return undefined
  // "five to ten working days" is a span.
  if (link === 'to' && named === undefined && !isAfterTimeWord(source, index)) return undefined
  const reading =
    link === 'past'
      ? { hour: hour.value, minute: minutes.value, next: hour.next }
      : { hour: hour.value === 1 ? 12 : hour.value - 1, minute: 60 - minutes.value, next: hour.next }
  return withHalfDay(source, reading)
}

/** "three o'clock", "3 pm", "two thirty pm", "nine in the morning". */
function readOClock(source: EntityText, index: number): Reading | undefined {
  const hour = readHour(source, index)
  if (hour === undefined || hour.value < 1 || hour.value > 12) return undefined
  const clock = readPhrase(source, hour.next, oClock)
  if (clock !== undefined) return withHalfDay(source, { hour: hour.value, minute: 0, next: clock.next })
  const minute = readMinutes(source, hour.next)
  const long = minute === undefined ? undefined : { hour: hour.value, minute: minute.value, next: minute.next }
  for (const reading of [long, { hour: hour.value, minute: 0, next: hour.next }]) {
    if (reading === undefined) continue
    const placed = withHalfDay(source, reading)
    if (placed.next > reading.next) return placed
  }
  return long !== undefined && isPlainClock(source, index, long) ? long : undefined
}

/** The minutes after an English hour: "thirty", "oh five". */
export function readMinutes(source: EntityText, index: number): { value: number; next: number } | undefined {
  const zero = /^(?:oh|o)$/.test(source.lexemes[index]?.folded ?? '')
  const minutes = readHour(source, zero ? index + 1 : index)
  return minutes !== undefined && (zero ? minutes.value < 10 : minutes.value >= 5) ? minutes : undefined
}

/** "at two thirty" without "pm": a round minute, and nothing after it that would make it a price or a count. */
function isPlainClock({ lexemes, language }: EntityText, index: number, { minute, next }: Reading): boolean {
  if (minute % 5 !== 0 || !/^(?:at|around|until|till)$/.test(lexemes[index - 1]?.folded ?? '')) return false
  const after = lexemes[next]
  if (after === undefined || (after.kind === 'symbol' && /[.,;:!?)]/.test(after.text))) return lexemes[next + 1]?.kind !== 'digits'
  return /^(?:on|in|this|next|for|to|until|till|and|or|please|tomorrow|today|tonight)$|day$/.test(after.folded) && language === 'en'
}

const oClock = phrases("o'clock")
const mornings = phrases('am', 'a m', 'a.m.', 'a.m', 'in the morning')
const afternoons = phrases('pm', 'p m', 'p.m.', 'p.m', 'in the afternoon', 'in the evening', 'at night')

function withHalfDay(source: EntityText, reading: Reading): Reading {
  const morning = readPhrase(source, reading.next, mornings)
  if (morning !== undefined) return { ...reading, hour: reading.hour % 12, next: morning.next }
  const afternoon = readPhrase(source, reading.next, afternoons)
  return afternoon === undefined ? reading : { ...reading, hour: (reading.hour % 12) + 12, next: afternoon.next }
}

const midis = phrases('midi')
const minuits = phrases('minuit')

function readFrench(source: EntityText, index: number): Reading | undefined {
  const { lexemes } = source
  const afternoon = lexemes[index - 1]?.text === '-' || lexemes[index - 1]?.folded === 'apres'
  const noon = afternoon ? undefined : readPhrase(source, index, midis)
  if (noon !== undefined) return withFrenchMinutes(source, { hour: 12, minute: 0, next: noon.next })
  const midnight = readPhrase(source, index, minuits)
  if (midnight !== undefined) return withFrenchMinutes(source, { hour: 0, minute: 0, next: midnight.next })
  return readHeures(source, index)
}

/** "14h30", "8 h", "quinze heures trente", "à deux heures": a bare number of hours needs the word before it, or it is a duration. */
function readHeures(source: EntityText, index: number): Reading | undefined {
  const { lexemes } = source
  const hour = readHour(source, index)
  const unit = hour === undefined ? undefined : lexemes[hour.next]?.folded
  if (hour === undefined || (unit !== 'h' && unit !== 'heure' && unit !== 'heures')) return undefined
  const bare = { hour: hour.value, minute: 0, next: hour.next + 1 }
  const precise = withFrenchMinutes(source, bare)
  if (precise.next > bare.next || isAfterTimeWord(source, index)) return precise
  return undefined
}

function withFrenchMinutes(source: EntityText, reading: Reading): Reading {
  return withFrenchHalfDay(source, addFrenchMinutes(source, reading))
}

function addFrenchMinutes(source: EntityText, reading: Reading): Reading {
  const { hour, next } = reading
  const quarter = readPhrase(source, next, quarters)
  if (quarter !== undefined) return { hour, minute: 15, next: quarter.next }
  const half = readPhrase(source, next, halves)
  if (half !== undefined) return { hour, minute: 30, next: half.next }
  const to = readPhrase(source, next, quartersTo)
  if (to !== undefined) return { hour: (hour + 23) % 24, minute: 45, next: to.next }
  const minus = source.lexemes[next]?.folded === 'moins' ? readHour(source, next + 1) : undefined
  if (minus !== undefined && minus.value < 30) return { hour: (hour + 23) % 24, minute: 60 - minus.value, next: minus.next }
  const minutes = readHour(source, next)
  return minutes !== undefined && minutes.value >= 5 && minutes.value < 60 ? { hour, minute: minutes.value, next: minutes.next } : reading
}

const quarters = phrases('et quart')
const halves = phrases('et demie', 'et demi')
const quartersTo = phrases('moins le quart', 'moins quart')
const matins = phrases('du matin')
const soirs = phrases("de l'après-midi", 'du soir', 'de l’après midi')

function withFrenchHalfDay(source: EntityText, reading: Reading): Reading {
  const morning = readPhrase(source, reading.next, matins)
  if (morning !== undefined) return { ...reading, next: morning.next }
  const evening = readPhrase(source, reading.next, soirs)
  return evening === undefined ? reading : { ...reading, hour: reading.hour < 12 ? reading.hour + 12 : reading.hour, next: evening.next }
}

const timeWords = new Set([
  'at',
  'by',
  'around',
  'before',
  'after',
  'until',
  'a',
  'vers',
  'avant',
  'apres',
  'des',
  'entre',
  'pour',
  'jusqu',
])

export function isAfterTimeWord({ lexemes }: EntityText, index: number): boolean {
  return timeWords.has(lexemes[index - 1]?.folded ?? '')
}

/** A small number in digits or words. */
export function readHour({ lexemes, language }: EntityText, index: number): { value: number; next: number } | undefined {
  const lexeme = lexemes[index]
  if (lexeme?.kind === 'digits') return lexeme.text.length <= 2 ? { value: Number(lexeme.text), next: index + 1 } : undefined
  const spoken = readSpokenNumber(lexemes, index, language)
  return spoken !== undefined && spoken.value < 60 ? spoken : undefined
}
