import { type OwnServer, startOwnServer } from '@souffleur/loadtest'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser, signIn } from './browser.ts'
import { DeskClient } from './desk-client.ts'
import { playBriefly, showEvents } from './shown-events.ts'

/** Somebody says, or writes into an article, what a browser would run. It is shown as words and does nothing. */
const attacks = [
  '<img src=x onerror="window.attacked=1">',
  '<script>window.attacked=2</script>',
  '<svg onload="window.attacked=3"></svg>',
  '<a href="javascript:window.attacked=4">a link</a>',
  '"><iframe srcdoc="<script>parent.attacked=5</script>"></iframe>',
] as const
const hostile = attacks.join(' ')
const markdown = `# Heading ${hostile}\n\nText ${hostile}\n\n[a link](javascript:window.attacked=6)\n\n![a picture](x "onerror=window.attacked=7")\n\n- ${hostile}\n\n| a | b |\n|---|---|\n| ${attacks[0]} | c |\n`

let server: OwnServer
let browser: Browser
let page: Page
let callId: string

beforeAll(async () => {
  server = await startOwnServer()
  browser = await launchBrowser()
  const supervisor = await DeskClient.signIn(server.url, 'supervisor')
  const stored = await supervisor.send('PUT', '/knowledge/articles/hostile', {
    basedOn: 0,
    language: 'en',
    title: `Teapots ${attacks[0]}`,
    category: 'test',
    audience: 'all',
    owner: 'test',
    validFrom: '2020-01-01',
    validTo: null,
    intents: [],
    questions: ['What about teapots?'],
    body: `${markdown}\n\nTeapots are covered in full.\n`,
  })
  expect(stored.status).toBe(200)
  page = await signIn(browser, server.url, 'advisor')
  callId = await playBriefly(await DeskClient.signIn(server.url, 'advisor'))
  await showEvents(page, callId, hostileCall)
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

describe('what a hostile caller says', { timeout: 60_000 }, () => {
  test('is words in the transcript, the suggestion and the summary', async () => {
    await page.goto(`${server.url}/calls/${callId}`)
    await page.getByRole('region', { name: 'Transcript' }).getByText('<script>').first().waitFor()
    await page.getByRole('region', { name: 'Suggestions' }).getByText('onerror').first().waitFor()
    await page.locator('details > summary').last().click()
    await page.locator('details dd', { hasText: '<script>' }).first().waitFor()
    await expectHarmless(page)
  })

  test('is words among the hits of a search', async () => {
    await page.route(
      (url) => url.pathname === '/api/v1/search/calls',
      async (route) => {
        const calls = await (await DeskClient.signIn(server.url, 'advisor')).get('/calls')
        const [call] = (calls.body as { calls: Record<string, unknown>[] }).calls
        const range = { start: 0, end: 4 }
        const hit = { utteranceId: 'u1', channel: 'customer', startMs: 0, language: 'en', text: hostile, ranges: [range], place: range }
        await route.fulfill({ json: { found: [{ call: { ...call, title: hostile }, hits: [hit] }], next: null } })
      },
    )
    await page.goto(`${server.url}/calls?q=teapots`)
    await page.locator('mark').first().waitFor()
    await expectHarmless(page)
  })
})

test('an article that holds markup is read as words', { timeout: 60_000 }, async () => {
  const supervisor = await signIn(browser, server.url, 'supervisor')
  await supervisor.goto(`${server.url}/knowledge`)
  await supervisor.getByText('Teapots').first().waitFor()
  await expectHarmless(supervisor)
  await supervisor.getByText('Teapots').first().click()
  await supervisor.getByText('Teapots are covered in full.').first().waitFor()
  await expectHarmless(supervisor)
})

/** Nothing of it became an element, and nothing ran. */
async function expectHarmless(shown: Page): Promise<void> {
  const state = await shown.evaluate(() => ({
    attacked: Reflect.get(window, 'attacked') ?? null,
    elements: document.querySelectorAll('img[src="x"], iframe, svg[onload], [onerror], a[href^="javascript"]').length,
    scripts: [...document.scripts].filter((script) => (script.textContent ?? '').includes('attacked')).length,
  }))
  expect(state).toEqual({ attacked: null, elements: 0, scripts: 0 })
}

function hostileCall(id: string): readonly Record<string, unknown>[] {
  const evidence = [{ utteranceId: 'u1', charStart: 0, charEnd: 5, startMs: 0, endMs: 100 }]
  const bodies = [
    {
      callStarted: {
        language: 'en',
        advisorId: 'advisor',
        channels: ['CHANNEL_CUSTOMER', 'CHANNEL_ADVISOR'],
        title: hostile,
        source: 'native',
      },
    },
    {
      utterance: {
        utteranceId: 'u1',
        channel: 'CHANNEL_CUSTOMER',
        startMs: 0,
        endMs: 3000,
        text: hostile,
        language: 'en',
        confidence: 0.9,
        words: hostile.split(' ').map((text, index) => ({ text, confidence: 0.9, startMs: index * 10, endMs: index * 10 + 9 })),
      },
    },
    {
      suggestionOffered: {
        suggestionId: 's1',
        kind: 'SUGGESTION_KIND_ANSWER',
        text: hostile,
        sources: [{ articleId: 'hostile', articleVersion: 1, articleTitle: hostile, passageId: 'p1', heading: hostile, quote: hostile }],
        utteranceId: 'u1',
        score: 0.9,
        language: 'en',
        positionMs: 3000,
        sourceId: 'article hostile',
      },
    },
    {
      summaryUpdated: {
        summary: {
          revision: 1,
          state: 'SUMMARY_STATE_DRAFT',
          language: 'en',
          fields: [
            {
              fieldId: 'reason',
              label: { en: hostile, fr: hostile },
              type: 'SUMMARY_FIELD_TYPE_TEXT',
              lines: [{ lineId: 'l1', text: hostile, evidence, confidence: 0.9 }],
            },
          ],
        },
      },
    },
  ]
  return bodies.map((body, index) => ({ eventId: `hostile-${index}`, callId: id, occurredAtMs: Date.now() - 30_000 + index, ...body }))
}
