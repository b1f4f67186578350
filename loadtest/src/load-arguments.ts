import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type ProtocolName, protocolNames } from '@souffleur/media-client'
import { parseThreshold, type Threshold, thresholdNames } from './measure/thresholds.ts'
import { parseDurationMs } from './scenario/distribution.ts'
import { readScenario } from './scenario/read-scenario.ts'
import { cleanNetwork, type GroupLanguage, groupLanguages, never, type Scenario, steadyPhase } from './scenario/scenario.ts'
import { parseRamp } from './scenario/scenario-schema.ts'
import { UsageError } from './usage-error.ts'

export const LOAD_USAGE = `npm run load -- [--calls 4] [--ramp 5/s] [--minutes 3] [--protocol ${protocolNames.join('|')}] [--lang fr|en|auto]
                    [--audio FOLDER|FILE.wav|MANIFEST.jsonl] [--loss 0.02] [--jitter 20ms] [--reorder 0.01] [--seed 1]
                    [--scenario FILE.yaml] [--threshold finalP95Ms=1000]... [--without-reference]
                    [--server http://host:port] [--door tcp://host:port] [--json FILE] [--html FILE]
npm run load -- capacity [--protocol P] [--lang L] [--most 64] [--minutes 2] [--audio ...] [--json FILE] [--sheet FILE.md]
npm run load -- idle [--calls 1000] [--minutes 10] [--every 5s] [--protocol P] [--json FILE] [--html FILE]
npm run load -- ingest [--streams 300] [--seconds 8] [--rounds 3] [--json FILE]

Plays calls of any protocol against a running Souffleur, or against one that is started for the run, and measures what people on them would
see. loadtest/README.md says how to read the report. Exit status: 0 every target met, 1 a target missed or the run broken, 2 wrong
arguments, 3 not valid: the generator itself was too slow.

From the environment, for a server that asks for them: SOUFFLEUR_STREAM_TOKEN (native), SOUFFLEUR_SOURCE_CREDENTIAL (the other protocols),
SOUFFLEUR_WATCHER_USER and SOUFFLEUR_WATCHER_PASSWORD (a supervisor's account: protocols that bring no events back are followed on the live feed).
Targets: ${thresholdNames.join(', ')}.`

export const loadCommands = ['run', 'capacity', 'idle', 'ingest'] as const
export type LoadCommand = (typeof loadCommands)[number]

export interface LoadArguments {
  readonly command: LoadCommand
  readonly scenario: Scenario
  readonly server: string | undefined
  readonly door: string | undefined
  readonly withoutReference: boolean
  readonly json: string | undefined
  readonly html: string | undefined
  readonly sheet: string | undefined
  /** Of `capacity`: no more calls are tried. */
  readonly most: number
  /** As they were typed, for reports. */
  readonly typed: readonly string[]
}

const demoCalls = fileURLToPath(new URL('../../services/standalone/demo/calls', import.meta.url))

const options = {
  calls: { type: 'string' },
  ramp: { type: 'string' },
  minutes: { type: 'string' },
  protocol: { type: 'string', default: 'native' },
  lang: { type: 'string', default: 'auto' },
  audio: { type: 'string' },
  loss: { type: 'string', default: '0' },
  jitter: { type: 'string', default: '0ms' },
  reorder: { type: 'string', default: '0' },
  seed: { type: 'string', default: '1' },
  scenario: { type: 'string' },
  threshold: { type: 'string', multiple: true, default: [] as string[] },
  'without-reference': { type: 'boolean', default: false },
  server: { type: 'string' },
  door: { type: 'string' },
  json: { type: 'string' },
  html: { type: 'string' },
  sheet: { type: 'string' },
  most: { type: 'string', default: '64' },
  every: { type: 'string', default: '5s' },
} as const

/** @throws UsageError that says which argument is wrong */
export async function readLoadArguments(typed: readonly string[]): Promise<LoadArguments> {
  const { values, positionals } = parse(typed)
  const [word = 'run', ...others] = positionals
  const command = loadCommands.find((each) => each === word)
  if (command === undefined || others.length > 0)
    throw new UsageError(`"${[word, ...others].join(' ')}": expected ${loadCommands.join(', ')} or nothing.`)
  if (command === 'idle' && values.scenario !== undefined) throw new UsageError('idle and --scenario are two ways to say what is played.')
  const thresholds = values.threshold.map(thresholdOf)
  const scenario =
    values.scenario === undefined ? scenarioOf(command, values) : await readScenario(values.scenario, values.audio ?? demoCalls)
  return {
    command,
    scenario: { ...scenario, thresholds: [...scenario.thresholds, ...thresholds] },
    server: values.server?.replace(/\/$/, ''),
    door: values.door,
    withoutReference: values['without-reference'] || command === 'idle',
    json: values.json,
    html: values.html,
    sheet: values.sheet,
    most: numberOf('most', values.most, 1, 20_000),
    typed,
  }
}

function parse(typed: readonly string[]) {
  try {
    return parseArgs({ args: [...typed], allowPositionals: true, options })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

type Values = ReturnType<typeof parse>['values']

const defaults: Readonly<Record<LoadCommand, { readonly calls: string; readonly minutes: string; readonly ramp: string }>> = {
  run: { calls: '4', minutes: '3', ramp: '5/s' },
  capacity: { calls: '1', minutes: '2', ramp: '2/s' },
  idle: { calls: '1000', minutes: '10', ramp: '50/s' },
  ingest: { calls: '1', minutes: '1', ramp: '1/s' },
}

function scenarioOf(command: LoadCommand, values: Values): Scenario {
  const { calls, minutes, ramp } = {
    ...defaults[command],
    ...definedOf({ calls: values.calls, minutes: values.minutes, ramp: values.ramp }),
  }
  const lines = numberOf('calls', calls, 1, 20_000)
  const rampPerSecond = parseRamp(ramp)
  if (rampPerSecond === undefined) throw new UsageError(`--ramp ${ramp}: expected calls a second or a minute such as 5/s or 30/m.`)
  const protocol = protocolOf(values.protocol)
  const language = languageOf(values.lang)
  const idle = command === 'idle'
  return {
    name: idle ? `${lines} idle calls` : `${lines} × ${protocol}, ${language}`,
    seed: numberOf('seed', values.seed, 0, 1_000_000_000),
    phases: [steadyPhase(lines, rampPerSecond, numberOf('minutes', minutes, 0.05, 24 * 60))],
    groups: [
      {
        name: protocol,
        protocol,
        language,
        channels: 'both',
        weight: 1,
        duration: undefined,
        think: { kind: 'fixed', ms: 0 },
        audio: values.audio ?? demoCalls,
        network: {
          ...cleanNetwork,
          loss: numberOf('loss', values.loss, 0, 0.9),
          jitterMs: durationOf('jitter', values.jitter),
          reorder: numberOf('reorder', values.reorder, 0, 0.5),
        },
        disconnect: never,
        pause: never,
        lateHandshake: never,
        idleFrameMs: idle ? durationOf('every', values.every) : undefined,
      },
    ],
    thresholds: [],
  }
}

function thresholdOf(text: string): Threshold {
  const threshold = parseThreshold(text)
  if (threshold === undefined) throw new UsageError(`--threshold ${text}: expected NAME=NUMBER, NAME one of ${thresholdNames.join(', ')}.`)
  return threshold
}

function protocolOf(text: string): ProtocolName {
  const protocol = protocolNames.find((each) => each === text)
  if (protocol === undefined) throw new UsageError(`--protocol ${text}: expected one of ${protocolNames.join(', ')}.`)
  return protocol
}

function languageOf(text: string): GroupLanguage {
  const language = groupLanguages.find((each) => each === text)
  if (language === undefined) throw new UsageError(`--lang ${text}: expected one of ${groupLanguages.join(', ')}.`)
  return language
}

function numberOf(name: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= least && value <= most))
    throw new UsageError(`--${name} ${text}: expected a number from ${least} to ${most}.`)
  return value
}

function durationOf(name: string, text: string): number {
  const ms = parseDurationMs(text)
  if (ms === undefined) throw new UsageError(`--${name} ${text}: expected a length of time such as 20ms or 5s.`)
  return ms
}

function definedOf(values: {
  readonly calls: string | undefined
  readonly minutes: string | undefined
  readonly ramp: string | undefined
}) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<
    Record<'calls' | 'minutes' | 'ramp', string>
  >
}
