/// <reference path="./snowball-stemmers.d.ts" />
import { newStemmer } from 'snowball-stemmers'
import { foldText } from './fold-text.ts'
import type { Language } from './language.ts'
import type { Token } from './tokenise.ts'

const stemmers = { fr: newStemmer('french'), en: newStemmer('english') }
const known: Record<Language, Map<string, string>> = { fr: new Map(), en: new Map() }
/** Far more than the words of both languages in use; only a flood of nonsense reaches it. */
const MEMORY_WORDS = 200_000

/**
 * A word's stem, accents folded: Snowball's, applied twice, since one pass leaves "résilié" and "résiliation" apart. On French
 * questions two passes find more than one. Memoised: stemming costs more than a look-up.
 */
export function stem(word: string, language: Language): string {
  const memory = known[language]
  const remembered = memory.get(word)
  if (remembered !== undefined) return remembered
  if (memory.size >= MEMORY_WORDS) memory.clear()
  const found = language === 'fr' ? stemFrench(word) : stemmers.en.stem(foldText(word))
  memory.set(word, found)
  return found
}

/** Acute accents tell participles from other forms. The circumflex goes first: "dégât" isn't a subjunctive. */
function stemFrench(word: string): string {
  const plain = word.replace(/[âàäîïôöûùüŷ]/g, (letter) => foldText(letter))
  return stemmers.fr.stem(foldText(stemmers.fr.stem(plain)))
}

/** A number stays as it is. */
export function stemOf(token: Token, language: Language): string {
  return /^\d/.test(token.folded) ? token.folded : stem(token.word, language)
}
