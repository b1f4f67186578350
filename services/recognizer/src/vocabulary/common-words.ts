import { foldText, isStopWord, stem } from '@souffleur/language'
import type { Language } from '@souffleur/proto'
import { englishCommonWords } from './english-common-words.ts'
import { frenchCommonWords } from './french-common-words.ts'

const lists: Readonly<Record<Language, string>> = { en: englishCommonWords, fr: frenchCommonWords }
const known = new Map<Language, ReadonlySet<string>>()

/**
 * Whether a word is one that people say all the time, in any of its forms.
 * @param word in lower case, accents kept
 */
export function isCommonWord(word: string, language: Language): boolean {
  const folded = foldText(word)
  if (isStopWord(folded, language) || /^\d/.test(folded)) return true
  const words = commonWords(language)
  return words.has(folded) || words.has(stemKey(word, language))
}

function commonWords(language: Language): ReadonlySet<string> {
  const remembered = known.get(language)
  if (remembered !== undefined) return remembered
  const list = lists[language].trim().split(/\s+/)
  const words = new Set(list.flatMap((word) => [foldText(word), stemKey(word, language)]))
  known.set(language, words)
  return words
}

/** Stems are kept apart from words: a stem may look like another word. */
function stemKey(word: string, language: Language): string {
  return `${stem(word, language)}*`
}
