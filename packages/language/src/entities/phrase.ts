import { type EntityText, type Lexeme, lexemesOf } from './lexeme.ts'

/** A fixed wording. `name` is how it is shown; it matches whatever the case and the accents. */
export interface Phrase {
  readonly name: string
  readonly words: readonly string[]
}

/** Longest first, so that the first match is the longest. */
export function phrases(...names: readonly string[]): readonly Phrase[] {
  return names
    .map((name) => ({ name, words: lexemesOf(name).map(({ folded }) => folded) }))
    .toSorted((a, b) => b.words.length - a.words.length)
}

export function readPhrase(
  { lexemes }: Pick<EntityText, 'lexemes'>,
  index: number,
  table: readonly Phrase[],
): { name: string; next: number } | undefined {
  for (const { name, words } of table) {
    if (words.every((word, offset) => lexemes[index + offset]?.folded === word)) return { name, next: index + words.length }
  }
  return undefined
}

/** The index after `lexemes[index]` when it is one of these words, else `index`. */
export function skipWord(lexemes: readonly Lexeme[], index: number, ...words: readonly string[]): number {
  const folded = lexemes[index]?.folded
  return folded !== undefined && words.includes(folded) ? index + 1 : index
}
