import { isStopWord, type Token } from '@souffleur/language'
import type { Language } from '@souffleur/proto'
import type { ContentSeal } from '../sealing/content-seal.ts'
import { prefixLexeme, quoteLexeme, SHORTEST_PREFIX, stemLexeme, wordsOf } from './call-words.ts'

/** One thing that is looked for. */
export type SearchTerm =
  /** The word in any of its forms: `lexemes` holds it as written and its stems. */
  | { readonly kind: 'word'; readonly folded: string; readonly lexemes: readonly string[] }
  | { readonly kind: 'prefix'; readonly folded: string }
  /** Exactly these words, in this order. */
  | { readonly kind: 'phrase'; readonly folded: readonly string[] }

export interface SearchQuery {
  /** All of them must be there. */
  readonly wanted: readonly SearchTerm[]
  /** None of them may. */
  readonly unwanted: readonly SearchTerm[]
}

const languages: readonly Language[] = ['fr', 'en']
/** A person types fewer; a program doesn't get to build a query without end. */
const MAX_TERMS = 12
/** `"quoted words"`, `begin*` (three letters or more) or a word, each with a `-` before what mustn't be there. */
const pieces = /(-?)(?:"([^"]*)"?|«\s*([^»]*)»?|([^\s"«»]+))/gu

/**
 * What somebody typed into the search field. Accents and capitals don't count; words that say nothing ("the", "de") count only in
 * quotes, or when there are no others. Undefined when there is nothing to look for.
 */
export function parseSearch(text: string): SearchQuery | undefined {
  const wanted: SearchTerm[] = []
  const unwanted: SearchTerm[] = []
  const passedOver: SearchTerm[] = []
  for (const [, minus, quoted, guillemets, plain] of text.matchAll(pieces)) {
    const phrase = quoted ?? guillemets
    const terms = phrase === undefined ? plainTerms(plain ?? '') : phraseTerms(phrase)
    for (const term of terms) {
      if (minus === '-') unwanted.push(term)
      else if (term.kind === 'word' && isEmptyWord(term.folded)) passedOver.push(term)
      else wanted.push(term)
    }
  }
  const kept = wanted.length === 0 ? passedOver : wanted
  if (kept.length === 0 && unwanted.length === 0) return undefined
  return { wanted: kept.slice(0, MAX_TERMS), unwanted: unwanted.slice(0, MAX_TERMS) }
}

/**
 * The part that an index without positions can answer: phrases count as their words, beginnings as their first letters, and unwanted ones of
 * either kind not at all.
 */
export function tsqueryOf({ wanted, unwanted }: SearchQuery, seal: ContentSeal): string {
  const refused = unwanted.filter(isAnswered)
  return [...wanted.map((term) => lexemesOf(term, seal)), ...refused.map((term) => `!${lexemesOf(term, seal)}`)].join(' & ')
}

/** Whether {@link tsqueryOf} finds more than is looked for, so that the texts have to be read. */
export function needsReading({ wanted, unwanted }: SearchQuery): boolean {
  return ![...wanted, ...unwanted].every(isAnswered)
}

function isAnswered(term: SearchTerm): boolean {
  switch (term.kind) {
    case 'word':
      return true
    case 'prefix':
      return prefixLexeme(term.folded)?.exact ?? false
    case 'phrase':
      return false
  }
}

function plainTerms(piece: string): SearchTerm[] {
  const tokens = wordsOf(piece)
  return tokens.map((token, index) => {
    const isLast = index === tokens.length - 1
    const isOpen = isLast && piece.slice(token.end).startsWith('*') && token.folded.length >= SHORTEST_PREFIX
    return isOpen ? { kind: 'prefix', folded: token.folded } : wordTerm(token)
  })
}

function phraseTerms(quoted: string): SearchTerm[] {
  const folded = wordsOf(quoted).map((token) => token.folded)
  return folded.length === 0 ? [] : [{ kind: 'phrase', folded: folded.slice(0, MAX_TERMS) }]
}

function wordTerm(token: Token): SearchTerm {
  const stems = languages.map((language) => stemLexeme(token, language))
  return { kind: 'word', folded: token.folded, lexemes: [...new Set([token.folded, ...stems])] }
}

function isEmptyWord(folded: string): boolean {
  return languages.some((language) => isStopWord(folded, language))
}

function lexemesOf(term: SearchTerm, seal: ContentSeal): string {
  const hashed = (lexeme: string) => quoteLexeme(seal.lexeme(lexeme))
  switch (term.kind) {
    case 'word':
      return `(${term.lexemes.map(hashed).join(' | ')})`
    case 'prefix':
      return hashed(prefixLexeme(term.folded)?.lexeme ?? term.folded)
    case 'phrase':
      return `(${[...new Set(term.folded)].map(hashed).join(' & ')})`
  }
}
