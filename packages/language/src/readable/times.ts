import type { EntityText } from '../entities/lexeme.ts'
import { readHour, readMinutes, readTime } from '../entities/times.ts'
import { isPluralNoun } from './context.ts'
import { type Edit, kept, rewritten, type Settled } from './edit.ts'
import { isMoneyOrPercent } from './units.ts'

/** Times of day in digits: "14 h 30", "15 heures", "2:30 pm", "3 o'clock". "Midi et demi", "half past two", "deux heures et quart" read well as they are. */
export function writeTime(source: EntityText, index: number): Settled | undefined {
  return source.language === 'fr' ? writeFrenchTime(source, index) : writeEnglishTime(source, index)
}

function writeEnglishTime(source: EntityText, index: number): Settled | undefined {
  const time = readTime(source, index)
  const hour = readHour(source, index)
  if (time === undefined) return undefined
  const minutes = hour === undefined || hour.next >= time.next ? undefined : readMinutes(source, hour.next)
  const isPast = source.lexemes.slice(index, time.next).some(({ folded }) => folded === 'past' || folded === 'to' || folded === ':')
  if (hour === undefined || isPast || hour.value > 12) return kept(time.next)
  if (minutes === undefined || minutes.next > time.next) return { ...rewritten(index, hour.next, String(hour.value)), next: time.next }
  const text = `${hour.value}:${String(minutes.value).padStart(2, '0')}`
  return { ...rewritten(index, minutes.next, text), next: time.next }
}

function writeFrenchTime(source: EntityText, index: number): Settled | undefined {
  const { lexemes } = source
  if (/^(?:midi|minuit)$/.test(lexemes[index]?.folded ?? '')) return kept(readTime(source, index)?.next ?? index + 1)
  const hour = readHour(source, index)
  const unit = hour === undefined ? undefined : lexemes[hour.next]?.folded
  if (hour === undefined || hour.value > 24 || (unit !== 'heure' && unit !== 'heures' && unit !== 'h')) return undefined
  const after = hour.next + 1
  if (unit === 'h' && lexemes[hour.next]?.spaced === false) return kept(after)
  if (/^(?:et (?:quart|demie?)|moins)\b/.test(`${lexemes[after]?.folded} ${lexemes[after + 1]?.folded}`))
    return kept(readTime(source, index)?.next ?? after)
  const minutes = readFrenchMinutes(source, after)
  const isArticle = /^une?$/.test(lexemes[index]?.folded ?? '')
  if (minutes === undefined)
    return isArticle || !isTimeOfDay(source, index, after) ? undefined : rewritten(index, hour.next, String(hour.value))
  if (/^minutes?$/.test(lexemes[minutes.next]?.folded ?? '')) return writeDuration(index, hour, minutes, after)
  if (isPluralNoun(source, minutes.next) || isMoneyOrPercent(source, minutes.next)) return undefined
  return rewritten(index, minutes.next, `${hour.value} h ${String(minutes.value).padStart(2, '0')}`)
}

/** "Deux heures trente minutes": a duration in full, all of it in digits. */
function writeDuration(
  index: number,
  hour: { value: number; next: number },
  minutes: { value: number; next: number },
  minutesBegin: number,
): Settled {
  const edits: Edit[] = [
    { from: index, next: hour.next, text: String(hour.value) },
    { from: minutesBegin, next: minutes.next, text: String(minutes.value) },
  ]
  return { edits, next: minutes.next }
}

/** From five on: "deux heures une" isn't said. */
function readFrenchMinutes(source: EntityText, index: number): { value: number; next: number } | undefined {
  const minutes = readHour(source, index)
  return minutes !== undefined && minutes.value >= 5 && minutes.value < 60 ? minutes : undefined
}

/** "À deux heures" but not "à deux heures de Paris"; "huit heures du soir". */
function isTimeOfDay(source: EntityText, index: number, after: number): boolean {
  const { lexemes } = source
  const [first, second, third] = lexemes.slice(after, after + 3).map(({ folded }) => folded)
  if (first === 'du' && (second === 'matin' || second === 'soir')) return true
  if (first === 'de' && second === "l'" && third === 'apres') return true
  if (first === 'de' || first === "d'" || first === 'pres') return false
  const before = lexemes[index - 1]?.text.toLowerCase() ?? ''
  if (before === 'entre' || before === 'de') return (first === 'et' || first === 'a') && readHeures(source, after + 1)
  if (before === 'et') return /^heures?$/.test(lexemes[index - 2]?.folded ?? '')
  return /^(?:à|vers|dès)$/.test(before)
}

/** "... et quatre heures". */
function readHeures(source: EntityText, index: number): boolean {
  const hour = readHour(source, index)
  return hour !== undefined && /^(?:heures?|h)$/.test(source.lexemes[hour.next]?.folded ?? '')
}
