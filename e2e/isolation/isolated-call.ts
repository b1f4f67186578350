/**
 * `node e2e/isolation/isolated-call.ts`: starts Souffleur, plays it a call, searches for what was said, and prints as JSON what came of it
 * and where the machine tried to go. Meant for a network namespace without a route out, and for a tracer of connections.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { readWav, runLiveCall, startOwnServer, untilReady } from '@souffleur/loadtest'
import { SummaryState } from '@souffleur/proto'
import * as z from 'zod'
import { DeskClient } from '../test/desk-client.ts'
import { routeStateOf } from './route-state.ts'

const sample = fileURLToPath(new URL('../../services/standalone/demo/calls/en-health-glasses/audio.wav', import.meta.url))
/** A word of the sample call, and of the article that answers it. */
const WORD = 'glasses'

const statusBody = z.object({ engines: z.array(z.object({ name: z.string(), state: z.string() })), languages: z.array(z.string()) })
const foundBody = z.object({ found: z.array(z.unknown()) })
const hitsBody = z.object({ hits: z.array(z.unknown()) })

const server = await startOwnServer({ environment: { SOUFFLEUR_DECODERS: '1' } })
try {
  const ops = await DeskClient.signIn(server.url, 'ops')
  const models = await readyModels(ops)
  const call = await runLiveCall(await readWav(sample), {
    serverUrl: server.url,
    language: 'en',
    speed: 2,
    title: 'without a route',
    order: 'advisor-left',
    token: '',
  })
  const supervisor = await DeskClient.signIn(server.url, 'supervisor')
  const found = foundBody.parse((await supervisor.get(`/search/calls?q=${WORD}`)).body)
  const hits = hitsBody.parse((await supervisor.get(`/knowledge/search?q=${WORD}&language=en`)).body)
  const { observed } = call
  const outcome = {
    models,
    completed: call.closed.completed,
    utterances: observed.utterances.length,
    suggestions: observed.suggestions.length,
    summaryComplete: observed.summary?.state === SummaryState.COMPLETE,
    callsFound: found.found.length,
    articlesFound: hits.hits.length,
    attempts: attemptsIn(await (await fetch(`${server.url}/metrics`)).text()),
    route: routeStateOf(
      await readFile('/proc/net/route', 'utf8'),
      await readFile('/proc/net/snmp', 'utf8'),
      await readFile('/proc/net/snmp6', 'utf8'),
    ),
  }
  process.stdout.write(`${JSON.stringify(outcome)}\n`)
} finally {
  await server.stop()
}

/** Waits for the engines where their models are here; without models there is nothing to wait for. */
async function readyModels(ops: DeskClient): Promise<readonly string[]> {
  const { engines } = statusBody.parse((await ops.get('/status')).body)
  if (engines.every(({ state }) => state === 'missing')) return []
  await untilReady(server)
  const after = statusBody.parse((await ops.get('/status')).body)
  return after.engines.filter(({ state }) => state === 'ready').map(({ name }) => name)
}

/** What the process itself counted, by outcome. */
function attemptsIn(metrics: string): Record<string, number> {
  const lines = metrics.matchAll(/^souffleur_egress_attempts_total\{outcome="(?<outcome>\w+)"\} (?<count>\d+)$/gm)
  return Object.fromEntries([...lines].map(({ groups }) => [groups?.outcome ?? '', Number(groups?.count)]))
}
