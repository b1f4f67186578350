import { type OwnServer, startOwnServer } from '@souffleur/loadtest'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible, launchBrowser, signIn } from './browser.ts'
import { DeskClient } from './desk-client.ts'
import { playBriefly } from './shown-events.ts'

/** What supervisors keep in the desk: articles, intents, the guide, templates; and what they see of suggestions. */

let server: OwnServer
let browser: Browser
let page: Page

beforeAll(async () => {
  server = await startOwnServer()
  browser = await launchBrowser()
  page = await signIn(browser, server.url, 'supervisor')
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

describe('a supervisor', { timeout: 60_000 }, () => {
  test('edits an article, which is found by its new words at once', async () => {
    await page.getByRole('link', { name: 'Knowledge' }).click()
    await page.getByRole('searchbox', { name: /Filter/ }).fill('glasses')
    await page
      .getByRole('button', { name: /glasses/i })
      .first()
      .click()
    const body = page.getByRole('textbox', { name: 'Text (Markdown)' })
    await body.fill('## Zebra rule\n\nStriped spectacles of the zebra kind are reimbursed once a year.')
    await page.getByText('One passage that can be quoted').waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Store', exact: true }).click()
    await page.getByText('Version 2 can be found now.', { exact: true }).waitFor()
    const advisor = await DeskClient.signIn(server.url, 'advisor')
    await expect
      .poll(async () => JSON.stringify((await advisor.get('/knowledge/search?language=en&q=zebra%20spectacles')).body), { timeout: 20_000 })
      .toContain('Striped spectacles')
  })

  test('has the articles checked', async () => {
    await page.getByRole('button', { name: 'Check' }).click()
    await page
      .getByText(/No article contradicts|alike/)
      .first()
      .waitFor()
    await expectAccessible(page)
  })

  test('tries a phrase against the intents', async () => {
    await page.getByRole('link', { name: 'Intents' }).click()
    await page.getByRole('textbox', { name: 'Somebody says' }).fill('There is water coming through my ceiling')
    await page.getByRole('button', { name: 'Try', exact: true }).click()
    await page.getByText('claim_water_damage', { exact: true }).waitFor()
    await expectAccessible(page)
  })

  test('sees what a template makes of a past call', async () => {
    const advisor = await DeskClient.signIn(server.url, 'advisor')
    await playBriefly(advisor)
    await expect.poll(async () => JSON.stringify((await advisor.get('/calls?state=ended')).body), { timeout: 20_000 }).toContain('"ended"')
    await page.getByRole('link', { name: 'Templates' }).click()
    await page.getByRole('heading', { name: 'Seen on a past call' }).waitFor()
    await page.getByRole('heading', { name: /^Reason/ }).waitFor()
    await expectAccessible(page)
  })

  test('sees what became of suggestions, and what feedback changes', async () => {
    await page.getByRole('link', { name: 'Suggestions' }).click()
    await page.getByRole('heading', { name: 'What feedback changes' }).waitFor()
    await page.getByRole('button', { name: 'Switch all effects off' }).click()
    await page.getByText('Feedback has no effect on suggestions at present.').waitFor()
    await expectAccessible(page)
  })

  test('sees how calls went', async () => {
    await page.getByRole('link', { name: 'Figures' }).click()
    await page.getByRole('heading', { name: 'Calls by day' }).or(page.getByText('Calls by day')).first().waitFor()
    await expectAccessible(page)
  })

  test('changes what is picked out for review', async () => {
    await page.getByRole('link', { name: 'To review' }).click()
    await page.getByRole('spinbutton', { name: /by chance/ }).fill('100')
    await page.getByRole('button', { name: 'Store', exact: true }).click()
    await page.getByRole('listitem').filter({ hasText: 'sample' }).first().waitFor()
    await expectAccessible(page)
  })

  test('fills the card of a call', async () => {
    await page.getByRole('listitem').filter({ hasText: 'sample' }).getByRole('link').first().click()
    await page.getByText('Scorecard and coaching').click()
    await page
      .getByRole('group', { name: /Stays courteous/ })
      .getByRole('radio', { name: 'yes' })
      .check()
    await page.getByRole('textbox', { name: 'Coaching note' }).fill('Well done.')
    await page.getByRole('button', { name: 'Store the card' }).click()
    await page.getByText('100% of what applied').waitFor()
    await expectAccessible(page)
  })
})
