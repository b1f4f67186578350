import { ManualClock } from '@souffleur/testkit'
import { expect, test } from 'vitest'
import { createKnowledgeReader } from './knowledge-reader.ts'

const reader = createKnowledgeReader(new ManualClock())

test('what is imported is checked in a thread of its own', async () => {
  const row = (id: string, days: number) =>
    JSON.stringify({
      id,
      language: 'en',
      title: id,
      body: `Water damage must be declared to us within ${days} working days of the discovery.`,
    })
  const articles = reader.read([row('a', 5), row('b', 10)].join('\n'), 'articles.jsonl')
  expect(articles.map(({ id }) => id)).toEqual(['a', 'b'])
  const [issue] = await reader.check(articles)
  expect(issue).toMatchObject({ kind: 'contradiction', about: 'delay', places: [{ articleId: 'a' }, { articleId: 'b' }] })
  expect(await reader.check([])).toEqual([])
})
