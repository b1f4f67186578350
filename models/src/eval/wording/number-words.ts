import type { Language } from '@souffleur/proto'

const english = {
  small: words(`zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen`),
  tens: words('- - twenty thirty forty fifty sixty seventy eighty ninety'),
}
const french = {
  small: words('zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf'),
  tens: words('- - vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt'),
}

/** A number as people say it; digit by digit where it is a reference rather than an amount: a leading zero, or five digits and more. */
export function spokenNumber(digits: string, language: Language): string {
  const value = Number(digits)
  if (digits.length > 4 || (digits.length > 1 && digits.startsWith('0'))) {
    return [...digits].map((digit) => below100(Number(digit), language)).join(' ')
  }
  return language === 'fr' ? frenchCardinal(value) : englishCardinal(value)
}

function englishCardinal(value: number): string {
  const parts: string[] = []
  if (value >= 1000) parts.push(below100(Math.floor(value / 1000), 'en'), 'thousand')
  if (value % 1000 >= 100) parts.push(below100(Math.floor((value % 1000) / 100), 'en'), 'hundred')
  if (value % 100 > 0 || value === 0) parts.push(below100(value % 100, 'en'))
  return parts.join(' ')
}

function frenchCardinal(value: number): string {
  const parts: string[] = []
  const thousands = Math.floor(value / 1000)
  const hundreds = Math.floor((value % 1000) / 100)
  if (thousands > 0) parts.push(...(thousands > 1 ? [below100(thousands, 'fr')] : []), 'mille')
  if (hundreds > 0) parts.push(...(hundreds > 1 ? [below100(hundreds, 'fr')] : []), 'cent')
  if (value % 100 > 0 || value === 0) parts.push(below100(value % 100, 'fr'))
  return parts.join(' ')
}

function below100(value: number, language: Language): string {
  const { small, tens } = language === 'fr' ? french : english
  if (value < small.length) return small[value] ?? ''
  const ten = Math.floor(value / 10)
  if (language === 'fr') return french70To99(value, ten)
  return value % 10 === 0 ? (tens[ten] ?? '') : `${tens[ten] ?? ''} ${small[value % 10] ?? ''}`
}

/** "soixante-douze", "quatre-vingt-onze"; elsewhere "vingt et un", "vingt-deux". */
function french70To99(value: number, ten: number): string {
  const rest = value - (ten === 7 || ten === 9 ? (ten - 1) * 10 : ten * 10)
  const first = french.tens[ten] ?? ''
  if (rest === 0) return first
  const joint = (rest === 1 || rest === 11) && ten < 8 ? ' et ' : ' '
  return `${first}${joint}${french.small[rest] ?? ''}`
}

function words(list: string): string[] {
  return list.split(/\s+/)
}
