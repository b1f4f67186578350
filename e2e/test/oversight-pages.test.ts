import { type OwnServer, startOwnServer } from '@souffleur/loadtest'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible, launchBrowser, signIn } from './browser.ts'

/** What the people who answer for the data can see for themselves. */
let server: OwnServer
let browser: Browser
let page: Page
beforeAll(async () => {
  server = await startOwnServer({ environment: { SOUFFLEUR_LLM_URL: 'http://gpu.example:8000', SOUFFLEUR_LLM_MODEL: 'our-own-model' } })
  browser = await launchBrowser()
  page = await signIn(browser, server.url, 'ops', { viewport: { width: 1000, height: 1400 } })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

describe('where everything is', { timeout: 60_000 }, () => {
  test('shows the data folder, the models with their hashes, and the places that connections may go to', async () => {
    await page.goto(`${server.url}/ops/data-map`)
    await page.getByText(server.dataFolder).first().waitFor()
    await page.getByText('gpu.example:8000').first().waitFor()
    await page.getByText('Enforced', { exact: true }).waitFor()
    const models = page.getByRole('region', { name: 'Models' })
    expect(await models.getByText('our-own-model').count()).toBe(1)
    expect(await models.getByText('silero-vad').count()).toBe(1)
    await expectAccessible(page)
  })
})

describe('models and rules', { timeout: 60_000 }, () => {
  test('shows what was measured, what is never done, and what people are told in both languages', async () => {
    await page.goto(`${server.url}/governance`)
    await page.getByText('npm run eval -- asr', { exact: false }).first().waitFor()
    await page.getByText('It recognises no emotion:').waitFor()
    await page.locator('[lang=fr] blockquote').first().waitFor()
    await page.getByRole('heading', { name: 'Record of processing' }).waitFor()
    await expectAccessible(page)
  })

  test('are in French too', async () => {
    await page.evaluate(() => localStorage.setItem('souffleur.language', 'fr'))
    await page.goto(`${server.url}/governance`)
    await page.getByText('Elle ne reconnaît aucune émotion').first().waitFor()
    await expectAccessible(page)
  })
})
