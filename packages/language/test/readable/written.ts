import { describe, expect, test } from 'vitest'
import { type Language, writeReadably } from '../../src/index.ts'

/** What was said, and how it is written; one string alone stays as it is. */
export type Row = readonly [said: string, written?: string]

export function written(text: string, language: Language): string {
  return writeReadably(text.split(' '), language)
    .map((piece) => piece.text)
    .join(' ')
}

/** Each kind of writing is a table; its own output comes back unchanged, piece by piece and word by word. */
export function testTables(language: Language, tables: Readonly<Record<string, readonly Row[]>>): void {
  describe.each(Object.entries(tables))(`${language}: %s`, (_kind, rows) => {
    test.each(rows.map(([said, wanted]) => [said, wanted ?? said] as const))('%s', (said, wanted) => {
      expect(written(said, language)).toBe(wanted)
      expect(written(wanted, language)).toBe(wanted)
    })
  })
}
