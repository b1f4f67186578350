import type { Language } from '../language.ts'
import { type Phrase, phrases } from './phrase.ts'

/** Month and day names as they are shown; folded they are found. */
export const monthNames: Record<Language, readonly string[]> = {
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
  fr: ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'],
}

export const weekdayNames: Record<Language, readonly string[]> = {
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  fr: ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'],
}

/** Days told from today. */
export const relativeDays: Record<Language, readonly Phrase[]> = {
  en: phrases(
    'today',
    'tomorrow',
    'yesterday',
    'the day after tomorrow',
    'the day before yesterday',
    'tonight',
    'last night',
    'this morning',
    'this afternoon',
    'this evening',
    'tomorrow morning',
    'tomorrow afternoon',
    'tomorrow evening',
    'yesterday morning',
    'yesterday afternoon',
    'yesterday evening',
    'this week',
    'next week',
    'last week',
    'this weekend',
    'next weekend',
    'last weekend',
    'this month',
    'next month',
    'last month',
    'this year',
    'next year',
    'last year',
    'end of the week',
    'end of the month',
  ),
  fr: phrases(
    "aujourd'hui",
    'demain',
    'hier',
    'après-demain',
    'avant-hier',
    'ce matin',
    'cet après-midi',
    'ce soir',
    'cette nuit',
    'la nuit dernière',
    'demain matin',
    'demain après-midi',
    'demain soir',
    'hier matin',
    'hier après-midi',
    'hier soir',
    'cette semaine',
    'la semaine prochaine',
    'la semaine dernière',
    'ce week-end',
    'le week-end prochain',
    'le week-end dernier',
    'ce mois-ci',
    'le mois prochain',
    'le mois dernier',
    'cette année',
    "l'année prochaine",
    "l'année dernière",
    'fin de semaine',
    'fin du mois',
  ),
}

export const units: Record<Language, ReadonlySet<string>> = {
  en: new Set(['day', 'days', 'week', 'weeks', 'month', 'months', 'year', 'years', 'fortnight', 'hour', 'hours', 'minute', 'minutes']),
  fr: new Set(['jour', 'jours', 'semaine', 'semaines', 'mois', 'an', 'ans', 'annee', 'annees', 'heure', 'heures', 'minute', 'minutes']),
}

export const englishOrdinals: ReadonlyMap<string, number> = new Map(
  `first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth`
    .split(' ')
    .map((word, index) => [word, index + 1] as const),
).set('thirtieth', 30)
