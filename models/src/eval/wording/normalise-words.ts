import type { Language } from '@souffleur/proto'
import { spokenNumber } from './number-words.ts'

const symbols: Record<Language, Readonly<Record<string, string>>> = {
  en: { '#': 'pound', '*': 'star', '%': 'percent', '&': 'and', '@': 'at', $: 'dollars', '€': 'euros', '+': 'plus' },
  fr: { '#': 'dièse', '*': 'étoile', '%': 'pourcent', '&': 'et', '@': 'arobase', $: 'dollars', '€': 'euros', '+': 'plus' },
}

/** Spellings of the same word. */
const variants: Record<Language, Readonly<Record<string, string>>> = {
  en: { ok: 'okay', mr: 'mister', mrs: 'missus', dr: 'doctor', thru: 'through', alright: 'all right', cancelled: 'canceled', til: 'until' },
  fr: { ok: 'okay', m: 'monsieur', mme: 'madame', mlle: 'mademoiselle', clef: 'clé', evènement: 'événement', quatrevingts: 'quatrevingt' },
}

/**
 * Words to compare: lower case, no punctuation, numbers as they are said, symbols as words, one spelling each. Compounds are settled by
 * the alignment (see word-errors.ts).
 */
export function normaliseWords(text: string, language: Language): string[] {
  const spoken = text
    .toLowerCase()
    .normalize('NFC')
    .replace(/[’`´]/g, "'")
    .replace(/œ/g, 'oe')
    .replace(/(\d)[\s\u00a0\u202f,](?=\d{3}(?!\d))/g, '$1')
    // An address is said as it is written: "asterisk dot org".
    .replace(/(?<=\p{L}{2})\.(?=\p{L}{2})/gu, language === 'en' ? ' dot ' : ' point ')
    .replace(/[#*%&@$€+]/g, (symbol) => ` ${symbols[language][symbol] ?? ''} `)
    .replace(/\d+/g, (digits) => ` ${spokenNumber(digits, language)} `)
    // An apostrophe joins in English ("don't") and separates in French ("l'heure").
    .replace(/'/g, language === 'en' ? '' : ' ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  if (spoken === '') return []
  const words = spoken.split(' ').flatMap((word) => (variants[language][word] ?? word).split(' '))
  return joinSpelledLetters(withoutNumberJoints(words, language))
}

const numberParts = new Set(['hundred', 'thousand', 'million'])

/** "two hundred and fifty" is "two hundred fifty". */
function withoutNumberJoints(words: readonly string[], language: Language): string[] {
  if (language === 'fr') return [...words]
  return words.filter((word, index) => !(word === 'and' && numberParts.has(words[index - 1] ?? '')))
}

/** "p i n" is "pin": one side may have spelled it. */
function joinSpelledLetters(words: readonly string[]): string[] {
  const joined: string[] = []
  let spelling = false
  for (const word of words) {
    const letter = word.length === 1
    if (letter && spelling) joined.push(`${joined.pop() ?? ''}${word}`)
    else joined.push(word)
    spelling = letter
  }
  return joined
}
