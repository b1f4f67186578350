import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import type { WavAudio } from '@souffleur/audio'
import { type LiveCall, readWav, runLiveCall } from './live-call.ts'
import { type OwnServer, startOwnServer, untilReady } from './own-server.ts'
import { percentile } from './percentile.ts'
import { type ProcessCost, processCost } from './process-cost.ts'
import { runContext } from './run-context.ts'

/**
 * `npm run bench:latency -- --audio CALL.wav [--calls 1,4] [--lang en] [--json FILE]`
 *
 * Plays the same recording as 1, then as 4 calls at once, at the pace of speech, through the front door of a server of its
 * own, and prints latencies from the acoustic end of speech (or of the word), memory, and processor time a second of call.
 * Calls start 3.1 s apart, so that they don't end their sentences together.
 */
const START_APART_MS = 3100

interface Row {
  readonly calls: number
  readonly utterances: number
  readonly firstWordP50Ms: number | null
  readonly firstWordP95Ms: number | null
  readonly finalP50Ms: number | null
  readonly finalP95Ms: number | null
  readonly suggestionP50Ms: number | null
  readonly suggestionP95Ms: number | null
  readonly summaryMaxMs: number | null
  readonly firmWords: number
  readonly firmWordsRevised: number
  readonly residentMiB: number | null
  readonly cpuPerCallSecond: number | null
}

async function measure(server: OwnServer, wav: WavAudio, calls: number, language: 'fr' | 'en' | 'auto'): Promise<Row> {
  const before = await processCost(server.pid)
  const lives = await Promise.all(
    Array.from({ length: calls }, async (_, index) => {
      await after(index * START_APART_MS)
      return runLiveCall(wav, {
        serverUrl: server.url,
        language,
        speed: 1,
        title: `latency ${index + 1}`,
        order: 'advisor-left',
        token: '',
      })
    }),
  )
  const cost = await processCost(server.pid)
  return rowOf(lives, before, cost, calls * (wav.frames / wav.sampleRateHz))
}

function rowOf(lives: readonly LiveCall[], before: ProcessCost | null, cost: ProcessCost | null, callSeconds: number): Row {
  const all = lives.map(({ observed }) => observed.latencies)
  const pooled = (values: readonly (readonly number[])[], share: number): number | null => {
    const value = percentile(values.flat(), share)
    return value === null ? null : Math.round(value)
  }
  const finals = all.map(({ finalMs }) => finalMs)
  const firstWords = all.map(({ firstWordMs }) => firstWordMs)
  const suggestions = all.map(({ suggestionMs }) => suggestionMs)
  const sum = (of: (call: LiveCall) => number): number => lives.reduce((total, call) => total + of(call), 0)
  return {
    calls: lives.length,
    utterances: sum(({ observed }) => observed.utterances.length),
    firstWordP50Ms: pooled(firstWords, 0.5),
    firstWordP95Ms: pooled(firstWords, 0.95),
    finalP50Ms: pooled(finals, 0.5),
    finalP95Ms: pooled(finals, 0.95),
    suggestionP50Ms: pooled(suggestions, 0.5),
    suggestionP95Ms: pooled(suggestions, 0.95),
    summaryMaxMs: pooled([all.flatMap(({ summaryMs }) => summaryMs ?? [])], 1),
    firmWords: sum(({ observed }) => observed.firmWords),
    firmWordsRevised: sum(({ observed }) => observed.firmWordsRevised),
    residentMiB: cost?.residentMiB ?? null,
    cpuPerCallSecond:
      before === null || cost === null ? null : Math.round(((cost.cpuSeconds - before.cpuSeconds) / callSeconds) * 1000) / 1000,
  }
}

function after(delayMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  setTimeout(resolve, delayMs)
  return promise
}

const { values } = parseArgs({
  options: {
    audio: { type: 'string' },
    calls: { type: 'string', default: '1,4' },
    lang: { type: 'string', default: 'en' },
    json: { type: 'string' },
  },
})
if (values.audio === undefined) throw new Error('--audio CALL.wav is missing')
const language = values.lang === 'fr' ? 'fr' : values.lang === 'auto' ? 'auto' : 'en'
const wav = await readWav(values.audio)
const rows: Row[] = []
for (const calls of values.calls.split(',').map(Number)) {
  const server = await startOwnServer()
  try {
    await untilReady(server)
    const row = await measure(server, wav, calls, language)
    rows.push(row)
    process.stdout.write(`${JSON.stringify(row)}\n`)
  } finally {
    await server.stop()
  }
}
if (values.json !== undefined) {
  const command = `npm run bench:latency -- --audio ${basename(values.audio)} --calls ${values.calls} --lang ${language}`
  await writeFile(values.json, `${JSON.stringify({ ...runContext(command), audio: basename(values.audio), rows }, null, 2)}\n`)
}
