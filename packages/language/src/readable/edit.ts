import type { EntityText } from '../entities/lexeme.ts'

/** The lexemes `from` to `next` (exclusive) are written as `text`. */
export interface Edit {
  readonly from: number
  readonly next: number
  readonly text: string
}

/** What a writer understood from an index on: all up to `next` is settled, whether it is rewritten or stays as it was said. */
export interface Settled {
  readonly edits: readonly Edit[]
  readonly next: number
}

/** Reads the lexemes from `index` on; undefined where they aren't its business. */
export type Writer = (source: EntityText, index: number) => Settled | undefined

/** Words that are understood and stay as they are: "midi et demi". */
export function kept(next: number): Settled {
  return { edits: [], next }
}

export function rewritten(from: number, next: number, text: string): Settled {
  return { edits: [{ from, next, text }], next }
}

/** Whether somebody said it as words: what is in digits already is left to its writer. */
export function hasWords({ lexemes }: EntityText, from: number, next: number): boolean {
  return lexemes.slice(from, next).some(({ kind }) => kind === 'word')
}
