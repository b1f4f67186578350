import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KnowledgeStore } from '@souffleur/desk'
import { ManualClock } from '@souffleur/testkit'
import { expect, test } from 'vitest'
import { importFolder } from './knowledge-folder.ts'

/** Takes what is imported; the real one is tested with its database. */
function store() {
  const ids: string[] = []
  const knowledge: Pick<KnowledgeStore, 'import'> = {
    async import(articles) {
      ids.push(...articles.map(({ id }) => id))
      return { added: articles.length, revised: 0, updated: 0, unchanged: 0 }
    },
  }
  return { ids, knowledge }
}

async function aFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kb-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

const page = '<html lang="en"><title>Lost keys</title><p>Call the locksmith.</p></html>'
const table = 'title,body,language\nBroken glass,Call the glazier.,en\nStorm,Take photos.,en\n'

test('a folder of several formats is imported, other files are passed over', async () => {
  const { ids, knowledge } = store()
  await importFolder(await aFolder({ 'a.html': page, 'b.csv': table, 'logo.png': 'x' }), knowledge, 'ops', new ManualClock())
  expect(ids).toEqual(['lost-keys', 'broken-glass', 'storm'])
})

test('a single file is imported', async () => {
  const { ids, knowledge } = store()
  await importFolder(join(await aFolder({ 'a.html': page }), 'a.html'), knowledge, 'ops', new ManualClock())
  expect(ids).toEqual(['lost-keys'])
})

test('one file that is wrong stops everything, with its name', async () => {
  const { ids, knowledge } = store()
  const folder = await aFolder({ 'a.html': page, 'b.csv': 'nothing' })
  await expect(importFolder(folder, knowledge, 'ops', new ManualClock())).rejects.toMatchObject({
    code: 'knowledge.article-invalid',
    detail: expect.stringContaining('b.csv:1'),
  })
  expect(ids).toEqual([])
})

test.each([
  ['a folder without articles', async () => aFolder({ 'notes.txt': 'x' })],
  ['a place that is not there', async () => join(await aFolder({}), 'missing')],
])('%s is said', async (_, folder) => {
  const { knowledge } = store()
  await expect(importFolder(await folder(), knowledge, 'ops', new ManualClock())).rejects.toMatchObject({
    code: 'knowledge.nothing-to-import',
  })
})
