import { expect, it } from 'vitest'
import { labelsOf } from '../../src/doors/call-labels.ts'

it('reads what it knows, and keeps the rest as metadata', () => {
  const said = { language: 'fr-CA', queue: 'claims', advisor: 'ann', title: ' Flood ', region: 'west', priority: 2, vip: true }
  expect(labelsOf(Object.entries(said))).toEqual({
    language: 'fr',
    queue: 'claims',
    advisorId: 'ann',
    title: 'Flood',
    metadata: { region: 'west', priority: '2', vip: 'true' },
  })
})

it('needs nothing at all', () => {
  expect(labelsOf([])).toEqual({ language: 'auto', queue: 'default', title: '', metadata: {} })
})

it.each([
  ['en_GB', 'en'],
  ['FR', 'fr'],
  ['french', 'auto'],
  [7, 'auto'],
  ['de', 'auto'],
])('takes the language %s for %s', (language, expected) => {
  expect(labelsOf([['language', language]]).language).toBe(expected)
})

it('leaves out what is no text, what has no name, and what is Souffleur’s own to say', () => {
  const said: [string, unknown][] = [
    ['__proto__', 'x'],
    ['souffleur.sample', 'x'],
    ['', 'x'],
    ['n'.repeat(65), 'x'],
    ['\ud800', 'x'],
    ['list', [1]],
    ['object', {}],
    ['nothing', null],
    ['empty', ' '],
    ['queue', { name: 'x' }],
  ]
  expect(labelsOf(said)).toEqual({ language: 'auto', queue: 'default', title: '', metadata: {} })
})

it('cuts what is too long between characters, and keeps no more than a screenful', () => {
  const many = Array.from({ length: 100 }, (_, index): [string, unknown] => [`name-${index}`, 'x'])
  const labels = labelsOf([['title', 't'.repeat(300)], ['queue', `${'q'.repeat(63)}😀`], ['long', 'v'.repeat(600)], ...many])
  expect(labels.title).toBe('t'.repeat(200))
  expect(labels.queue.isWellFormed()).toBe(true)
  expect(labels.metadata.long).toBe('v'.repeat(512))
  expect(Object.keys(labels.metadata)).toHaveLength(32)
})
