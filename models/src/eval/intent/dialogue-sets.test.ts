import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readDialogues } from './dialogue-sets.ts'

const folder = mkdtempSync(join(tmpdir(), 'dialogues-'))
afterAll(() => rmSync(folder, { recursive: true }))

const head = 'conversationId\tturnNumber\tutteranceId\tutterance\tslot-labels\tintent'
const path = join(folder, 'turns.tsv')

test('a turn has one label or several', () => {
  writeFileSync(path, `${head}\nc\t0\tu\thello\tO\topening\nc\t4.0\tv\tlost it, send one\tO O O O\treplace<div>lost\n`)
  expect(readDialogues(path, false)).toEqual([
    { text: 'hello', label: 'opening', also: [], after: undefined },
    { text: 'lost it, send one', label: 'replace', also: ['lost'], after: undefined },
  ])
})

test('what was said before is that of the same call, in the order of turns', () => {
  writeFileSync(path, `${head}\nc\t4\tu\tyes\tO\tconfirmation\nd\t0\tu\thi\tO\topening\nc\t0\tu\thello\tO\topening\n`)
  expect(readDialogues(path, true).map(({ after }) => after)).toEqual([
    { turn: 4, before: ['hello'] },
    { turn: 0, before: [] },
    { turn: 0, before: [] },
  ])
})

test('other columns are named', () => {
  writeFileSync(path, 'a\tb\n1\t2\n')
  expect(() => readDialogues(path, false)).toThrow('conversationId')
})
