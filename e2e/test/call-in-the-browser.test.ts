import { type OwnServer, startOwnServer } from '@souffleur/loadtest'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible, expectFocus, launchBrowser, signIn } from './browser.ts'
import { DeskClient } from './desk-client.ts'
import { followPlayedWords, listenToSounds } from './heard-sounds.ts'

/** What an advisor and a supervisor do, in a real browser, with a sample call at the pace of speech. */
const SAMPLE = 'Glasses and their reimbursement'
const CALL_PATIENCE = { timeout: 90_000 }

let server: OwnServer
let browser: Browser
let advisor: Page

beforeAll(async () => {
  server = await startOwnServer()
  browser = await launchBrowser()
  advisor = await signIn(browser, server.url, 'advisor')
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** One story, told in order: each test goes on where the one before stopped. */
describe('a sample call', { timeout: 150_000 }, () => {
  test('starts from the first page, which says that the voices are synthetic', async () => {
    await expectAccessible(advisor)
    await advisor.getByText('Synthetic voices').first().waitFor()
    await advisor.getByRole('button', { name: `Start the sample call “${SAMPLE}”` }).click()
    await advisor.getByText('Souffleur listens:').waitFor(CALL_PATIENCE)
  })

  test('shows the words of both sides while they are spoken', async () => {
    const transcript = advisor.getByRole('region', { name: 'Transcript' })
    await transcript
      .getByText(/how can i help/i)
      .first()
      .waitFor(CALL_PATIENCE)
    await transcript
      .getByText(/new glasses/i)
      .first()
      .waitFor(CALL_PATIENCE)
  })

  test('offers a suggestion with its source, which one key puts to use', async () => {
    const suggestions = advisor.getByRole('region', { name: 'Suggestions' })
    await suggestions.getByRole('button', { name: /^Use/ }).first().waitFor(CALL_PATIENCE)
    await expectAccessible(advisor)
    await advisor.keyboard.press('a')
    await advisor.getByText('Your line').waitFor()
  })

  test('ends with a summary whose lines point at the words', async () => {
    await advisor.getByText('Call ended').first().waitFor(CALL_PATIENCE)
    await advisor.getByText('To be checked').first().waitFor(CALL_PATIENCE)
    await advisor
      .getByRole('button', { name: /Show the words/ })
      .first()
      .click()
    await advisor.locator('mark').first().waitFor()
    await expectAccessible(advisor)
  })

  test('lets a word be heard again, in the voice of who said it', async () => {
    const [heard, shown] = [await listenToSounds(advisor), await followPlayedWords(advisor)]
    await advisor
      .getByRole('region', { name: 'Transcript' })
      .getByRole('button', { name: /^glasses/ })
      .first()
      .click()
    // It goes on by itself, to the end of what that person said.
    await expect.poll(shown, { timeout: 20_000 }).toContain('')
    const words = (await shown()).join(' ')
    expect(words).toMatch(/^glasses.* how much do you pay .*level/i)
    const [sound] = await heard()
    expect(sound).toMatchObject({ channels: 1, rateHz: 8000 })
    expect(sound?.loudness).toBeGreaterThan(0.01)
    expect(sound?.seconds).toBeGreaterThan(2)
    expect(sound?.seconds).toBeLessThan(8)
  })

  test('moves from word to word by arrow keys, plays by Enter and stops by Escape', async () => {
    const transcript = advisor.getByRole('region', { name: 'Transcript' })
    await transcript
      .getByRole('button', { name: /^glasses/ })
      .first()
      .focus()
    await advisor.keyboard.press('Home')
    await expectFocus(advisor, /^Good/)
    for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowRight', 'ArrowLeft']) await advisor.keyboard.press(key)
    await expectFocus(advisor, /^morning/)
    await advisor.keyboard.press('ArrowDown')
    await expectFocus(advisor, /^Let/)
    await advisor.keyboard.press('Enter')
    await advisor.locator('[data-playing]').first().waitFor()
    await advisor.keyboard.press('Escape')
    await advisor.locator('[data-playing]').first().waitFor({ state: 'detached', timeout: 1000 })
    // One stop for all words: the next is outside of them.
    await advisor.keyboard.press('Tab')
    expect(await advisor.evaluate(() => document.activeElement?.closest('[data-word]') === null)).toBe(true)
    await advisor.keyboard.press('Shift+Tab')
    await expectFocus(advisor, /^Let/)
  })

  test('has a summary that the advisor corrects and saves from the keyboard', async () => {
    const line = advisor.getByRole('textbox', { name: 'Reason, line 1' })
    const kept = advisor.waitForResponse((response) => response.url().endsWith('/summary/draft') && response.request().method() === 'PUT')
    await line.fill('Glasses: how much, how often, how long')
    expect((await kept).status()).toBe(204)
    // Another window, as after a browser that was closed: nothing that was typed is lost.
    const again = await advisor.context().newPage()
    await again.goto(advisor.url())
    const resumed = () => again.getByRole('textbox', { name: 'Reason, line 1' }).inputValue()
    await expect.poll(resumed, { timeout: 20_000 }).toBe('Glasses: how much, how often, how long')
    await again.close()
    await advisor.keyboard.press('Control+s')
    await advisor.getByText('Saved', { exact: true }).first().waitFor()
  })

  test('is found in the list by the supervisor, who approves its summary', async () => {
    const supervisor = await signIn(browser, server.url, 'supervisor')
    await supervisor.goto(`${server.url}/calls`)
    await supervisor
      .getByRole('link', { name: new RegExp(SAMPLE) })
      .first()
      .click()
    await supervisor.getByText('Glasses: how much, how often, how long').first().waitFor()
    await expectAccessible(supervisor)
    await supervisor
      .getByRole('region', { name: 'Transcript' })
      .getByRole('button', { name: /^glasses/ })
      .first()
      .click()
    await supervisor.locator('[data-playing]').first().waitFor()
    await supervisor.getByRole('button', { name: 'Stop the sound' }).click()
    await supervisor.getByRole('button', { name: 'Approve' }).click()
    await supervisor.getByText('Approved').first().waitFor()
  })

  test('is found by its words, opened at them, and the search is kept under a name', async () => {
    const supervisor = await signIn(browser, server.url, 'supervisor')
    await supervisor.goto(`${server.url}/calls`)
    await supervisor.getByRole('searchbox').fill('glass reimburse*')
    await supervisor.keyboard.press('Enter')
    const hits = supervisor.locator('td mark')
    await hits.first().waitFor()
    await supervisor.getByRole('button', { name: 'Save this search' }).click()
    await supervisor.getByRole('textbox', { name: 'Name' }).fill('Glasses')
    await supervisor.keyboard.press('Enter')
    await supervisor.getByRole('button', { name: 'Glasses', exact: true, pressed: true }).waitFor()
    await expectAccessible(supervisor)
    await supervisor.getByRole('button', { name: 'Clear the search' }).click()
    await supervisor.getByRole('heading', { name: 'In progress' }).waitFor()
    await supervisor.getByRole('button', { name: 'Glasses', exact: true }).click()
    await supervisor
      .getByRole('link')
      .filter({ has: supervisor.locator('mark') })
      .first()
      .click()
    await supervisor.locator('[data-utterance] mark').first().waitFor()
  })

  test('leaves the advisor’s choices and the review in the database', async () => {
    const client = await DeskClient.signIn(server.url, 'supervisor')
    const { body } = await client.get('/calls?state=ended')
    expect(body).toMatchObject({ calls: [{ title: SAMPLE, synthetic: true, summaryState: 'approved' }] })
    const [{ id }] = (body as { calls: [{ id: string }] }).calls
    const detail = JSON.stringify((await client.get(`/calls/${id}`)).body)
    expect(detail).toContain('SUGGESTION_VERDICT_SHOWN')
    expect(detail).toContain('SUGGESTION_VERDICT_ACCEPTED')
  })
})

test('a microphone that the browser refuses has a coded message', async () => {
  const page = await signIn(browser, server.url, 'advisor')
  await page.getByRole('button', { name: 'Start speaking' }).click()
  await page
    .getByText(/microphone\.(denied|missing)/)
    .first()
    .waitFor()
})

test('a file that is no recording is refused with what to do', async () => {
  const page = await signIn(browser, server.url, 'advisor')
  await page.locator('input[type=file]').setInputFiles({ name: 'notes.wav', mimeType: 'audio/wav', buffer: Buffer.from('not a recording') })
  await page.getByRole('button', { name: 'Start the call' }).click()
  await page
    .getByText(/wav\.not-wav/)
    .first()
    .waitFor()
})
