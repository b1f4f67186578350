import { foldText } from '../fold-text.ts'

/** A word, a run of digits, or one symbol: what entity rules are written over. */
export interface Lexeme {
  readonly kind: 'word' | 'digits' | 'symbol'
  /** As written. */
  readonly text: string
  readonly folded: string
  /** Range of UTF-16 units in the text. */
  readonly start: number
  readonly end: number
  /** White space stands before it. */
  readonly spaced: boolean
}

const lexemePattern = /(?<word>\p{L}[\p{L}\p{M}]*(?:['’ʼ](?:ll|re|ve|s|m|d|t)(?![\p{L}]))?['’ʼ]?)|(?<digits>\d+)|(?<symbol>[^\s\p{L}\d])/gu

/** French elisions ("l'", "d'") and English contractions keep their apostrophe; everything else that isn't a word stands alone. */
export function lexemesOf(text: string): Lexeme[] {
  const lexemes: Lexeme[] = []
  let previousEnd = -1
  for (const match of text.matchAll(lexemePattern)) {
    const [found] = match
    const start = match.index
    const end = start + found.length
    const kind = match.groups?.word !== undefined ? 'word' : match.groups?.digits !== undefined ? 'digits' : 'symbol'
    lexemes.push({ kind, text: found, folded: foldText(found), start, end, spaced: start !== previousEnd })
    previousEnd = end
  }
  return lexemes
}

/** What {@link lexemesOf} gives, with the language and the text that it was read from. */
export interface EntityText {
  readonly text: string
  readonly language: 'fr' | 'en'
  readonly lexemes: readonly Lexeme[]
}

/** Places of `count` lexemes whose folded text is in `words`, from `index` on. */
export function isWord(lexeme: Lexeme | undefined, words: ReadonlySet<string>): boolean {
  return lexeme !== undefined && words.has(lexeme.folded)
}
