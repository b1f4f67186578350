import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseWav } from '@souffleur/audio'
import { type Cluster, freePort, missingServers, OWN_SERVER_PASSWORD, type PlayedCall, playCall, startCluster } from '@souffleur/loadtest'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser, signIn } from './browser.ts'
import { DeskClient } from './desk-client.ts'

/** One process a role, as in a call centre. An advisor's call and an advisor's screen outlive every one of them. */
const recording = fileURLToPath(new URL('../../services/standalone/demo/calls/en-health-glasses/audio.wav', import.meta.url))
const missing = missingServers()
const PATIENCE = { timeout: 90_000 }
const CALL_ID = 'outlives-them-all'

let folder: string
let cluster: Cluster
let browser: Browser
let advisor: Page
let call: Promise<PlayedCall>
/** However slow the machine: the call lasts until the last process has been killed. */
let isOnTheLine = true

describe.skipIf(missing.length > 0)(
  `a call while processes die${missing.length > 0 ? ` (skipped: ${missing.join('; ')})` : ''}`,
  { timeout: 180_000 },
  () => {
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'souffleur-e2e-cluster-'))
      cluster = await startCluster({
        folder,
        port: await freePort(),
        counts: { gateway: 2, recognizer: 2, assist: 1, wrapup: 1, desk: 2 },
        environment: { SOUFFLEUR_DEMO_PASSWORD: OWN_SERVER_PASSWORD, SOUFFLEUR_DECODERS: '1', SOUFFLEUR_LOG: 'warn' },
      })
      browser = await launchBrowser()
      advisor = await signIn(browser, cluster.url, 'advisor')
    }, 180_000)

    afterAll(async () => {
      await browser?.close()
      await cluster?.stop()
      await rm(folder, { recursive: true, force: true })
    }, 60_000)

    const kill = (role: string) => {
      for (const member of cluster.members) if (member.role === role) member.process.signal('SIGKILL')
    }
    const transcript = () => advisor.getByRole('region', { name: 'Transcript' })

    test('comes up on the advisor’s screen', async () => {
      const wav = parseWav(await readFile(recording))
      if (!wav.ok) throw new Error(wav.error)
      const { url, streamToken: token } = cluster
      call = playCall({ url, token, callId: CALL_ID, wav: wav.value, language: 'en', advisorId: 'advisor', isHeld: () => isOnTheLine })
      // A page opens its advisor's call by itself once its live feed is up; this one may not be yet.
      const supervisor = await DeskClient.signIn(url, 'supervisor')
      await expect.poll(async () => (await supervisor.get(`/calls/${CALL_ID}`)).status, PATIENCE).toBe(200)
      await advisor.goto(`${url}/calls/${CALL_ID}`)
      await transcript()
        .getByText(/how can i help/i)
        .first()
        .waitFor(PATIENCE)
      // A page that is loaded again has lost it.
      await advisor.evaluate(() => Object.assign(globalThis, { samePage: true }))
    })

    test('goes on when recognizers, assist and wrapup are killed', async () => {
      kill('recognizer')
      kill('assist')
      kill('wrapup')
      await transcript()
        .getByText(/how often can i change/i)
        .first()
        .waitFor(PATIENCE)
    })

    test('is on the screen again by itself after all desks were killed', async () => {
      kill('desk')
      await transcript()
        .getByText(/5 working days|five working days/i)
        .last()
        .waitFor(PATIENCE)
    })

    test('goes on at another gateway after all gateways were killed, with what was said meanwhile marked as missing', async () => {
      kill('gateway')
      const supervisor = await DeskClient.signIn(cluster.url, 'supervisor')
      const gapIsTold = async () => JSON.stringify((await supervisor.get(`/calls/${CALL_ID}`)).body).includes('GAP_REASON_LOST')
      await expect.poll(gapIsTold, PATIENCE).toBe(true)
      isOnTheLine = false
      const played = await call
      expect(played).toMatchObject({ failure: undefined })
      expect(played.reconnections).toBeGreaterThan(0)
      await advisor.getByText('To be checked').first().waitFor(PATIENCE)
      expect(await advisor.evaluate(() => 'samePage' in globalThis)).toBe(true)
    })

    test('left processes that show every metric which a dashboard or an alert names', async () => {
      const shown = new Set<string>()
      for (const { url, process } of cluster.members) {
        await process.answers()
        const text = await (await fetch(`${url}/metrics`)).text()
        for (const [, name = ''] of text.matchAll(/^# TYPE (\S+)/gm)) shown.add(name)
      }
      const asked = new Set<string>()
      for (const file of ['grafana/souffleur-calls.json', 'grafana/souffleur-processes.json', 'prometheus/souffleur.rules.yml']) {
        const text = await readFile(new URL(`../../deploy/observability/${file}`, import.meta.url), 'utf8')
        for (const [name] of text.matchAll(
          /\b(?:souffleur|process)_[a-z_]+(?:_total|_seconds|_bytes|_bucket|_up|_entries|_shards|_calls|_decodings|_waiting|_failing)\b/g,
        ))
          asked.add(name.replace(/_bucket$/, ''))
      }
      expect(asked.size).toBeGreaterThan(25)
      expect([...asked].filter((name) => !shown.has(name))).toEqual([])
    })

    test('is stored once, with every utterance that the screen shows, its gap and its summary', async () => {
      const supervisor = await DeskClient.signIn(cluster.url, 'supervisor')
      const read = async () => {
        const { body } = await supervisor.get(`/calls/${CALL_ID}`)
        const { events } = body as { events: readonly Record<string, unknown>[] }
        return events
      }
      await expect.poll(async () => (await read()).filter((event) => 'transcriptCompleted' in event).length, PATIENCE).toBe(1)
      const events = await read()
      const kinds = (kind: string) => events.filter((event) => kind in event).length
      expect([kinds('callStarted'), kinds('callEnded')]).toEqual([1, 1])
      expect(kinds('utterance')).toBeGreaterThan(6)
      expect(kinds('audioGapNoted')).toBeGreaterThan(0)
      expect(JSON.stringify(events)).toContain('SUMMARY_STATE_COMPLETE')
    })
  },
)
