import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type OwnServer, startOwnServer } from '@souffleur/loadtest'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAccessible, launchBrowser, signIn } from './browser.ts'

/** The screen on which operations set who is told of summaries. */
let server: OwnServer
let browser: Browser
let receiver: Server
let noModels: string
let answer = 200
const events: unknown[] = []
beforeAll(async () => {
  noModels = await mkdtemp(join(tmpdir(), 'souffleur-no-models-'))
  receiver = createServer((request, response) => {
    events.push(request.headers['souffleur-event'])
    request.resume().on('end', () => response.writeHead(answer).end())
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const environment = { SOUFFLEUR_MODELS: noModels, SOUFFLEUR_WEBHOOK_HOSTS: `crm.example,${host()}` }
  ;[server, browser] = await Promise.all([startOwnServer({ environment }), launchBrowser()])
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  receiver?.close()
  await rm(noModels, { recursive: true, force: true })
})

const host = () => `127.0.0.1:${(receiver.address() as AddressInfo).port}`
const isWithinWidth = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)

test('a webhook is added, tested, renewed, switched off and removed, by keyboard where it matters', async () => {
  const page = await signIn(browser, server.url, 'ops')
  await page.getByRole('link', { name: 'Webhooks' }).click()
  await page.getByText('No system is told yet').waitFor()
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Add a webhook' }).press('Enter')
  await page.getByLabel('Name', { exact: true }).fill('CRM')
  await page.getByLabel('Address').fill('https://elsewhere.example/')
  await page.keyboard.press('Enter')
  await page.getByText('webhook.host-refused').waitFor()
  await expectAccessible(page)
  await page.getByLabel('Address').fill(`http://${host()}/hooks`)
  await page.getByLabel('Summary saved').press('Space')
  await page.getByLabel('Address').press('Enter')
  await page.getByRole('dialog', { name: 'Secret of CRM' }).waitFor()
  const secret = await page.getByRole('dialog').getByLabel('Secret', { exact: true }).inputValue()
  await page.getByRole('button', { name: 'Done, I have stored it' }).click()
  expect(await page.content()).not.toContain(secret)

  await page.getByRole('button', { name: 'Test – CRM' }).click()
  await page.getByText('The test arrived (HTTP 200').waitFor()
  answer = 500
  await page.getByRole('button', { name: 'Test – CRM' }).click()
  await page.getByText('The test failed: says no, HTTP 500.').waitFor()
  expect(events).toEqual(['ping', 'ping'])
  await page.getByRole('list', { name: 'Recent deliveries' }).getByText('failed', { exact: true }).waitFor()
  await page.getByText('Nothing has been given up.').waitFor()
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Renew the secret – CRM' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Renew the secret' }).click()
  await page.getByRole('dialog', { name: 'Secret of CRM' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('Old secret signs until').waitFor()
  await page.getByRole('button', { name: 'Switch off – CRM' }).click()
  await page.getByText('Off', { exact: true }).waitFor()
  await expectAccessible(page)
  expect(await isWithinWidth(page)).toBe(true)

  await page.getByRole('button', { name: 'Remove – CRM' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByText('No system is told yet').waitFor()
})

test('what was given up is sent again, in French, in the dark and on a narrow screen', async () => {
  const ops = await signIn(browser, server.url, 'ops', { locale: 'fr-FR', colorScheme: 'dark', viewport: { width: 380, height: 800 } })
  const settings = { name: 'CRM de Paris', url: `http://${host()}/hooks`, events: ['summary.saved'], isOn: true }
  const added = await ops.request.post(`${server.url}/api/v1/webhooks`, { data: settings, headers: { origin: server.url } })
  expect(added.status()).toBe(201)
  answer = 404
  await saveASummary()
  await ops.goto(`${server.url}/webhooks`)
  const letters = ops.getByRole('list', { name: 'Abandonnés' })
  await letters.getByText('refuse, HTTP 404').waitFor()
  await expectAccessible(ops)
  expect(await isWithinWidth(ops)).toBe(true)
  answer = 200
  await letters.getByRole('button', { name: /^Renvoyer – CRM de Paris/ }).click()
  await ops.getByText('1 envoi est relancé.').first().waitFor()
  await ops.getByText('Rien n’a été abandonné.').waitFor()
  await ops.getByRole('list', { name: 'Envois récents' }).getByText('remis').waitFor()
})

/** A sample call is stopped and its summary saved, over the API. */
async function saveASummary(): Promise<void> {
  const advisor = await signIn(browser, server.url, 'advisor')
  const api = async (method: string, path: string, data?: object) => {
    const response = await advisor.request.fetch(`${server.url}/api/v1${path}`, { method, data, headers: { origin: server.url } })
    expect(response.status(), path).toBeLessThan(300)
    return response.status() === 204 ? undefined : await response.json()
  }
  const { samples } = await api('GET', '/samples')
  const { callId } = await api('POST', `/samples/${samples[0].id}/play`, {})
  await api('DELETE', `/playbacks/${callId}`)
  await expect.poll(async () => (await api('GET', `/calls/${callId}`)).call.state, { timeout: 20_000 }).toBe('ended')
  // Souffleur writes its own revision once the call is over.
  const latest = async (): Promise<number> => (await api('GET', `/calls/${callId}/summary/revisions`)).revisions.at(-1)?.revision ?? 0
  await expect.poll(latest, { timeout: 20_000 }).toBeGreaterThan(0)
  await api('PUT', `/calls/${callId}/summary`, { baseRevision: await latest(), fields: [], dispositionId: '' })
}
