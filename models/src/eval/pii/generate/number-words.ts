const smallFrench =
  'zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf'.split(' ')
const tensFrench = ['', '', 'vingt', 'trente', 'quarante', 'cinquante', 'soixante']
const smallEnglish =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const tensEnglish = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']

/** 0 to 99. */
export function frenchBelowHundred(value: number): string {
  if (value < 20) return smallFrench[value] ?? ''
  if (value >= 80) return value === 80 ? 'quatre-vingts' : `quatre-vingt-${frenchBelowHundred(value - 80)}`
  if (value >= 60)
    return value === 60
      ? 'soixante'
      : value === 61 || value === 71
        ? `soixante et ${frenchBelowHundred(value - 60)}`
        : `soixante-${frenchBelowHundred(value - 60)}`
  const ten = tensFrench[Math.floor(value / 10)] ?? ''
  const unit = value % 10
  return unit === 0 ? ten : unit === 1 ? `${ten} et un` : `${ten}-${smallFrench[unit]}`
}

/** 0 to 99. */
export function englishBelowHundred(value: number): string {
  if (value < 20) return smallEnglish[value] ?? ''
  const unit = value % 10
  const ten = tensEnglish[Math.floor(value / 10)] ?? ''
  return unit === 0 ? ten : `${ten}-${smallEnglish[unit]}`
}

/** 1900 to 2099. */
export function yearInWords(year: number, language: 'fr' | 'en'): string {
  const rest = year % 100
  if (language === 'en')
    return year >= 2000
      ? `two thousand${rest === 0 ? '' : ` and ${englishBelowHundred(rest)}`}`
      : `nineteen ${rest < 10 ? `oh ${englishBelowHundred(rest)}` : englishBelowHundred(rest)}`
  return `${year >= 2000 ? 'deux mille' : 'mille neuf cent'}${rest === 0 ? '' : ` ${frenchBelowHundred(rest)}`}`
}

/** Two digits at a time, as the French dictate: "zéro six douze". A digit that is left over comes first. */
export function inFrenchPairs(digits: string): string {
  const pairs = digits.match(/^\d(?=(?:\d\d)+$)|\d\d|\d$/g) ?? []
  return pairs
    .map((pair) =>
      pair.startsWith('0') && pair.length === 2
        ? `zéro ${pair === '00' ? 'zéro' : smallFrench[Number(pair)]}`
        : frenchBelowHundred(Number(pair)),
    )
    .join(' ')
}

/** One digit at a time: "oh seven double eight", "zéro un". */
export function digitByDigit(digits: string, language: 'fr' | 'en', zero = 'zero'): string {
  const words = [...digits].map((digit) =>
    language === 'fr' ? smallFrench[Number(digit)] : digit === '0' ? zero : smallEnglish[Number(digit)],
  )
  if (language === 'fr') return words.join(' ')
  const said: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    const doubled = words[at] === words[at + 1] && words[at + 1] !== words[at + 2] && said.at(-1) !== `triple ${words[at]}`
    said.push(doubled ? `double ${words[at]}` : (words[at] ?? ''))
    if (doubled) at += 1
  }
  return said.join(' ')
}
