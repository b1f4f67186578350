import { stemOf, type Token, tokenise } from '@souffleur/language'
import type { Language } from '@souffleur/proto'

/** Grows when the same words would be cut in another way: see `call_index.analysis`. */
export const ANALYSIS = 1

/** Longer ones are noise, and PostgreSQL refuses a lexeme of more than 2 KB. */
const MAX_WORD_LENGTH = 60
/** PostgreSQL refuses a `tsvector` of 1 MB. A ten-hour call has about 400 kB. */
const MAX_LEXEME_BYTES = 900_000
const STEM_MARK = '~'

/** Elisions are cut in any language: "l'abonnement" is looked for as "abonnement", and no English word is cut by that. */
export function wordsOf(text: string): Token[] {
  return tokenise(text, 'fr').filter(({ folded }) => folded.length <= MAX_WORD_LENGTH)
}

/** A stem as a lexeme, so that it is never taken for a word as it was said. */
export function stemLexeme(token: Token, language: Language): string {
  return `${STEM_MARK}${stemOf(token, language)}`
}

export interface IndexedText {
  readonly text: string
  readonly language: Language
}

/** Of texts, as a `tsvector` is written: each word as said, accents folded, and its stem in its own language; no positions. */
export function searchVector(texts: Iterable<IndexedText>): string {
  const lexemes = new Set<string>()
  let bytes = 0
  for (const { text, language } of texts) {
    for (const token of wordsOf(text)) {
      for (const lexeme of [token.folded, stemLexeme(token, language)]) {
        if (lexemes.has(lexeme)) continue
        bytes += Buffer.byteLength(lexeme)
        if (bytes > MAX_LEXEME_BYTES) return written(lexemes)
        lexemes.add(lexeme)
      }
    }
  }
  return written(lexemes)
}

function written(lexemes: ReadonlySet<string>): string {
  return [...lexemes].map(quoteLexeme).join(' ')
}

/** As PostgreSQL reads a lexeme in a `tsvector` or a `tsquery`: only quotes and backslashes have a meaning inside of quotes. */
export function quoteLexeme(lexeme: string): string {
  return `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}
