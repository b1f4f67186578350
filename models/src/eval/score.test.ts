import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { UsageError } from './evaluation.ts'
import { evaluation } from './score.ts'

const folder = mkdtempSync(join(tmpdir(), 'souffleur-score-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function score(...lines: readonly object[]) {
  const items = join(folder, 'items.jsonl')
  writeFileSync(items, lines.map((line) => JSON.stringify(line)).join('\n'))
  return evaluation.run(['--items', items], () => {})
}

test('errors are counted for each text, and rates over all and by language', async () => {
  const { figures, items } = await score(
    { id: 'a', lang: 'en', reference: 'Press 1, please.', text: 'press one please' },
    { id: 'b', lang: 'fr', reference: "Tapez l'étoile", text: 'tapez étoile' },
  )
  expect(figures).toMatchObject({ words: 6, deletions: 1, wer: 0.16667, byLang: { en: 0, fr: 0.33333 } })
  expect(items).toEqual([
    { id: 'a', lang: 'en', words: 3, substitutions: 0, insertions: 0, deletions: 0 },
    { id: 'b', lang: 'fr', words: 3, substitutions: 0, insertions: 0, deletions: 1 },
  ])
})

test('a line that is something else is named', async () => {
  await expect(async () => score({ id: 'a' })).rejects.toThrow(UsageError)
})
