import type { Language } from '../language.ts'
import type { Lexeme } from './lexeme.ts'

const smallEnglish = table(
  `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen`,
)
const tensEnglish = tens('twenty thirty forty fifty sixty seventy eighty ninety')
const smallFrench = table(`zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize`).set('une', 1)
const tensFrench = tens('vingt trente quarante cinquante soixante septante huitante nonante').set('octante', 80)

/** What a number may begin with: most words don't, and are asked often. */
const firstWords: Record<Language, ReadonlySet<string>> = {
  en: new Set([...smallEnglish.keys(), ...tensEnglish.keys(), 'a']),
  fr: new Set([...smallFrench.keys(), ...tensFrench.keys(), 'cent', 'mille', 'mil']),
}

/** A number written in words: its value, and the index after its last lexeme. */
export interface SpokenNumber {
  readonly value: number
  readonly next: number
}

/**
 * The longest cardinal number in words that starts at `index`: "three hundred and fifty", "quatre-vingt-dix-sept". Numbers that are
 * dictated one after the other ("four four seven", "vingt quarante") aren't joined.
 */
export function readSpokenNumber(lexemes: readonly Lexeme[], index: number, language: Language): SpokenNumber | undefined {
  const folded = lexemes[index]?.folded
  return folded === undefined || !firstWords[language].has(folded) ? undefined : readBillions(lexemes, index, language)
}

type Reader = (lexemes: readonly Lexeme[], index: number, language: Language) => SpokenNumber | undefined

interface Scale {
  readonly value: number
  readonly names: RegExp
  readonly readCount: Reader
  readonly readRest: Reader
}

const billions: Scale = { value: 1e9, names: /^(?:milliards?|billions?)$/, readCount: readBelowMillion, readRest: readMillions }
const millions: Scale = { value: 1e6, names: /^millions?$/, readCount: readBelowMillion, readRest: readThousands }
const thousands: Scale = { value: 1000, names: /^(?:thousand|mille)$/, readCount: readHundredsOrArticle, readRest: readHundreds }

/** A number in digits whose scale follows in words: "2.5 | million", "3 | mille cinq cents". */
export function multiplyByScale(head: SpokenNumber, lexemes: readonly Lexeme[], language: Language): SpokenNumber {
  const scale = [billions, millions, thousands].find(({ names }) => names.test(lexemes[head.next]?.folded ?? ''))
  if (scale === undefined || head.value === 0) return head
  // 2.3 times a million isn't exact in binary.
  const value = Math.round(head.value * scale.value)
  return addRest({ value, next: head.next + 1 }, lexemes, language, scale)
}

function readBillions(lexemes: readonly Lexeme[], index: number, language: Language): SpokenNumber | undefined {
  return readScale(lexemes, index, language, billions) ?? readMillions(lexemes, index, language)
}

function readMillions(lexemes: readonly Lexeme[], index: number, language: Language): SpokenNumber | undefined {
  return readScale(lexemes, index, language, millions) ?? readThousands(lexemes, index, language)
}

function readBelowMillion(lexemes: readonly Lexeme[], index: number, language: Language): SpokenNumber | undefined {
  return readThousands(lexemes, index, language) ?? readArticle(lexemes, index, language)
}

function readThousands(lexemes: readonly Lexeme[], index: number, language: Language): SpokenNumber | undefined {
  if (language === 'fr' && isFrenchThousand(lexemes, index)) return addRest({ value: 1000, next: index + 1 }, lexemes, language, thousands)
  return readScale(lexemes, index, language, thousands) ?? readHundreds(lexemes, index, language)
}

/** "mille"; "mil" is its old spelling in years ("mil neuf cent"). */
function isFrenchThousand(lexemes: readonly Lexeme[], index: number): boolean {
  const folded = lexemes[index]?.folded
  return folded === 'mille' || (folded === 'mil' && readFrenchHundreds(lexemes, afterHyphen(lexemes, index + 1)) !== undefined)
}

function readScale(lexemes: readonly Lexeme[], index: number, language: Language, scale: Scale): SpokenNumber | undefined {
  const head = scale.readCount(lexemes, index, language)
  if (head === undefined || head.value === 0) return undefined
  const at = afterHyphen(lexemes, head.next)
  if (!scale.names.test(lexemes[at]?.folded ?? '')) return undefined
  return addRest({ value: head.value * scale.value, next: at + 1 }, lexemes, language, scale)
}

function readHundredsOrArticle(lexemes: readonly Lexeme[], index: number, language: Language): SpokenNumber | undefined {
  return readHundreds(lexemes, index, language) ?? readArticle(lexemes, index, language)
}

function readArticle(lexemes: readonly Lexeme[], index: number, language: Language): SpokenNumber | undefined {
  return language === 'en' && lexemes[index]?.folded === 'a' ? { value: 1, next: index + 1 } : undefined
}

/** "two thousand | and twenty-six". In "three thousand six thousand" the six begins a number of its own. */
function addRest(
  head: SpokenNumber,
  lexemes: readonly Lexeme[],
  language: Language,
  scale: Pick<Scale, 'names' | 'readRest'>,
): SpokenNumber {
  const joined = language === 'en' && lexemes[head.next]?.folded === 'and' ? head.next + 1 : afterHyphen(lexemes, head.next)
  const rest = scale.readRest(lexemes, joined, language)
  if (rest === undefined || rest.value === 0) return head
  return scale.names.test(lexemes[rest.next]?.folded ?? '') ? head : { value: head.value + rest.value, next: rest.next }
}

const englishHundreds = { names: /^hundreds?$/, readRest: readBelowHundred }
const frenchHundreds = { names: /^cents?$/, readRest: readBelowHundred }

/** A number below a thousand ("nineteen hundred" apart). */
export function readHundreds(lexemes: readonly Lexeme[], index: number, language: Language): SpokenNumber | undefined {
  return language === 'fr' ? readFrenchHundreds(lexemes, index) : readEnglishHundreds(lexemes, index)
}

function readEnglishHundreds(lexemes: readonly Lexeme[], index: number): SpokenNumber | undefined {
  const isHundred = (at: number) => englishHundreds.names.test(lexemes[at]?.folded ?? '')
  const head = readEnglishTens(lexemes, index)
  const count = head ?? (isHundred(index + 1) ? readArticle(lexemes, index, 'en') : undefined)
  if (count === undefined) return undefined
  const at = afterHyphen(lexemes, count.next)
  // "fifteen hundred" is said.
  if (!isHundred(at) || count.value === 0 || count.value >= 20) return head
  return addRest({ value: count.value * 100, next: at + 1 }, lexemes, 'en', englishHundreds)
}

function readFrenchHundreds(lexemes: readonly Lexeme[], index: number): SpokenNumber | undefined {
  if (lexemes[index]?.folded === 'cent') return addRest({ value: 100, next: index + 1 }, lexemes, 'fr', frenchHundreds)
  const head = readFrenchTens(lexemes, index)
  if (head === undefined || head.value === 0) return head
  const at = afterHyphen(lexemes, head.next)
  if (!frenchHundreds.names.test(lexemes[at]?.folded ?? '')) return head
  const whole = addRest({ value: head.value * 100, next: at + 1 }, lexemes, 'fr', frenchHundreds)
  // "deux cents"; after a larger number only in years ("dix-neuf cent quatre"), or "cents" counts money.
  if (head.value < 10 && head.value > 1) return whole
  return head.value > 10 && head.value < 20 && lexemes[at]?.folded === 'cent' && whole.next > at + 1 ? whole : head
}

function readBelowHundred(lexemes: readonly Lexeme[], index: number, language: Language): SpokenNumber | undefined {
  return language === 'en' ? readEnglishTens(lexemes, index) : readFrenchTens(lexemes, index)
}

function readEnglishTens(lexemes: readonly Lexeme[], index: number): SpokenNumber | undefined {
  const word = lexemes[index]?.folded ?? ''
  const ten = tensEnglish.get(word)
  if (ten === undefined) return single(smallEnglish.get(word), index)
  const at = afterHyphen(lexemes, index + 1)
  const unit = smallEnglish.get(lexemes[at]?.folded ?? '')
  return unit !== undefined && unit >= 1 && unit <= 9 ? { value: ten + unit, next: at + 1 } : { value: ten, next: index + 1 }
}

function readFrenchTens(lexemes: readonly Lexeme[], index: number): SpokenNumber | undefined {
  const word = lexemes[index]?.folded ?? ''
  const fourTwenties = afterHyphen(lexemes, index + 1)
  if (word === 'quatre' && /^vingts?$/.test(lexemes[fourTwenties]?.folded ?? '')) return addFrenchUnit(lexemes, 80, fourTwenties + 1, 19)
  const ten = tensFrench.get(word)
  if (ten !== undefined) return addFrenchUnit(lexemes, ten, index + 1, ten === 60 ? 19 : 9)
  if (word === 'dix') {
    const at = afterHyphen(lexemes, index + 1)
    const unit = smallFrench.get(lexemes[at]?.folded ?? '')
    if (unit !== undefined && unit >= 7 && unit <= 9) return { value: 10 + unit, next: at + 1 }
  }
  return single(smallFrench.get(word), index)
}

/** "soixante et onze", "quatre-vingt-dix-sept", "vingt et un". */
function addFrenchUnit(lexemes: readonly Lexeme[], base: number, next: number, most: number): SpokenNumber {
  let at = afterHyphen(lexemes, next)
  const linked = lexemes[at]?.folded === 'et'
  if (linked) at = afterHyphen(lexemes, at + 1)
  const unit = lexemes[at]?.folded === 'vingt' ? undefined : readFrenchUnit(lexemes, at)
  if (unit === undefined || unit.value < 1 || unit.value > most) return { value: base, next }
  // "vingt et deux" counts two things, not twenty-two.
  if (linked && unit.value !== 1 && unit.value !== 11) return { value: base, next }
  return { value: base + unit.value, next: unit.next }
}

function readFrenchUnit(lexemes: readonly Lexeme[], index: number): SpokenNumber | undefined {
  const value = smallFrench.get(lexemes[index]?.folded ?? '')
  if (value === 10) return readFrenchTens(lexemes, index)
  // "quatre" may begin "quatre-vingts", a number of its own.
  if (value === 4 && /^vingts?$/.test(lexemes[afterHyphen(lexemes, index + 1)]?.folded ?? '')) return undefined
  return single(value, index)
}

function afterHyphen(lexemes: readonly Lexeme[], index: number): number {
  return lexemes[index]?.folded === '-' && lexemes[index]?.spaced === false ? index + 1 : index
}

function single(value: number | undefined, index: number): SpokenNumber | undefined {
  return value === undefined ? undefined : { value, next: index + 1 }
}

function table(words: string): Map<string, number> {
  return new Map(words.split(' ').map((word, value) => [word, value]))
}

function tens(words: string): Map<string, number> {
  return new Map(words.split(' ').map((word, place) => [word, (place + 2) * 10]))
}
