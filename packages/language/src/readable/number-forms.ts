import type { Language } from '../language.ts'

/** 3500 is "3 500" in French, "3,500" in English. */
export function groupedInteger(value: number, language: Language): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, language === 'fr' ? ' ' : ',')
}

/** With the language's decimal mark; `fraction` as it was said, with its zeros. */
export function decimalNumber(whole: number, fraction: string, language: Language): string {
  return `${groupedInteger(whole, language)}${language === 'fr' ? ',' : '.'}${fraction}`
}

/** "3 500", "12,50": cents only where there are some. */
export function moneyNumber(value: number, language: Language): string {
  if (Number.isInteger(value)) return groupedInteger(value, language)
  const [whole = '', cents = ''] = value.toFixed(2).split('.')
  return decimalNumber(Number(whole), cents, language)
}

/** "06 12 34 56 78", "FR76 3000 ...". */
export function inGroupsOf(size: number, characters: string): string {
  return characters.match(new RegExp(`.{1,${size}}`, 'gu'))?.join(' ') ?? ''
}
