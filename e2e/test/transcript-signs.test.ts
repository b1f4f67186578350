import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type OwnServer, startOwnServer } from '@souffleur/loadtest'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible, expectFocus, launchBrowser, signIn } from './browser.ts'
import { DeskClient } from './desk-client.ts'
import { listenToSounds } from './heard-sounds.ts'
import { playBriefly, showEvents } from './shown-events.ts'
import { signsCall } from './signs-call.ts'

/** What the transcript shows of a call beside its words, and whose sound can be heard. */
const sample = fileURLToPath(new URL('../../services/standalone/demo/calls/en-health-glasses/audio.wav', import.meta.url))

let server: OwnServer
let browser: Browser
beforeAll(async () => {
  server = await startOwnServer()
  browser = await launchBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

describe('a telephone call in two languages, with words that are unsure and others that were rewritten', () => {
  let page: Page
  beforeAll(async () => {
    page = await signIn(browser, server.url, 'advisor')
    const callId = await playBriefly(await DeskClient.signIn(server.url, 'advisor'))
    await showEvents(page, callId, signsCall)
    await page.goto(`${server.url}/calls/${callId}`)
    await page.getByText('Mon numéro').waitFor()
  }, 60_000)

  test('says where the language changes, and in what language each sentence is', async () => {
    const languages = await page.locator('[data-utterance] p').evaluateAll((texts) => texts.map((text) => text.getAttribute('lang')))
    expect(languages).toEqual(['fr', 'fr', 'en', 'en', 'fr'])
    expect(await page.locator('[data-utterance] [title=English]').count()).toBe(1)
    expect(await page.locator('[data-utterance] [title=French]').count()).toBe(1)
    await page.getByText('French and English (detected)').waitFor()
  })

  test('says what was said where something else is written, to the pointer and to the keyboard', async () => {
    const number = page.locator('[data-said]', { hasText: '06 12 34 56 78' })
    await number.hover()
    await page.locator('[data-said-tip]', { hasText: 'zéro six douze trente-quatre cinquante-six soixante-dix-huit' }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await expect.poll(() => page.locator('[data-said-tip]').count()).toBe(0)
    await number.focus()
    await page.locator('[data-said-tip]').waitFor()
    const description = await number.evaluate((word) => document.getElementById(word.getAttribute('aria-describedby') ?? '')?.textContent)
    expect(description).toContain('zéro six douze')
    await page.keyboard.press('ArrowDown')
    await expectFocus(page, /45/)
  })

  test('marks what is unsure for those who see and for those who listen', async () => {
    const row = page.locator('[data-utterance=u2]')
    expect(await row.innerText()).toContain('(unsure)')
    await page.getByText('Souffleur is not sure of this sentence').first().waitFor({ state: 'attached' })
  })

  test('has no buttons where there is no sound, and promises none', async () => {
    expect(await page.locator('[data-word][role=button]').count()).toBe(0)
    await page.keyboard.press('?')
    await page.getByText('Signs in the transcript').waitFor()
    expect(await page.getByText('Hear a word again').count()).toBe(0)
    await expectAccessible(page)
    await page.keyboard.press('Escape')
  })

  test('notes quietly that the machine is busy, until the person closes it', async () => {
    const notice = page.getByText(/words appear less often/)
    await notice.waitFor()
    await page.getByRole('button', { name: 'Close this notice' }).click()
    await notice.waitFor({ state: 'detached' })
  })
})

test('a recording that this page sent can be heard again, until the page is loaded anew', { timeout: 120_000 }, async () => {
  const page = await signIn(browser, server.url, 'advisor')
  // The file as it is, with the sides exchanged: what is called the customer's voice is the one on the left.
  await page.locator('input[type=file]').setInputFiles({ name: 'call.wav', mimeType: 'audio/wav', buffer: await firstSeconds(10) })
  await page.getByLabel('Stereo: who is on the left').selectOption('customer-left')
  await page.getByRole('button', { name: 'Start the call' }).click()
  const words = page.locator('[data-word][role=button]')
  await words.first().waitFor({ timeout: 60_000 })
  const heard = await listenToSounds(page)
  await words.first().click()
  await expect.poll(heard).toHaveLength(1)
  const [sound] = await heard()
  expect(sound).toMatchObject({ channels: 1, rateHz: 8000 })
  expect(sound?.loudness).toBeGreaterThan(0.01)
  await page.reload()
  await page.locator('[data-word]').first().waitFor({ timeout: 60_000 })
  expect(await words.count()).toBe(0)
})

/** Of the sample: two channels of G.711, 8,000 bytes a second each. */
async function firstSeconds(seconds: number): Promise<Buffer> {
  const wav = await readFile(sample)
  const data = wav.indexOf('data')
  const cut = Buffer.from(wav.subarray(0, data + 8 + seconds * 16_000))
  cut.writeUInt32LE(seconds * 16_000, data + 4)
  return cut
}
