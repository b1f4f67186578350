import type { Language } from '@souffleur/proto'

const symbols: Record<Language, Readonly<Record<string, string>>> = {
  en: { '#': 'pound', '*': 'star', '%': 'percent', '&': 'and', '@': 'at', '+': 'plus', '°': 'degrees' },
  fr: { '#': 'dièse', '*': 'étoile', '%': 'pourcent', '&': 'et', '@': 'arobase', '+': 'plus', '°': 'degrés' },
}
const currencies: Readonly<Record<string, Record<Language, string>>> = {
  $: { en: 'dollars', fr: 'dollars' },
  '€': { en: 'euros', fr: 'euros' },
  '£': { en: 'pounds', fr: 'livres' },
}
const ordinals: Record<Language, readonly string[]> = {
  en: list(`- first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth
    seventeenth eighteenth nineteenth twentieth`),
  fr: list(`- premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième onzième douzième treizième quatorzième
    quinzième seizième dix-septième dix-huitième dix-neuvième vingtième`),
}
const roundOrdinals: Record<Language, Readonly<Record<number, string>>> = {
  en: { 30: 'thirtieth', 40: 'fortieth', 50: 'fiftieth', 60: 'sixtieth', 70: 'seventieth', 80: 'eightieth', 90: 'ninetieth' },
  fr: { 30: 'trentième', 40: 'quarantième', 50: 'cinquantième', 60: 'soixantième' },
}

/** What is said where a symbol, an abbreviation or an ordinal in digits is written. Plain numbers stay digits, in groups without separators. */
export function sayWrittenForms(text: string, language: Language): string {
  const said = sayOrdinals(sayAmounts(sayTitles(text, language), language).toLowerCase(), language)
  return sayNumberMarks(said, language)
    .replace(/#(?=\d)/g, language === 'en' ? ' number ' : ' numéro ')
    .replace(/[#*%&@+°]/g, (symbol) => ` ${symbols[language][symbol] ?? ''} `)
    .replace(/[$€£]/g, (symbol) => ` ${currencies[symbol]?.[language] ?? ''} `)
}

/** "M. Durand" is a title, the M of "M G C P" isn't. */
function sayTitles(text: string, language: Language): string {
  if (language === 'en') return text
  return text.replace(/\bM\.?(?=\s+\p{Lu}\p{Ll})/gu, 'monsieur').replace(/\b[nN][°º]\s*/g, 'numéro ')
}

/** "$45.50" and "45,50 €" are said with the currency in the middle. */
function sayAmounts(text: string, language: Language): string {
  const name = (symbol: string) => currencies[symbol]?.[language] ?? ''
  return text
    .replace(/([$€£])\s?(\d+(?:[ ,\u00a0\u202f]\d{3})*)(?:[.,](\d{2}))?(?!\d)/g, (_, symbol: string, whole: string, part = '') => {
      return ` ${whole} ${name(symbol)} ${part} `
    })
    .replace(/(\d)[.,](\d{2})\s?([$€£])/g, (_, whole: string, part: string, symbol: string) => `${whole} ${name(symbol)} ${part} `)
    .replace(/(\d)[.,](\d{2})(\s(?:euros?|dollars?|pounds|livres))\b/gi, '$1$3 $2')
}

function sayOrdinals(text: string, language: Language): string {
  if (language === 'en') return text.replace(/\b(\d{1,2})(?:st|nd|rd|th)\b/g, (_, digits: string) => ordinal(Number(digits), 'en'))
  return text
    .replace(/(?<![\p{L}\d])1(?:re|ère)s?(?!\p{L})/gu, 'première')
    .replace(/(?<![\p{L}\d])(\d{1,2})(?:er|e|ème|ième)s?(?!\p{L})/gu, (_, digits: string) => ordinal(Number(digits), 'fr'))
}

function ordinal(value: number, language: Language): string {
  const known = ordinals[language][value] ?? roundOrdinals[language][value]
  if (known !== undefined) return ` ${known} `
  const [ten, unit] = [Math.floor(value / 10) * 10, value % 10]
  if (language === 'en') return ` ${ten} ${ordinals.en[unit] ?? ''} `
  // "soixante et onzième", "quatre-vingt-douzième": the rest runs on to nineteen.
  const long = ten === 70 || ten === 90
  const rest = long ? unit + 10 : unit
  const joint = (rest === 1 || rest === 11) && ten < 80 ? 'et' : ''
  return ` ${long ? ten - 10 : ten} ${joint} ${rest === 1 ? 'unième' : (ordinals.fr[rest] ?? '')} `
}

/** Separators and marks between digits: a decimal's is said, that of thousands and lists isn't. */
function sayNumberMarks(text: string, language: Language): string {
  const hour = language === 'fr' ? text.replace(/(\d)\s?h(?=[\s\d.,;!?]|$)/g, '$1 heures ') : text
  const decimals = language === 'fr' ? /(?<![\d.,])(\d+)[.,](\d+)(?![.,]?\d)/g : /(?<![\d.,])(\d+)\.(\d+)(?![.,]?\d)/g
  return (
    hour
      .replace(/(\d),(?=\d{3}(?!\d))/g, language === 'en' ? '$1' : '$1,')
      .replace(decimals, '$1 point $2')
      // An address is said as it is written: "asterisk dot org".
      .replace(/(?<=\p{L}{2})\.(?=\p{L}{2})/gu, language === 'en' ? ' dot ' : ' point ')
  )
}

function list(words: string): string[] {
  return words.split(/\s+/)
}
