import type { Language } from '@souffleur/proto'
import type { Vocabulary } from './vocabulary.ts'

/** More would take the place of what was said before, and slow every decoding down. */
const MAX_PROMPT_WORDS = 60

const sentences: Readonly<Record<Language, { readonly start: string; readonly and: string }>> = {
  en: { start: 'This call is about', and: 'and' },
  fr: { start: 'Cet appel parle de', and: 'et' },
}

/**
 * A sentence with the most important terms, for engines that take a text as a hint of what may be said; at most 60 words, and empty
 * without terms for the language.
 */
export function promptText(vocabulary: Vocabulary, language: Language): string {
  const { start, and } = sentences[language]
  let left = MAX_PROMPT_WORDS - countWords(start) - 1
  const named: string[] = []
  for (const { term, languages } of vocabulary.terms) {
    const words = countWords(term)
    if (!languages.includes(language) || words > left) continue
    named.push(term)
    left -= words
  }
  const last = named.pop()
  if (last === undefined) return ''
  return named.length === 0 ? `${start} ${last}.` : `${start} ${named.join(', ')} ${and} ${last}.`
}

function countWords(text: string): number {
  return text.split(' ').length
}
