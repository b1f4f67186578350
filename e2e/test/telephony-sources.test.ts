import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type OwnServer, startOwnServer } from '@souffleur/loadtest'
import { NativeStreamClient } from '@souffleur/media-client'
import type { NativeHelloInput } from '@souffleur/proto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAccessible, launchBrowser, signIn } from './browser.ts'

/** The screen on which operations let platforms in. */
let server: OwnServer
let browser: Browser
let noModels: string
beforeAll(async () => {
  noModels = await mkdtemp(join(tmpdir(), 'souffleur-no-models-'))
  ;[server, browser] = await Promise.all([startOwnServer({ environment: { SOUFFLEUR_MODELS: noModels } }), launchBrowser()])
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await rm(noModels, { recursive: true, force: true })
})

async function isLetIn(secret: string): Promise<boolean> {
  const hello = { type: 'hello', channels: ['customer'], encoding: 'pcmu', sampleRate: 8000 } satisfies NativeHelloInput
  try {
    const headers = { authorization: `Bearer ${secret}`, 'x-forwarded-for': '203.0.113.7' }
    const client = await NativeStreamClient.connect(`${server.url.replace('http', 'ws')}/telephony/stream`, hello, { headers })
    client.end()
    await client.closed
    return true
  } catch {
    return false
  }
}

const secretOn = (page: Page) => page.getByRole('dialog').getByLabel('Secret', { exact: true }).inputValue()

test('a platform is let in, gets another secret, and is let in no more', async () => {
  const page = await signIn(browser, server.url, 'ops', { permissions: ['clipboard-read', 'clipboard-write'] })
  await page.getByRole('link', { name: 'Sources' }).click()
  await page.getByText('No platform has a secret yet').waitFor()
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Add a source' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Main PBX')
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Secret of Main PBX' }).waitFor()
  await expectAccessible(page)
  const first = await secretOn(page)
  await page.getByRole('button', { name: 'Copy – Secret' }).click()
  await page.getByText('Copied').waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(first)
  await page.getByRole('button', { name: 'Done, I have stored it' }).click()
  await page.getByText('never used').waitFor()
  expect(await page.content()).not.toContain(first)
  expect(await isLetIn(first)).toBe(true)

  await page.getByRole('button', { name: 'Renew – Main PBX' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Renew' }).click()
  await page.getByRole('dialog', { name: 'Secret of Main PBX' }).waitFor()
  const second = await secretOn(page)
  await page.keyboard.press('Escape')
  expect([await isLetIn(first), await isLetIn(second)]).toEqual([true, true])

  await page.getByText('Replaced: valid until').waitFor()
  await page.getByRole('button', { name: 'End now – Main PBX' }).click()
  await expectAccessible(page)
  await page.getByRole('dialog').getByRole('button', { name: 'End now' }).click()
  await page.getByText('The old secret is ended.').first().waitFor()
  expect([await isLetIn(first), await isLetIn(second)]).toEqual([false, true])

  await page.getByRole('button', { name: 'Revoke – Main PBX' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  expect(await isLetIn(second)).toBe(true)
  await page.getByRole('button', { name: 'Revoke – Main PBX' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('No platform has a secret yet').waitFor()
  expect(await isLetIn(second)).toBe(false)
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Add a source')
})

test('in French and in the dark, a platform’s own secret is given and never shown', async () => {
  const page = await signIn(browser, server.url, 'ops', { locale: 'fr-FR', colorScheme: 'dark', viewport: { width: 380, height: 800 } })
  await page.goto(`${server.url}/ops/sources`)
  await page.getByRole('button', { name: 'Ajouter une source' }).click()
  await page.getByLabel('Nom', { exact: true }).fill('Twilio Paris')
  await page.getByLabel('Entrée').selectOption('twilio')
  const submit = page.getByRole('dialog').getByRole('button', { name: 'Ajouter une source' })
  expect(await submit.isDisabled()).toBe(true)
  await page.getByLabel('SID du compte').fill('AC123')
  const token = '0123456789abcdef0123456789abcdef'
  await page.getByLabel('Jeton d’authentification').fill(token)
  await expectAccessible(page)
  await submit.click()
  await page.getByText('Le secret de Twilio Paris est enregistré.').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Fermer' }).last().click()
  await page.getByText('Secret de signature').waitFor()
  await expectAccessible(page)
  expect(await page.content()).not.toContain(token)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
})
