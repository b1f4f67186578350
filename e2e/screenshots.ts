import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { startOwnServer } from '@souffleur/loadtest'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { launchBrowser, signIn } from './test/browser.ts'
import { type DemoAccount, DeskClient } from './test/desk-client.ts'
import { playBriefly, showEvents } from './test/shown-events.ts'
import { signsCall } from './test/signs-call.ts'

/**
 * `npm run screenshots [-- FOLDER]`: plays a sample call and takes a picture of every screen, in French and in English, light and
 * dark, at the width of a laptop and of a sidebar. Without a folder, the README's pictures are written to `docs/images`.
 */
const folder = process.argv[2]
const images = fileURLToPath(new URL('../docs/images', import.meta.url))

interface Variant {
  readonly name: string
  readonly options: BrowserContextOptions
}

const variants: readonly Variant[] = (['en-GB', 'fr-FR'] as const).flatMap((locale) =>
  (['light', 'dark'] as const).flatMap((colorScheme) =>
    ([1280, 380] as const).map((width) => ({
      name: `${locale.slice(0, 2)}-${colorScheme}-${width}`,
      options: { locale, colorScheme, viewport: { width, height: 800 } },
    })),
  ),
)

type Views = readonly (readonly [name: string, page: Page])[]

async function signInEverywhere(url: string, account: DemoAccount): Promise<Views> {
  const views: (readonly [string, Page])[] = []
  for (const { name, options } of variants) views.push([name, await signIn(browser, url, account, options)])
  return views
}

async function takeAll(views: Views, url: string, picture: string): Promise<void> {
  for (const [name, page] of views) {
    await page.goto(url)
    await page.waitForTimeout(2500)
    await page.screenshot({ path: `${folder}/${picture}-${name}.png` })
  }
}

const server = await startOwnServer()
const browser = await launchBrowser()
try {
  const client = await DeskClient.signIn(server.url, 'advisor')
  const started = await client.send('POST', '/samples/en-water-damage/play', {})
  const { callId } = started.body as { callId: string }
  const callUrl = `${server.url}/calls/${callId}`
  if (folder === undefined) {
    await mkdir(images, { recursive: true })
    const page = await signIn(browser, server.url, 'advisor', { locale: 'en-GB', colorScheme: 'light' })
    await page.goto(callUrl)
    await page
      .getByText(/will an expert come/i)
      .first()
      .waitFor({ timeout: 120_000 })
    await page.waitForTimeout(1500)
    await page.screenshot({ path: `${images}/call-en-light.png` })
    await page.getByText('To be checked').first().waitFor({ timeout: 120_000 })
    await page.screenshot({ path: `${images}/summary-en-light.png` })
  } else {
    await mkdir(folder, { recursive: true })
    const advisor = await signInEverywhere(server.url, 'advisor')
    await takeAll(advisor, `${server.url}/`, 'start')
    await takeAll(advisor, callUrl, 'call')
    const signsId = await playBriefly(client)
    for (const [, page] of advisor) await showEvents(page, signsId, signsCall)
    await takeAll(advisor, `${server.url}/calls/${signsId}`, 'signs')
    await advisor[0]?.[1].getByText('To be checked').first().waitFor({ timeout: 120_000 })
    await takeAll(advisor, callUrl, 'wrap-up')
    const supervisor = await signInEverywhere(server.url, 'supervisor')
    await takeAll(supervisor, `${server.url}/calls`, 'calls')
    await takeAll(supervisor, `${server.url}/calls?q=water`, 'search')
    await takeAll(supervisor, callUrl, 'review')
    for (const name of ['knowledge', 'intents', 'guide', 'templates', 'suggestions', 'figures'])
      await takeAll(supervisor, `${server.url}/${name}`, name)
    const ops = await signInEverywhere(server.url, 'ops')
    await takeAll(ops, `${server.url}/ops`, 'status')
    await takeAll(ops, `${server.url}/ops/sources`, 'sources')
    await takeAll(ops, `${server.url}/ops/audit`, 'audit')
  }
} finally {
  await browser.close()
  await server.stop()
}
