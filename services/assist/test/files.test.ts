import { AppError } from '@souffleur/proto'
import { describe, expect, test } from 'vitest'
import { parseArticleFile, parseCatalogue } from '../src/index.ts'

const file = `---
id: home-fire
title: "Fire: what to do"
language: en
category: home
audience: advisor
owner: home-claims
version: 2
valid_from: 2026-01-01
intents: [claim_fire]
questions:
  - My kitchen burned
---
## First

Call 18.
`

function failureOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return `${error.code} ${error.detail}`
    throw error
  }
  return 'no failure'
}

describe('an article’s file', () => {
  test('is read', () => {
    expect(parseArticleFile(file, 'fire.md')).toEqual({
      id: 'home-fire',
      title: 'Fire: what to do',
      language: 'en',
      category: 'home',
      audience: 'advisor',
      owner: 'home-claims',
      version: 2,
      validFrom: '2026-01-01',
      validTo: null,
      intents: ['claim_fire'],
      questions: ['My kitchen burned'],
      body: '## First\n\nCall 18.',
    })
  })

  test('may come from Windows', () => {
    expect(parseArticleFile(`\uFEFF${file.replaceAll('\n', '\r\n')}`, 'fire.md').body).toBe('## First\n\nCall 18.')
  })

  test.each([
    ['no front matter', '# Fire', 'fire.md:1: the file must begin with a line of three dashes'],
    ['front matter without an end', '---\nid: a', 'fire.md:1: the front matter has no closing line of three dashes'],
    ['no text', file.slice(0, file.indexOf('## First')), 'fire.md:14: there is no text below the front matter'],
    ['front matter that isn’t YAML', file.replace('title: "Fire', 'title: "Fire" "'), 'fire.md:3: '],
    ['an unknown language', file.replace('language: en', 'language: de'), 'fire.md:4: language: '],
    ['a wrong date', file.replace('2026-01-01', 'January'), 'fire.md:9: valid_from: '],
    ['a version that isn’t a number', file.replace('version: 2', 'version: two'), 'fire.md:8: version: '],
    ['a missing id', file.replace('id: home-fire\n', ''), 'fire.md:1: id: '],
    ['a list for front matter', '---\n- a\n---\ntext', 'fire.md:'],
  ])('with %s is refused with its line', (_, text, detail) => {
    expect(failureOf(() => parseArticleFile(text, 'fire.md'))).toContain(`knowledge.article-invalid ${detail}`)
  })

  test('with a text that nobody would read is refused as too large', () => {
    const text = file.replace('Call 18.', 'Call 18. '.repeat(600_000))
    expect(failureOf(() => parseArticleFile(text, 'fire.md'))).toContain('knowledge.article-too-large fire.md:14: ')
  })
})

const catalogueFile = `
dispositions:
  - {id: done, label: {en: Done, fr: Fait}}
intents:
  - id: claim_fire
    label: {en: Fire, fr: Incendie}
    disposition: done
    examples: {en: [it burns], fr: [ça brûle]}
silence:
  en: [hello]
`

describe('the catalogue', () => {
  test('is read', () => {
    expect(parseCatalogue(catalogueFile)).toEqual({
      dispositions: [{ id: 'done', label: { en: 'Done', fr: 'Fait' } }],
      intents: [
        {
          id: 'claim_fire',
          label: { en: 'Fire', fr: 'Incendie' },
          dispositionId: 'done',
          examples: { en: ['it burns'], fr: ['ça brûle'] },
        },
      ],
      silence: { en: ['hello'], fr: [] },
    })
  })

  test.each([
    ['isn’t YAML', 'intents: [', 'intents.yaml: '],
    [
      'names an outcome that doesn’t exist',
      catalogueFile.replace('disposition: done', 'disposition: gone'),
      'there is no disposition "gone"',
    ],
    ['has an intent without examples', catalogueFile.replace('{en: [it burns], fr: [ça brûle]}', '{}'), 'claim_fire has no examples'],
    ['has no outcomes', catalogueFile.replace(/dispositions:\n.*\n/, ''), 'dispositions'],
  ])('that %s is refused', (_, text, detail) => {
    const failure = failureOf(() => parseCatalogue(text))
    expect(failure).toMatch(/^catalogue\.invalid/)
    expect(failure).toContain(detail)
  })
})
