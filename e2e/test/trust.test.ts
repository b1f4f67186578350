import { type OwnServer, startOwnServer } from '@souffleur/loadtest'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible, launchBrowser, signIn } from './browser.ts'
import { DeskClient } from './desk-client.ts'

/** Personal data on screens, one caller's erasure, and who may sign in. */

let server: OwnServer
let browser: Browser
let callId = ''

beforeAll(async () => {
  server = await startOwnServer()
  browser = await launchBrowser()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

describe('a date of birth that a caller says', { timeout: 120_000 }, () => {
  test('is read by the call’s advisor, and by nobody else', async () => {
    const client = await DeskClient.signIn(server.url, 'advisor')
    const { body } = await client.send('POST', '/samples/en-water-damage/play', {})
    callId = (body as { callId: string }).callId
    const advisor = await signIn(browser, server.url, 'advisor')
    const supervisor = await signIn(browser, server.url, 'supervisor')
    for (const page of [advisor, supervisor]) await page.goto(`${server.url}/calls/${callId}`)
    const own = advisor.locator('[data-utterance] [data-private]')
    const hidden = supervisor.locator('[data-utterance] [data-hidden="birth-date"]')
    await own.first().waitFor({ timeout: 90_000 })
    await hidden.first().waitFor({ timeout: 10_000 })
    expect(await own.first().textContent()).toMatch(/1981/)
    expect(await supervisor.locator('main').textContent()).not.toMatch(/1981/)
    await expectAccessible(supervisor)
    await client.send('DELETE', `/playbacks/${callId}`)
    await supervisor.getByText('Call ended').waitFor()
    // A page that is opened later has nothing to reveal.
    await advisor.reload()
    await advisor.locator('[data-utterance] [data-hidden="birth-date"]').first().waitFor()
    expect(await advisor.locator('main').textContent()).not.toMatch(/1981/)
  })

  test('is gone with the call when the caller asks for it', async () => {
    const dpo = await signIn(browser, server.url, 'dpo')
    await dpo.getByRole('textbox', { name: /Words that were said/ }).fill('ceiling')
    await dpo.keyboard.press('Enter')
    await dpo.getByRole('checkbox', { name: /Water through/ }).check()
    await dpo.getByRole('button', { name: 'Erase 1 call' }).click()
    await dpo.getByRole('textbox', { name: 'Reason' }).fill('Request 12')
    await expectAccessible(dpo)
    await dpo.keyboard.press('Enter')
    await dpo.getByText('1 call is erased.').waitFor()
    const supervisor = await DeskClient.signIn(server.url, 'supervisor')
    expect((await supervisor.get(`/calls/${callId}`)).status).toBe(404)
  })
})

test('somebody whom the administrator adds signs in, and is out at once when switched off', async () => {
  const admin = await signIn(browser, server.url, 'admin')
  await admin.getByRole('button', { name: 'Add an account' }).first().click()
  const dialog = admin.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'User name' }).fill('newcomer')
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('A newcomer')
  await expectAccessible(admin)
  await dialog.getByRole('button', { name: 'Add an account' }).click()
  await admin.getByText('It is shown this once').waitFor()
  const password = await admin.getByRole('textbox', { name: 'Password' }).inputValue()
  await admin.getByRole('button', { name: 'Done' }).click()
  const context = await browser.newContext({ locale: 'en-GB' })
  const newcomer = await context.newPage()
  await newcomer.goto(server.url)
  await newcomer.locator('input[autocomplete=username]').fill('newcomer')
  await newcomer.locator('input[autocomplete=current-password]').fill(password)
  await newcomer.keyboard.press('Enter')
  await newcomer.getByRole('heading', { level: 1 }).first().waitFor()
  await newcomer.getByRole('link', { name: 'Calls' }).waitFor()
  await admin.getByRole('button', { name: 'Edit A newcomer' }).click()
  await admin.getByRole('checkbox', { name: /Switched off/ }).check()
  await admin.getByRole('button', { name: 'Store' }).click()
  await admin.getByText('switched off', { exact: true }).waitFor()
  await newcomer.reload()
  await newcomer.locator('input[autocomplete=current-password]').waitFor()
})
