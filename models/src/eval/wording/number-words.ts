import type { Language } from '@souffleur/proto'

interface NumberGrammar {
  /** 0 to 19. */
  readonly small: ReadonlyMap<string, number>
  readonly tens: ReadonlyMap<string, number>
  readonly hundreds: ReadonlySet<string>
  readonly scales: ReadonlyMap<string, number>
  /** Between two numbers: the decimal mark. */
  readonly marks: ReadonlySet<string>
  readonly centsAfter: ReadonlySet<string>
  readonly cents: ReadonlySet<string>
}

const english: NumberGrammar = {
  small: numbered(`zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen`),
  tens: new Map(
    Object.entries({ twenty: 20, thirty: 30, forty: 40, fourty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90 }),
  ),
  hundreds: new Set(['hundred', 'hundreds']),
  scales: new Map(Object.entries({ thousand: 1e3, million: 1e6, billion: 1e9 })),
  marks: new Set(['point', 'dot']),
  centsAfter: new Set(['dollar', 'dollars', 'euro', 'euros', 'pounds']),
  cents: new Set(['cent', 'cents', 'pence']),
}
const french: NumberGrammar = {
  small: numbered('zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize'),
  tens: new Map(
    Object.entries({
      vingt: 20,
      trente: 30,
      quarante: 40,
      cinquante: 50,
      soixante: 60,
      septante: 70,
      huitante: 80,
      octante: 80,
      nonante: 90,
    }),
  ),
  hundreds: new Set(['cent', 'cents']),
  scales: new Map(Object.entries({ mille: 1e3, million: 1e6, millions: 1e6, milliard: 1e9, milliards: 1e9 })),
  marks: new Set(['point', 'virgule']),
  centsAfter: new Set(['euro', 'euros', 'dollars', 'livres']),
  cents: new Set(['cent', 'cents', 'centime', 'centimes']),
}

/** A number at the start of words, and how many words it takes. */
interface Found {
  readonly value: number
  readonly words: number
  /** As it was written, where it was written in digits: its leading zeros count. */
  readonly digits?: string
}

/**
 * Every number becomes its digits: one word each, as many as are said or written apart. "forty-two forty-two", "4242" and "four two four
 * two" are settled by the alignment (see word-errors.ts).
 */
export function numbersAsDigits(words: readonly string[], language: Language): string[] {
  const grammar = language === 'fr' ? french : english
  const written: string[] = []
  let afterNumber = false
  for (let at = 0; at < words.length; ) {
    const found: Found | undefined = percentOrNothing(words, at, afterNumber, language)
      ? undefined
      : cardinal(words.slice(at, at + 24), grammar, language)
    const next: Between | undefined = found === undefined ? betweenNumbers(words, at, afterNumber, { grammar, language }) : undefined
    written.push(...(found === undefined ? (next?.written ?? [words[at] ?? '']) : [found.digits ?? String(found.value)]))
    at += found?.words ?? next?.words ?? 1
    afterNumber = found !== undefined || next?.number === true
  }
  return written
}

interface Between {
  readonly written: readonly string[]
  readonly words: number
  readonly number: boolean
}
const repeats: ReadonlyMap<string, number> = new Map(Object.entries({ double: 2, triple: 3 }))

/** Words that mean something else beside a number. */
function betweenNumbers(
  words: readonly string[],
  at: number,
  afterNumber: boolean,
  { grammar, language }: { readonly grammar: NumberGrammar; readonly language: Language },
): Between | undefined {
  const word = words[at] ?? ''
  const next = words[at + 1] ?? ''
  const beforeNumber = cardinal(words.slice(at + 1, at + 2), grammar, language)
  if (afterNumber && grammar.marks.has(word) && beforeNumber !== undefined) return { written: ['point'], words: 1, number: false }
  if (language === 'fr')
    return percentOrNothing(words, at, afterNumber, language) ? { written: ['pourcent'], words: 2, number: false } : undefined
  if (afterNumber && word === 'per' && next === 'cent') return { written: ['percent'], words: 2, number: false }
  if (/^(?:o+|oh)$/.test(word) && (afterNumber || beforeNumber !== undefined)) {
    return { written: Array.from({ length: word === 'oh' ? 1 : word.length }, () => '0'), words: 1, number: true }
  }
  const times = repeats.get(word)
  const digit = beforeNumber?.value ?? 10
  if (times !== undefined && digit < 10) return { written: Array.from({ length: times }, () => String(digit)), words: 2, number: true }
  return undefined
}

/** "cinq pour cent" is a percentage, "pour cent euros" isn't. */
function percentOrNothing(words: readonly string[], at: number, afterNumber: boolean, language: Language): boolean {
  return language === 'fr' && afterNumber && words[at] === 'pour' && words[at + 1] === 'cent'
}

/** "and" and "cents" in amounts go: "45 dollars and 50 cents" is "45 dollars 50". Numbers have to be digits already. */
export function withoutAmountJoints(words: readonly string[], language: Language): string[] {
  const { centsAfter, cents } = language === 'fr' ? french : english
  const kept: string[] = []
  let inCents = false
  words.forEach((word, at) => {
    const digit = isNumber(word)
    if ((word === 'and' || word === 'et') && centsAfter.has(kept.at(-1) ?? '') && isNumber(words[at + 1] ?? '')) return
    if (digit && centsAfter.has(kept.at(-1) ?? '')) inCents = true
    else if (!digit) {
      if (inCents && cents.has(word)) return
      inCents = false
    }
    kept.push(word)
  })
  return kept
}

export function isNumber(word: string): boolean {
  return /^\d+$/.test(word)
}

/** "three thousand five hundred and six", "3 thousand", "trois mille cinq cents"; one number only. */
function cardinal(words: readonly string[], grammar: NumberGrammar, language: Language): Found | undefined {
  let [total, used, limit] = [0, 0, Number.POSITIVE_INFINITY]
  for (;;) {
    const joint = used > 0 && words[used] === 'and' ? 1 : 0
    const group = groupBelow1000(words.slice(used + joint), grammar, language)
    if (group === undefined) break
    const scale = grammar.scales.get(words[used + joint + group.words] ?? '')
    if (scale === undefined) {
      if (used === 0) return group
      // "two thousand 1999" are two numbers, "two thousand 15" is one.
      if (group.value >= 1000) break
      return { value: total + group.value, words: used + joint + group.words }
    }
    if (scale >= limit) break
    total += group.value * scale
    used += joint + group.words + 1
    limit = scale
  }
  return used === 0 ? undefined : { value: total, words: used }
}

function groupBelow1000(words: readonly string[], grammar: NumberGrammar, language: Language): Found | undefined {
  const [first = '', second = ''] = words
  if (/^\d+$/.test(first)) {
    return grammar.hundreds.has(second) ? { value: Number(first) * 100, words: 2 } : { value: Number(first), words: 1, digits: first }
  }
  // "a hundred", "cent", "mille".
  if (language === 'en' && first === 'a' && grammar.hundreds.has(second))
    return withRest({ value: 100, words: 2 }, words, grammar, language)
  if (language === 'en' && first === 'a' && grammar.scales.has(second)) return { value: 1, words: 1 }
  if (language === 'fr' && first === 'mille') return { value: 1, words: 0 }
  if (language === 'fr' && first === 'cent') return withRest({ value: 100, words: 1 }, words, grammar, language)
  const small = below100(words, grammar, language)
  if (small === undefined || !grammar.hundreds.has(words[small.words] ?? '')) return small
  // French says neither "un cent" nor "dix cents".
  if (small.value === 0 || (language === 'fr' && (small.value === 1 || small.value === 10))) return small
  return withRest({ value: small.value * 100, words: small.words + 1 }, words, grammar, language)
}

function withRest(hundreds: Found, words: readonly string[], grammar: NumberGrammar, language: Language): Found {
  const joint = language === 'en' && words[hundreds.words] === 'and' ? 1 : 0
  const rest = below100(words.slice(hundreds.words + joint), grammar, language)
  if (rest === undefined || rest.value === 0) return hundreds
  // "eight hundred five five five" is dictated digit by digit after the hundreds.
  const after = words[hundreds.words + joint + rest.words] ?? ''
  if (rest.value < 10 && (grammar.small.get(after) ?? 10) < 10) return hundreds
  return { value: hundreds.value + rest.value, words: hundreds.words + joint + rest.words }
}

function below100(words: readonly string[], grammar: NumberGrammar, language: Language): Found | undefined {
  const [first = '', second = ''] = words
  if (language === 'fr') return frenchBelow100(words)
  const ten = grammar.tens.get(first)
  const small = grammar.small.get(first)
  if (ten === undefined) return small === undefined ? undefined : { value: small, words: 1 }
  const unit = grammar.small.get(second) ?? 0
  return unit > 0 && unit < 10 ? { value: ten + unit, words: 2 } : { value: ten, words: 1 }
}

/** "soixante-dix-huit", "quatre-vingt-onze", "vingt et un", "septante-deux". */
function frenchBelow100(words: readonly string[]): Found | undefined {
  const [first = '', second = ''] = words
  const eighty = first === 'quatre' && (second === 'vingt' || second === 'vingts')
  const ten = eighty ? 80 : french.tens.get(first)
  if (ten === undefined) return frenchBelow20(words)
  const used = eighty ? 2 : 1
  const joint = words[used] === 'et' ? 1 : 0
  const rest = words[used + joint] === 'une' ? { value: 1, words: 1 } : frenchBelow20(words.slice(used + joint))
  const fits = rest !== undefined && rest.value > 0 && (rest.value < 10 || ten === 60 || ten === 80)
  // "et" joins un and onze only: "vingt et deux" are two numbers.
  if (!fits || (joint === 1 && rest.value !== 1 && rest.value !== 11)) return { value: ten, words: used }
  return { value: ten + rest.value, words: used + joint + rest.words }
}

function frenchBelow20([first = '', second = '']: readonly string[]): Found | undefined {
  const small = french.small.get(first)
  if (small === undefined) return undefined
  const unit = french.small.get(second) ?? 0
  return small === 10 && unit >= 7 && unit <= 9 ? { value: small + unit, words: 2 } : { value: small, words: 1 }
}

function numbered(words: string): Map<string, number> {
  return new Map(words.split(/\s+/).map((word, value) => [word, value]))
}
