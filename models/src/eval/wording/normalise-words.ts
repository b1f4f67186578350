import type { Language } from '@souffleur/proto'
import { numbersAsDigits, withoutAmountJoints } from './number-words.ts'
import { inFull, oneSpelling, withoutFreeAccents } from './spellings.ts'
import { sayWrittenForms } from './written-forms.ts'

/**
 * Words to compare: lower case, no punctuation, symbols as words, one spelling each, numbers as digits. How compounds and runs of
 * digits are split is settled by the alignment (see word-errors.ts). The same for references, our engines and peers.
 */
export function normaliseWords(text: string, language: Language): string[] {
  const composed = text
    .normalize('NFC')
    .replace(/[’‘`´]/g, "'")
    .replace(/[œŒ]/g, 'oe')
    .replace(/[æÆ]/g, 'ae')
  const said = sayWrittenForms(composed, language)
  const full = language === 'en' ? inFull(said).replace(/'/g, '') : said
  // An apostrophe separates in French ("l'heure"); the letter before it belongs to the next word and is never a spelled one.
  const words = full
    .replace(/(\p{L})'/gu, language === 'fr' ? `$1${ELIDED} ` : '$1')
    .replace(NO_WORD, ' ')
    .split(' ')
    .filter(Boolean)
  const spelled = joinSpelledLetters(words).map((word) => word.replaceAll(ELIDED, ''))
  const spellings = spelled.flatMap((word) => oneSpelling(word, language).split(' '))
  const digits = withoutAmountJoints(numbersAsDigits(spellings, language), language)
  return language === 'fr' ? digits.map(withoutFreeAccents) : digits
}

/** Stands for the apostrophe of an elision while letters are joined: a private-use character, which no text has. */
const ELIDED = '\uE000'
const NO_WORD = new RegExp(`[^\\p{L}\\p{N}${ELIDED}]+`, 'gu')

/** "p i n" is "pin": one side may have spelled it. */
function joinSpelledLetters(words: readonly string[]): string[] {
  const joined: string[] = []
  let spelling = false
  for (const word of words) {
    const letter = /^\p{L}$/u.test(word)
    if (letter && spelling) joined.push(`${joined.pop() ?? ''}${word}`)
    else joined.push(word)
    spelling = letter
  }
  return joined
}
