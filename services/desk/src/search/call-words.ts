import { stemOf, type Token, tokenise } from '@souffleur/language'
import type { Language } from '@souffleur/proto'
import type { ContentSeal } from '../sealing/content-seal.ts'

/** Grows when the same words would be cut in another way: see `call_index.analysis`. */
export const ANALYSIS = 2

/** Longer ones are noise, and PostgreSQL refuses a lexeme of more than 2 KB. */
const MAX_WORD_LENGTH = 60
/** PostgreSQL refuses a `tsvector` of 1 MB; each takes 12 bytes. A ten-hour call has about 20,000. */
const MAX_LEXEMES = 75_000
const STEM_MARK = '~'
const PREFIX_MARK = '*'
/** By how many letters the beginnings of words are found; others by the next shorter one, and by reading. */
const PREFIX_LENGTHS = [3, 5]
export const SHORTEST_PREFIX = 3

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

/** What every word that begins like this has as a lexeme; undefined for too short a beginning. `exact`: and no other word has it. */
export function prefixLexeme(folded: string): { readonly lexeme: string; readonly exact: boolean } | undefined {
  const length = PREFIX_LENGTHS.findLast((one) => one <= folded.length)
  if (length === undefined) return undefined
  return { lexeme: `${folded.slice(0, length)}${PREFIX_MARK}`, exact: length === folded.length }
}

/**
 * Of texts, as a `tsvector` is written: each word as said, accents folded, its stem in its own language, and how it begins; no positions.
 * None of them can be read: the index holds keyed hashes.
 */
export function searchVector(texts: Iterable<IndexedText>, seal: ContentSeal): string {
  const lexemes = new Set<string>()
  for (const { text, language } of texts) {
    for (const token of wordsOf(text)) {
      const { folded } = token
      const beginnings = PREFIX_LENGTHS.filter((length) => length <= folded.length).map(
        (length) => `${folded.slice(0, length)}${PREFIX_MARK}`,
      )
      for (const lexeme of [folded, stemLexeme(token, language), ...beginnings]) {
        if (lexemes.size === MAX_LEXEMES) return written(lexemes, seal)
        lexemes.add(lexeme)
      }
    }
  }
  return written(lexemes, seal)
}

function written(lexemes: ReadonlySet<string>, seal: ContentSeal): string {
  return [...lexemes].map((lexeme) => quoteLexeme(seal.lexeme(lexeme))).join(' ')
}

/** As PostgreSQL reads a lexeme in a `tsvector` or a `tsquery`. @param hash base64url: nothing in it has a meaning inside of quotes */
export function quoteLexeme(hash: string): string {
  return `'${hash}'`
}
