import { charactersOf, type Run } from './runs.ts'
import type { Scan } from './scan.ts'

const units =
  /^(?:euros?|pounds?|dollars?|francs?|quid|cents?|pence|centimes?|[€$£%]|eur|usd|gbp|percent|pourcents?|ans?|annees?|years?|months?|mois|days?|jours?|weeks?|semaines?|hours?|heures?|h|minutes?|min|mn|seconds?|secondes?|kilometres?|km|miles?|metres?|m|kg|kilos?|grammes?|litres?|degres|degrees|personnes?|people|persons?|fois|times|points?|pieces?|articles?|items?|clients?|customers?|magasins?|stores?|agences?|employees|salaries|habitants|million|millions|milliards?|billion|thousand|mille|go|mo|gb|mb|gigas?|megas?|watts?|kwh|kw|chevaux|places?|etages?|chambres?|pages?|lignes?|lines?|boxes|cartons?|paires?|exemplaires|unites|units|o'clock|am|pm|th|st|nd|rd|e|eme|er|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|january|february|march|april|may|june|july|august|september|october|november|december)$/

/** "1250 euros", "three hundred people", "le 12 mars": what follows is counted, so the number before it is no reference. */
export function isCountedUnit(scan: Scan, index: number): boolean {
  const lexeme = scan.lexemes[index]
  if (lexeme === undefined) return false
  if (lexeme.folded === 'pour' || lexeme.folded === 'per') return scan.lexemes[index + 1]?.folded === 'cent'
  return units.test(lexeme.folded)
}

const currencies = /^[€$£]$/
const writtenDate = /^(?:\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:\d{4}|\d{2})|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\/\d{4}|\d{1,2}\/\d{1,2})$/
const time = /^\d{1,2}:\d{2}(?::\d{2})?$/

/** Amounts, dates of events, times, decimals: no announcement makes a reference of them. */
export function isQuantity(scan: Scan, run: Run, from: number, to: number): boolean {
  const first = scan.lexemes[run.pieces[from]?.first ?? 0]
  const last = scan.lexemes[(run.pieces[to - 1]?.next ?? 1) - 1]
  if (first === undefined || last === undefined) return false
  const before = scan.lexemes[(run.pieces[from]?.first ?? 0) - 1]
  if (before !== undefined && currencies.test(before.text)) return true
  if (isCountedUnit(scan, run.pieces[to - 1]?.next ?? 0) && charactersOf(run, from, to).length <= 9) return true
  const said = scan.text.slice(first.start, Math.min(last.end, first.start + 24))
  return writtenDate.test(said) || time.test(said) || /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$|^\d+[.,]\d{1,2}$/.test(said)
}

/** A date or a time, written in digits, that begins here. */
export function isDateOrTime({ lexemes, text }: Scan, index: number): boolean {
  const start = lexemes[index]?.start
  if (start === undefined || /\d$/.test(text.slice(0, start).trimEnd().slice(-1))) return false
  return /^(?:\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:\d{4}|\d{2})|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}:\d{2})(?!\s?[\d/.,-]*\d)/.test(
    text.slice(start, start + 24),
  )
}

/** "1,250,000", "1 250 000": thousands in groups, no leading zero, as amounts are written; longer ones are no amounts that people speak of. */
export function isGroupedAmount(text: string): boolean {
  return /^[1-9]\d{0,2}(?:([ ,.\u00a0\u202f])\d{3})(?:\1\d{3})?(?:[.,]\d{1,2})?$/.test(text)
}

/** "2019": a year rather than a reference, unless a number was announced right before it. */
export function isYear(characters: string): boolean {
  return /^(?:19|20)\d\d$/.test(characters)
}
