import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encodePcmu } from '@souffleur/audio'
import { type OwnServer, startOwnServer } from '@souffleur/loadtest'
import { NativeStreamClient } from '@souffleur/media-client'
import type { NativeHelloInput } from '@souffleur/proto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAccessible, launchBrowser, signIn } from './browser.ts'

/** A call with sound and no words, as those see it who can do something about it. */
let server: OwnServer
let browser: Browser
let noEngines: string
beforeAll(async () => {
  noEngines = await mkdtemp(join(tmpdir(), 'souffleur-no-engines-'))
  const detector = fileURLToPath(new URL('../../models/files/silero-vad', import.meta.url))
  await symlink(detector, join(noEngines, 'silero-vad'))
  ;[server, browser] = await Promise.all([startOwnServer({ environment: { SOUFFLEUR_MODELS: noEngines } }), launchBrowser()])
  await wordlessCall()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await rm(noEngines, { recursive: true, force: true })
})

const FRAME = 160
/** 20 ms each: 14 s, one of them during a pause. */
const FRAMES = 700

/** A loud line that nothing can be understood on: with its words missing, its account is all there is to go by. */
async function wordlessCall(): Promise<void> {
  let pauseChanged = Promise.withResolvers<void>()
  const hello = {
    type: 'hello',
    callId: 'wordless',
    language: 'fr',
    queue: 'sinistres',
    channels: ['customer', 'advisor'],
    encoding: 'pcmu',
    sampleRate: 8000,
    advisorId: 'advisor',
    title: 'Madame Dupont',
  } satisfies NativeHelloInput
  const client = await NativeStreamClient.connect(`${server.url.replace('http', 'ws')}/telephony/stream`, hello, {
    onPauseChanged() {
      pauseChanged.resolve()
      pauseChanged = Promise.withResolvers()
    },
  })
  const humming = encodePcmu(Int16Array.from({ length: FRAME }, (_, index) => (index % 16 < 8 ? 6000 : -6000)))
  const quiet = encodePcmu(new Int16Array(FRAME))
  const hum = (from: number, to: number) => {
    for (let frame = from; frame < to; frame += 1) {
      client.sendFrame({ channelIndex: 0, positionSamples: frame * FRAME, payload: humming })
      client.sendFrame({ channelIndex: 1, positionSamples: frame * FRAME, payload: quiet })
    }
  }
  // More at once than the queue before recognition holds would be dropped: the server keeps up in between.
  hum(0, 250)
  client.pause()
  await pauseChanged.promise
  hum(250, 300)
  client.resume()
  await pauseChanged.promise
  hum(300, 500)
  client.pause()
  await pauseChanged.promise
  client.resume()
  await pauseChanged.promise
  hum(500, FRAMES)
  client.end()
  await client.closed
}

const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)

test('operations see which call it was and what became of its audio, and not whose', async () => {
  const page = await signIn(browser, server.url, 'ops')
  await page.goto(`${server.url}/ops`)
  const alert = page.getByText('There is sound on this call, and no words were written.')
  await alert.waitFor()
  await expectAccessible(page)
  await alert.click()
  await page.getByText('All audio is accounted for.').waitFor()
  const received = page.getByRole('row', { name: 'Received' }).getByRole('cell')
  expect(await received.allTextContents()).toEqual(['112,000', '112,000'])
  expect(await page.getByRole('row', { name: 'not accounted for' }).getByRole('cell').allTextContents()).toEqual(['0', '0'])
  await expectAccessible(page)
  expect(await page.content()).not.toContain('Dupont')
})

test('on a narrow screen, in French and in the dark, they see the same', async () => {
  const page = await signIn(browser, server.url, 'ops', { locale: 'fr-FR', colorScheme: 'dark', viewport: { width: 380, height: 800 } })
  await page.goto(`${server.url}/ops`)
  await page.getByText('Il y a du son sur cet appel').click()
  await page.getByText('Tout le son est comptabilisé.').waitFor()
  await expectAccessible(page)
  expect(await fits(page)).toBe(true)
})

test('the supervisor’s list and the advisor’s screen say so too', async () => {
  const supervisor = await signIn(browser, server.url, 'supervisor')
  await supervisor.goto(`${server.url}/calls`)
  await supervisor.getByText('There is sound on this call, and no words were written.').waitFor()
  await expectAccessible(supervisor)
  const advisor = await signIn(browser, server.url, 'advisor', { viewport: { width: 380, height: 800 } })
  await advisor.goto(`${server.url}/calls/wordless`)
  await advisor.getByText('There is sound on this call, and no words were written.').click()
  await advisor.getByText('Check the call’s language').waitFor()
  await expectAccessible(advisor)
  expect(await fits(advisor)).toBe(true)
})
