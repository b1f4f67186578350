import { ManualClock } from '@souffleur/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SearchHit } from '../src/desk-ports.ts'
import { type Article, KnowledgeStore } from '../src/index.ts'
import type { Database } from '../src/storage/database.ts'
import { type DeskClient, type DeskHarness, startDesk } from './desk-harness.ts'
import { openTestRecords } from './records.ts'

const article = (fields: Partial<Article> = {}): Article => ({
  id: 'home-water-damage',
  language: 'fr',
  version: 1,
  title: 'Dégât des eaux',
  category: 'home',
  audience: 'advisor',
  owner: 'home-claims',
  validFrom: '2026-01-01',
  validTo: null,
  intents: ['claim_water_damage'],
  questions: ['L’eau traverse mon plafond, que faire ?'],
  body: '## Délai\nCinq jours ouvrés.',
  ...fields,
})

describe('importing articles', () => {
  let database: Database
  let knowledge: KnowledgeStore
  let changes = 0
  beforeAll(async () => {
    database = await openTestRecords()
  })
  beforeEach(async () => {
    await database.exec('DELETE FROM articles')
    knowledge = new KnowledgeStore(database, new ManualClock())
    changes = 0
    knowledge.onChange(() => {
      changes += 1
    })
  })
  afterAll(() => database.close())

  it('gives them back as they were, in a steady order', async () => {
    const articles = [article(), article({ language: 'en', title: 'Water damage' }), article({ id: 'account-login' })]
    expect(await knowledge.import(articles, 'system')).toEqual({ added: 3, revised: 0, updated: 0, unchanged: 0 })
    expect((await knowledge.load()).map(({ id, language }) => [id, language])).toEqual([
      ['account-login', 'fr'],
      ['home-water-damage', 'en'],
      ['home-water-damage', 'fr'],
    ])
    expect(await knowledge.get('home-water-damage', 'fr')).toEqual(article())
    expect(changes).toBe(1)
  })

  it('does nothing for what hasn’t changed, and tells nobody', async () => {
    await knowledge.import([article()], 'system')
    expect(await knowledge.import([article()], 'system')).toEqual({ added: 0, revised: 0, updated: 0, unchanged: 1 })
    expect(changes).toBe(1)
  })

  it('makes a new version of a changed text and keeps the old one for who quoted it', async () => {
    await knowledge.import([article()], 'system')
    expect(await knowledge.import([article({ body: 'Dix jours.' })], 'system')).toMatchObject({ revised: 1 })
    expect(await knowledge.get('home-water-damage', 'fr')).toMatchObject({ version: 2, body: 'Dix jours.' })
    expect(await knowledge.get('home-water-damage', 'fr', 1)).toEqual(article())
    expect((await knowledge.versions('home-water-damage', 'fr')).map(({ version }) => version)).toEqual([2, 1])
    expect(await knowledge.load()).toHaveLength(1)
  })

  it('takes the version that a changed article says, when it is higher', async () => {
    await knowledge.import([article()], 'system')
    await knowledge.import([article({ body: 'Dix jours.', version: 7 })], 'system')
    expect(await knowledge.get('home-water-damage', 'fr')).toMatchObject({ version: 7 })
  })

  it('changes what surrounds the text in place', async () => {
    await knowledge.import([article()], 'system')
    expect(await knowledge.import([article({ questions: ['Une autre ?'], validTo: '2027-01-01' })], 'system')).toMatchObject({ updated: 1 })
    expect(await knowledge.get('home-water-damage', 'fr')).toMatchObject({ version: 1, questions: ['Une autre ?'], validTo: '2027-01-01' })
  })

  it('numbers an article that comes twice in one import', async () => {
    await knowledge.import([article(), article({ body: 'Deux.' }), article({ body: 'Trois.' })], 'system')
    expect(await knowledge.get('home-water-damage', 'fr')).toMatchObject({ version: 3, body: 'Trois.' })
  })

  it('takes all or none', async () => {
    await expect(knowledge.import([article(), article({ id: 'Bad Id' })], 'system')).rejects.toThrow()
    expect(await knowledge.load()).toEqual([])
    expect(changes).toBe(0)
  })
})

describe('reading articles', () => {
  let harness: DeskHarness
  let advisor: DeskClient
  const questions: unknown[] = []
  beforeAll(async () => {
    const hit: SearchHit = {
      articleId: 'home-water-damage',
      articleVersion: 1,
      articleTitle: 'Dégât des eaux',
      language: 'fr',
      passageId: 'home-water-damage-1',
      heading: 'Délai',
      quote: 'Cinq jours ouvrés.',
      score: 0.8,
    }
    const search = (query: string, options: object) => {
      questions.push([query, options])
      return [hit]
    }
    harness = await startDesk({ overrides: { assistant: { search } } })
    advisor = await harness.as('advisor')
    await harness.desk.knowledge.import([article(), article({ id: 'other' })], 'system')
  })
  afterAll(() => harness.stop())

  it('lists them without their text', async () => {
    const { body } = await advisor.get('/api/v1/knowledge/articles?language=fr')
    const { body: _, questions: __, ...listed } = article()
    expect(body.articles).toContainEqual(listed)
    expect(body.articles).toHaveLength(2)
    expect((await advisor.get('/api/v1/knowledge/articles?language=en')).body.articles).toEqual([])
  })

  it('gives one with its versions', async () => {
    const { body } = await advisor.get('/api/v1/knowledge/articles/home-water-damage?language=fr')
    expect(body).toEqual({ ...article(), versions: [{ version: 1, title: 'Dégât des eaux', storedAt: expect.any(String) }] })
    expect((await advisor.get('/api/v1/knowledge/articles/home-water-damage?language=fr&version=2')).status).toBe(404)
    expect((await advisor.get('/api/v1/knowledge/articles/none?language=fr')).body.error.code).toBe('request.not-found')
  })

  it('asks the assistant', async () => {
    const { body } = await advisor.get('/api/v1/knowledge/search?q=d%C3%A9lai&language=fr&limit=3')
    expect(body.hits).toHaveLength(1)
    expect(questions).toEqual([['délai', { language: 'fr', limit: 3 }]])
    expect((await advisor.get('/api/v1/knowledge/search?q=&language=fr')).status).toBe(400)
  })
})

describe('knowledge in the desk', () => {
  let harness: DeskHarness
  let supervisor: DeskClient
  const { id: _, version: __, ...fields } = article()
  const path = '/api/v1/knowledge/articles/home-water-damage'
  beforeAll(async () => {
    harness = await startDesk()
    supervisor = await harness.as('supervisor')
  })
  afterAll(() => harness.stop())

  it('whatever a person changes makes a new version, and whoever reads articles is told', async () => {
    let told = 0
    harness.desk.knowledge.onChange(() => {
      told += 1
    })
    expect((await supervisor.put(path, { ...fields, basedOn: 0 })).body).toMatchObject({ id: 'home-water-damage', version: 1 })
    expect((await supervisor.put(path, { ...fields, validTo: '2026-06-30', basedOn: 1 })).body).toMatchObject({
      version: 2,
      validTo: '2026-06-30',
    })
    const { body } = await supervisor.get(`${path}?language=fr`)
    expect(body).toMatchObject({ version: 2, validTo: '2026-06-30' })
    expect(body.versions).toHaveLength(2)
    expect((await supervisor.get(`${path}?language=fr&version=1`)).body).toMatchObject({ version: 1, validTo: null })
    expect(told).toBe(2)
  })

  it('two people don’t overwrite each other, and a new article takes nobody’s id', async () => {
    for (const basedOn of [0, 1]) {
      const late = await supervisor.put(path, { ...fields, basedOn })
      expect([late.status, late.body.error.code]).toEqual([409, 'request.conflict'])
    }
  })

  it('an import says what it would change before it does', async () => {
    const text = JSON.stringify([article({ title: 'Fuite' }), article({ id: 'new' })])
    const send = (dryRun: boolean) => supervisor.post('/api/v1/knowledge/import', { fileName: 'a.json', text, dryRun })
    const expected = [
      { id: 'home-water-damage', language: 'fr', title: 'Fuite', change: 'revised' },
      { id: 'new', language: 'fr', title: 'Dégât des eaux', change: 'added' },
    ]
    expect((await send(true)).body.changes).toEqual(expected)
    expect((await supervisor.get(`${path}?language=fr`)).body.title).toBe('Dégât des eaux')
    expect((await send(false)).body.changes).toEqual(expected)
    expect((await supervisor.get(`${path}?language=fr`)).body.title).toBe('Fuite')
    expect((await supervisor.get('/api/v1/knowledge/check')).body.issues).toHaveLength(1)
  })

  it('a file that can’t be read is refused with its place; an empty one too', async () => {
    const wrong = await supervisor.post('/api/v1/knowledge/import', { fileName: 'a.pdf', text: '%PDF', dryRun: true })
    expect([wrong.status, wrong.body.error.code]).toEqual([422, 'knowledge.article-invalid'])
    const none = await supervisor.post('/api/v1/knowledge/import', { fileName: 'a.json', text: '[]', dryRun: true })
    expect([none.status, none.body.error.code]).toEqual([422, 'knowledge.nothing-to-import'])
  })
})
