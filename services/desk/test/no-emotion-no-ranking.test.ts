import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { aCallEnded, aCallStarted } from '@souffleur/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routeRules } from '../src/access.ts'
import { type DeskHarness, startDesk } from './desk-harness.ts'

/**
 * Souffleur recognises no emotion, at work forbidden by Regulation (EU) 2024/1689, article 5(1)(f), and ranks no person. Whoever adds a field,
 * a table, a route or a text for either has to come past this test, and to whoever answers for data protection.
 */
const root = join(import.meta.dirname, '../../..')
/** Whole words, in both languages; identifiers are split into theirs. */
const forbidden =
  /\b(?:emotions?|emotional|émotions?|émotionnel(?:le)?|sentiments?|moods?|humeurs?|stress(?:ed|é|ée)?|anger|angry|colère|frustrat(?:ed|ion)|sarcas\w*|empath\w*|leaderboards?|rankings?|ranked|palmarès|top advisors?|best advisors?|worst advisors?|meilleurs? conseillers?|pires? conseillers?)\b/iu

const words = (text: string) => text.replace(/[_.-]/g, ' ').replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
const find = (text: string) => forbidden.exec(words(text))?.[0]

function filesUnder(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

type Tree = { readonly [key: string]: string | Tree }

function texts(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${prefix}${key}`, value] as [string, string]] : texts(value, `${prefix}${key}.`),
  )
}

/** Texts that say that none of it is done. */
const denials = new Set([
  'governance.never.emotion',
  'governance.never.ranking',
  'governance.transparency.callers',
  'governance.transparency.advisors',
])

/** They rank articles. */
const ofArticles = new Set(['services/assist/src/knowledge/ranking.ts'])

describe('nothing recognises emotions or ranks people', () => {
  test.each(['customerMood', 'emotion_score', 'top-advisors', 'Classement : humeur', 'sentiment'])('the scan would find %s', (name) => {
    expect(find(name)).toBeDefined()
  })

  test.each([
    ['messages on the wire', 'proto/souffleur', /\.proto$/],
    ['tables', 'services/desk/migrations', /\.sql$/],
  ])('in %s', (_, folder, ending) => {
    const files = filesUnder(folder, ending)
    expect(files.length).toBeGreaterThan(0)
    expect(files.flatMap((file) => find(readFileSync(file, 'utf8')) ?? [])).toEqual([])
  })

  test('in routes', () => {
    expect(Object.keys(routeRules).filter((route) => find(route) !== undefined)).toEqual([])
  })

  test.each(['en', 'fr'])('in the texts of the screens: %s', (language) => {
    const tree: Tree = JSON.parse(readFileSync(join(root, `agent-ui/src/i18n/${language}.json`), 'utf8'))
    const found = texts(tree).filter(([key, text]) => !denials.has(key) && find(`${key} ${text}`) !== undefined)
    expect(found).toEqual([])
  })

  test('in names of what the services and screens are made of', () => {
    const names = ['services', 'packages', 'agent-ui/src'].flatMap((folder) => filesUnder(folder, /\.tsx?$/))
    const ours = names
      .map((file) => relative(root, file))
      .filter((file) => !file.includes('node_modules') && !file.includes('no-emotion-no-ranking'))
    expect(ours.filter((file) => !ofArticles.has(file) && find(file) !== undefined)).toEqual([])
  })

  test('in figures: no query of them counts by person', () => {
    const queries = filesUnder('services/desk/src/insights', /\.ts$/).map((file) => readFileSync(file, 'utf8'))
    expect(queries.filter((text) => /GROUP BY[^`]*(?:advisor|username|actor)/i.test(text))).toEqual([])
  })
})

describe('figures of calls', () => {
  let harness: DeskHarness
  beforeAll(async () => {
    harness = await startDesk()
    await harness.publish(aCallStarted({ advisorId: 'somebody-by-name' }, { callId: 'c1' }), aCallEnded({}, { callId: 'c1' }))
  })
  afterAll(() => harness.stop())

  test.each(['/api/v1/insights/calls', '/api/v1/insights/suggestions', '/api/v1/insights/feedback'])('name nobody: %s', async (path) => {
    const { status, body } = await (await harness.as('supervisor')).get(path)
    expect(status).toBe(200)
    expect(JSON.stringify(body)).not.toContain('somebody-by-name')
  })
})
