import { mkdtempSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { parseWav, type WavAudio } from '@souffleur/audio'
import { type Cluster, startCluster } from '../cluster/cluster.ts'
import { freePort } from '../cluster/installed-programs.ts'
import { missingForSecondMachine } from '../cluster/second-machine.ts'
import { runContext } from '../run-context.ts'
import { UsageError } from '../usage-error.ts'
import { type CallRecord, readRecord } from './call-record.ts'
import { type Fault, faults } from './faults.ts'
import { judgeCall, recoveryMs } from './judge-call.ts'
import { type PlayedCall, playCall } from './play-call.ts'

const USAGE = `npm run load -- chaos [--calls 4] [--audio DIR] [--lang en] [--only WORDS] [--after 20] [--json FILE] [--keep]

Starts a cluster of its own (npm run cluster: two gateways, recognizers and desks, Redis, PostgreSQL, a proxy), plays the same calls again and again in
real time, and does something to it while they run, once without a fault. Each call is compared with what was written undisturbed.
--audio: WAV files, one call each (the English demonstration calls when absent). --only: faults whose name holds these words. --after: seconds
from the first call to the fault. As root, with iproute2 and libfaketime, half of the processes run in a network namespace with a clock of its own, and Redis
and PostgreSQL have small disks: networks are cut, clocks jump and disks fill up. --keep leaves logs and data in the machine's temporary folder. Exit status 1 when a call was lost.`

const demoCalls = fileURLToPath(new URL('../../../services/standalone/demo/calls/', import.meta.url))
const PASSWORD = 'chaos-test-password'
/** Text that comes later than this after its words is late. */
const LATE_MS = 3000
/** From the last call's end to its summary in the database. */
const RECORD_PATIENCE_MS = 60_000
const STAGGER_MS = 500

export interface FaultRow {
  readonly fault: string
  readonly calls: number
  readonly callsLost: number
  readonly callsIncomplete: number
  readonly reconnections: number
  readonly heardTwiceMs: number
  readonly missedMs: number
  readonly gapMs: number
  readonly utterances: number
  readonly utterancesLost: number
  readonly utterancesDoubled: number
  /** Undefined where clocks disagreed. */
  readonly recoveryMs: number | undefined
}

interface Sound {
  readonly name: string
  readonly wav: WavAudio
}

/** `npm run load -- chaos`. Resolves to the exit status. @throws UsageError */
export async function runChaos(typed: readonly string[]): Promise<number> {
  const { values } = parseArguments(typed)
  const sounds = await readSounds(values.audio)
  const calls = Number(values.calls)
  const missing = missingForSecondMachine()
  for (const each of missing) process.stderr.write(`left out: cut networks, full disks, clocks that jump (${each})\n`)
  const hasTwoMachines = missing.length === 0
  const chosen = faults.filter(({ name, needsTwoMachines }) => name.includes(values.only) && (hasTwoMachines || needsTwoMachines !== true))
  if (!(calls >= 1 && calls <= 100) || chosen.length === 0) throw new UsageError(USAGE)
  const folder = mkdtempSync(join(tmpdir(), 'souffleur-chaos-'))
  const cluster = await startCluster({
    folder,
    port: await freePort(),
    hasTwoMachines,
    counts: { gateway: 2, recognizer: 2, assist: 1, wrapup: 1, desk: 2 },
    environment: { SOUFFLEUR_DEMO_PASSWORD: PASSWORD, SOUFFLEUR_MAX_CALLS: '100', SOUFFLEUR_DECODERS: '1', SOUFFLEUR_DRAIN_SECONDS: '2' },
    onProgress: (line) => process.stderr.write(`${line}\n`),
  })
  try {
    const plan = { cluster, sounds, calls, afterMs: Number(values.after) * 1000, language: values.lang === 'fr' ? 'fr' : 'en' } as const
    const undisturbed = await play(plan, 'undisturbed', undefined)
    const rows = [rowOf({ name: 'none', strike: async () => {} }, undisturbed, undisturbed)]
    printRow(rows[0])
    for (const fault of chosen) {
      const row = rowOf(fault, undisturbed, await play(plan, fault.name, fault))
      rows.push(row)
      printRow(row)
    }
    const command = ['npm run load -- chaos', `--calls ${calls}`, ...(values.only === '' ? [] : [`--only '${values.only}'`])].join(' ')
    if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify({ ...runContext(command), rows }, null, 2)}\n`)
    return rows.some(({ callsLost, callsIncomplete }) => callsLost + callsIncomplete > 0) ? 1 : 0
  } finally {
    await cluster.stop()
    if (values.keep) process.stderr.write(`logs and data: ${folder}\n`)
  }
}

function parseArguments(typed: readonly string[]) {
  try {
    return parseArgs({
      args: [...typed],
      options: {
        calls: { type: 'string', default: '4' },
        audio: { type: 'string' },
        lang: { type: 'string', default: 'en' },
        only: { type: 'string', default: '' },
        after: { type: 'string', default: '20' },
        json: { type: 'string' },
        keep: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : ''}\n\n${USAGE}`)
  }
}

async function readSounds(folder: string | undefined): Promise<Sound[]> {
  const files =
    folder === undefined
      ? (await readdir(demoCalls)).filter((name) => name.startsWith('en-')).map((name) => join(demoCalls, name, 'audio.wav'))
      : (await readdir(folder)).filter((name) => name.endsWith('.wav')).map((name) => join(folder, name))
  const sounds = await Promise.all(
    files.toSorted().map(async (file): Promise<Sound> => {
      const wav = parseWav(await readFile(file))
      if (!wav.ok) throw new UsageError(`${file}: ${wav.error}`)
      return { name: file, wav: wav.value }
    }),
  )
  if (sounds.length === 0) throw new UsageError(`no WAV file in ${folder ?? demoCalls}`)
  return sounds
}

interface Run {
  readonly cluster: Cluster
  readonly sounds: readonly Sound[]
  readonly calls: number
  readonly afterMs: number
  readonly language: 'fr' | 'en'
}

interface Outcome {
  readonly played: readonly PlayedCall[]
  readonly records: readonly (CallRecord | undefined)[]
  readonly faultAtUnixMs: number
}

async function play({ cluster, sounds, calls, afterMs, language }: Run, name: string, fault: Fault | undefined): Promise<Outcome> {
  const id = `${name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()}-${Date.now().toString(36)}`
  const playing = Array.from({ length: calls }, async (_, index) => {
    await new Promise((resolve) => setTimeout(resolve, index * STAGGER_MS))
    const sound = sounds[index % sounds.length]
    if (sound === undefined) throw new Error('no sound')
    return playCall({ url: cluster.url, token: cluster.streamToken, callId: `${id}-${index}`, wav: sound.wav, language })
  })
  await new Promise((resolve) => setTimeout(resolve, afterMs))
  const faultAtUnixMs = Date.now()
  await fault?.strike(cluster)
  const played = await Promise.all(playing)
  // Whatever was struck is back before the next fault.
  for (const { process } of cluster.members) await process.answers()
  return { played, records: await readRecords(cluster, played), faultAtUnixMs }
}

async function readRecords(cluster: Cluster, played: readonly PlayedCall[]): Promise<(CallRecord | undefined)[]> {
  const endMs = performance.now() + RECORD_PATIENCE_MS
  for (;;) {
    const records = await signIn(cluster.url)
      .then((cookie) => Promise.all(played.map(({ callId }) => readRecord(cluster.url, cookie, callId))))
      .catch(() => played.map(() => undefined))
    const areDone = records.every((record) => record?.hasEnded === true && record.hasSummary)
    if (areDone || performance.now() > endMs) return records
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

async function signIn(url: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'supervisor', password: PASSWORD }),
    signal: AbortSignal.timeout(10_000),
  })
  if (!response.ok) throw new Error(`sign-in: ${response.status}`)
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ')
}

function rowOf(fault: Fault, undisturbed: Outcome, { played, records, faultAtUnixMs }: Outcome): FaultRow {
  const known = records.flatMap((record) => (record === undefined ? [] : [record]))
  const verdicts = records.flatMap((record, at) => {
    const before = undisturbed.records[at]
    return record === undefined || before === undefined ? [] : [judgeCall(before, record)]
  })
  const sum = (figures: readonly number[]) => figures.reduce((total, figure) => total + figure, 0)
  return {
    fault: fault.name,
    calls: played.length,
    callsLost: played.filter(({ failure }, at) => failure !== undefined || records[at] === undefined).length,
    callsIncomplete: verdicts.filter(({ isComplete }) => !isComplete).length,
    reconnections: sum(played.map(({ reconnections }) => reconnections)),
    heardTwiceMs: Math.max(0, ...verdicts.map(({ twiceMs }) => twiceMs)),
    missedMs: Math.max(0, ...verdicts.map(({ missedMs }) => missedMs)),
    gapMs: Math.max(0, ...verdicts.map(({ gapMs }) => gapMs)),
    utterances: sum(known.map(({ utterances }) => utterances.length)),
    utterancesLost: sum(verdicts.map(({ utterancesLost }) => utterancesLost)),
    utterancesDoubled: sum(verdicts.map(({ utterancesDoubled }) => utterancesDoubled)),
    recoveryMs: fault.confusesClocks === true ? undefined : recoveryMs(known, faultAtUnixMs, LATE_MS),
  }
}

function printRow(row: FaultRow | undefined): void {
  if (row === undefined) return
  const { fault, calls, callsLost, callsIncomplete, reconnections, utterances, utterancesLost, utterancesDoubled } = row
  const seconds = (ms: number) => (ms / 1000).toFixed(1)
  process.stdout.write(
    `${fault.padEnd(42)} calls ${calls}, lost ${callsLost}, incomplete ${callsIncomplete}, taken up again ${reconnections}; ` +
      `heard twice ${seconds(row.heardTwiceMs)} s, missed ${seconds(row.missedMs)} s, gap ${seconds(row.gapMs)} s; ` +
      `utterances ${utterances}, lost ${utterancesLost}, doubled ${utterancesDoubled}; text late for ${row.recoveryMs === undefined ? '?' : seconds(row.recoveryMs)} s\n`,
  )
}
