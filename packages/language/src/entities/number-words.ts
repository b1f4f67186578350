import type { Language } from '../language.ts'
import type { Lexeme } from './lexeme.ts'

const smallEnglish = table(
  `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen`,
)
const tensEnglish = tens('twenty thirty forty fifty sixty seventy eighty ninety')
const smallFrench = table(`zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize`).set('une', 1)
const tensFrench = tens('vingt trente quarante cinquante soixante septante huitante nonante').set('octante', 80)

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
  const millions = readScale(lexemes, index, language, isMillion, 1_000_000, readThousands)
  return millions ?? readThousands(lexemes, index, language)
}

type Reader = (lexemes: readonly Lexeme[], index: number, language: Language) => SpokenNumber | undefined

function readThousands(lexemes: readonly Lexeme[], index: number, language: Language): SpokenNumber | undefined {
  if (language === 'fr' && lexemes[index]?.folded === 'mille')
    return addRest({ value: 1000, next: index + 1 }, lexemes, language, readHundreds)
  return readScale(lexemes, index, language, isThousand, 1000, readHundreds) ?? readHundreds(lexemes, index, language)
}

function readScale(
  lexemes: readonly Lexeme[],
  index: number,
  language: Language,
  isScale: (word: string) => boolean,
  scale: number,
  readBelow: Reader,
): SpokenNumber | undefined {
  const head =
    scale === 1000
      ? readCount(lexemes, index, language)
      : (readThousands(lexemes, index, language) ?? readArticle(lexemes, index, language))
  if (head === undefined || head.value === 0) return undefined
  if (!isScale(lexemes[head.next]?.folded ?? '')) return undefined
  return addRest({ value: head.value * scale, next: head.next + 1 }, lexemes, language, readBelow)
}

/** What may stand before "thousand": "two hundred", "a". */
function readCount(lexemes: readonly Lexeme[], index: number, language: Language): SpokenNumber | undefined {
  return readHundreds(lexemes, index, language) ?? readArticle(lexemes, index, language)
}

function readArticle(lexemes: readonly Lexeme[], index: number, language: Language): SpokenNumber | undefined {
  return language === 'en' && lexemes[index]?.folded === 'a' ? { value: 1, next: index + 1 } : undefined
}

function addRest(head: SpokenNumber, lexemes: readonly Lexeme[], language: Language, read: Reader): SpokenNumber {
  const joined = language === 'en' && lexemes[head.next]?.folded === 'and' ? head.next + 1 : head.next
  const rest = read(lexemes, joined, language)
  return rest === undefined || rest.value === 0 ? head : { value: head.value + rest.value, next: rest.next }
}

function readHundreds(lexemes: readonly Lexeme[], index: number, language: Language): SpokenNumber | undefined {
  const head = readBelowHundred(lexemes, index, language)
  const isHundred = (at: number) => /^(?:hundred|hundreds|cent|cents)$/.test(lexemes[at]?.folded ?? '')
  if (language === 'fr' && head === undefined) {
    return lexemes[index]?.folded === 'cent' ? addRest({ value: 100, next: index + 1 }, lexemes, language, readBelowHundred) : undefined
  }
  const count = head ?? (isHundred(index + 1) ? readArticle(lexemes, index, language) : undefined)
  if (count === undefined || !isHundred(count.next)) return head
  // "fifteen hundred" is said in English; "cents" after a French number under ten only, or it counts money.
  const limit = language === 'en' ? 20 : 10
  if (count.value === 0 || count.value >= limit || (language === 'en' && lexemes[count.next]?.folded === 'cents')) return head
  return addRest({ value: count.value * 100, next: count.next + 1 }, lexemes, language, readBelowHundred)
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
  return lexemes[index]?.folded === '-' ? index + 1 : index
}

function single(value: number | undefined, index: number): SpokenNumber | undefined {
  return value === undefined ? undefined : { value, next: index + 1 }
}

function isThousand(word: string): boolean {
  return word === 'thousand' || word === 'mille' || word === 'grand'
}

function isMillion(word: string): boolean {
  return /^millions?$/.test(word)
}

function table(words: string): Map<string, number> {
  return new Map(words.split(' ').map((word, value) => [word, value]))
}

function tens(words: string): Map<string, number> {
  return new Map(words.split(' ').map((word, place) => [word, (place + 2) * 10]))
}
