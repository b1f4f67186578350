import type { EntityText } from '../entities/lexeme.ts'
import type { Language } from '../language.ts'

/** Measures whose number is written in digits however small it is. Durations aren't among them: "trois jours" reads well. */
const measures: Record<Language, RegExp> = {
  fr: /^(?:kilo|centi|milli|deci)?(?:metre|gramme|litre|watt|volt|ampere|octet)s?$|^(?:kilos?|degres?|gigas?|megas?|(?:giga|mega|tera)octets?|hectares?|tonnes?|pouces?|centimes?|k[gmw]|[cm]m|m2|m²|go|mo)$/,
  en: /^(?:kilo|centi|milli)?(?:met(?:re|er)|gram|lit(?:re|er)|watt|volt|amp|byte)s?$|^(?:kilos?|miles?|inch(?:es)?|gallons?|degrees?|gigs?|megs?|(?:giga|mega|tera)bytes?|hectares?|acres?|tonnes?|tons?|cents?|centimes?|pence|penny|k[gmw]|[cm]m|m2|m²|gb|mb)$/,
}

/** What makes "cent", "a thousand" a count rather than a manner of speaking (or "sans" misheard). */
const durations: Record<Language, RegExp> = {
  fr: /^(?:ans?|annees?|mois|semaines?|jours?|heures?|minutes?|secondes?|personnes?)$/,
  en: /^(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|people)$/,
}

export function isMeasure({ lexemes, language }: EntityText, index: number): boolean {
  return measures[language].test(lexemes[index]?.folded ?? '')
}

export function isMeasureOrDuration(source: EntityText, index: number): boolean {
  return isMeasure(source, index) || durations[source.language].test(source.lexemes[index]?.folded ?? '')
}

/** The index after "pour cent", "percent", "%"; undefined where none stands. */
export function afterPercent({ lexemes, language }: EntityText, index: number): number | undefined {
  const [first, second] = [lexemes[index]?.folded, lexemes[index + 1]?.folded]
  if (first === '%' || first === 'pourcent' || first === 'pourcents' || first === 'percent') return index + 1
  const two = language === 'fr' ? first === 'pour' && second === 'cent' : first === 'per' && second === 'cent'
  return two ? index + 2 : undefined
}

/** A currency or a percentage: the number before it isn't a year, nor the end of a dictation. */
export function isMoneyOrPercent(source: EntityText, index: number): boolean {
  const folded = source.lexemes[index]?.folded ?? ''
  const isMoney = /^(?:euros?|pounds?|dollars?|francs?|quid|cents?|pence|centimes?|€|\$|£)$/.test(folded)
  return isMoney || afterPercent(source, index) !== undefined
}
