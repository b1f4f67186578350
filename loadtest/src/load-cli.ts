import { writeFile } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'
import { type ProtocolName, protocolNames } from '@souffleur/media-client'
import { AppError, errorCatalogue, type Language, languages } from '@souffleur/proto'
import { type CapacitySheet, capacityMarkdown, costPerCall, stepsOf } from './capacity/capacity-sheet.ts'
import { bottleneckOf } from './capacity/saturation.ts'
import { type CapacityStep, searchCapacity } from './capacity/search-capacity.ts'
import { runChaos } from './chaos/chaos-cli.ts'
import type { HeardAlone } from './generator/messages.ts'
import { LOAD_USAGE, type LoadArguments, readLoadArguments } from './load-arguments.ts'
import { type LoadedServer, readSounds, runLoad } from './load-run.ts'
import { hearAlone } from './measure/hear-alone.ts'
import { defaultThresholds, thresholdsOf } from './measure/thresholds.ts'
import { OWN_SERVER_PASSWORD, startOwnServer, untilReady } from './own-server.ts'
import type { LoadReport } from './report/load-report.ts'
import { printReport } from './report/print-report.ts'
import { reportPage } from './report/report-page.ts'
import { runContext } from './run-context.ts'
import { type Scenario, steadyPhase } from './scenario/scenario.ts'
import { UsageError } from './usage-error.ts'

/** `npm run load`: see LOAD_USAGE. */
const EXIT = { passed: 0, failed: 1, usage: 2, invalid: 3 } as const
/** A server of our own takes more than any run asks for: what is refused should be refused for want of capacity. */
const SPARE_CALLS = 50
const CAPACITY_PRECISION = 0.06
const REACHABLE_MS = 10_000

async function main(typed: readonly string[]): Promise<number> {
  if (typed[0] === 'ingest') {
    process.argv.splice(2, 1)
    await import('./ingest-bench.ts').catch((error: unknown) => {
      throw isWrongArgument(error) ? new UsageError(error.message) : error
    })
    return EXIT.passed
  }
  if (typed[0] === 'chaos') return runChaos(typed.slice(1))
  const parameters = await readLoadArguments(typed)
  const stop = new AbortController()
  const onSignal = (): void => {
    // Whoever asks twice doesn't want to wait for the report.
    if (stop.signal.aborted) process.exit(EXIT.failed)
    stop.abort(new Error('stopped'))
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return parameters.command === 'capacity' ? findCapacity(parameters, stop.signal) : play(parameters, stop.signal)
}

async function play(parameters: LoadArguments, signal: AbortSignal): Promise<number> {
  const { scenario } = parameters
  const heardAlone = await referenceFor(parameters)
  const report = await withServer(parameters, scenario, (server) =>
    runLoad({ scenario, server, heardAlone, command: commandOf(parameters), signal, onProgress: showProgress }),
  )
  endProgress()
  printReport(report)
  if (parameters.json !== undefined) await writeFile(parameters.json, `${JSON.stringify(report, null, 2)}\n`)
  if (parameters.html !== undefined) await writeFile(parameters.html, reportPage(report))
  return exitOf(report)
}

async function findCapacity(parameters: LoadArguments, signal: AbortSignal): Promise<number> {
  const { scenario, most } = parameters
  const [group] = scenario.groups
  const [phase] = scenario.phases
  if (group === undefined || phase === undefined) throw new UsageError('capacity: nothing to play.')
  const minutes = phase.lengthMs / 60_000
  const heardAlone = await referenceFor(parameters)
  note(`Each step plays ${minutes.toFixed(1)} minutes of calls, or twice that when it fails; up to ${most} calls are tried.`)
  const found = await searchCapacity<LoadReport>({
    first: 1,
    most,
    precision: CAPACITY_PRECISION,
    async try(calls, attempt) {
      const step: Scenario = { ...scenario, name: `${calls} calls`, phases: [steadyPhase(calls, phase.rampPerSecond, minutes)] }
      // A server of its own for each step: what the one before left behind is not this one's.
      const result = await withServer(parameters, step, (server) =>
        runLoad({
          scenario: step,
          server,
          heardAlone,
          command: commandOf(parameters),
          signal,
          targetCalls: most,
          onProgress: showProgress,
        }),
      )
      endProgress()
      const outcome = outcomeOf(result)
      const missed = result.verdicts.filter(({ met }) => met === false).map(({ name, value }) => `${name} ${value}`)
      note(`${calls} calls, attempt ${attempt}: ${outcome}${missed.length > 0 ? ` (${missed.join(', ')})` : ''}`)
      return { outcome, result }
    },
  })
  const machine = { cores: availableParallelism(), memoryMiB: Math.round(totalmem() / 1_048_576) }
  const failed = found.steps.filter(({ outcome }) => outcome === 'fail').toSorted((one, other) => one.calls - other.calls)[0]
  const cost = costPerCall(found)
  const sheet: CapacitySheet = {
    format: 'souffleur-capacity-sheet',
    ...runContext(commandOf(parameters)),
    ...machine,
    protocol: group.protocol,
    language: group.language,
    minutesAStep: Number(minutes.toFixed(2)),
    calls: found.calls,
    isOpenEnded: found.isOpenEnded,
    callsPerCore: Number((found.calls / machine.cores).toFixed(2)),
    memoryMiBPerCall: cost.memoryMiB,
    cpuCoresPerCall: cost.cpuCores,
    saturatesFirst: failed === undefined ? null : bottleneckOf(failed.result, machine),
    thresholds: thresholdsOf(scenario.thresholds, defaultThresholds(most)),
    steps: stepsOf(found),
  }
  process.stdout.write(capacityMarkdown(sheet))
  if (parameters.json !== undefined) await writeFile(parameters.json, `${JSON.stringify(sheet, null, 2)}\n`)
  if (parameters.sheet !== undefined) await writeFile(parameters.sheet, capacityMarkdown(sheet))
  const last = found.steps.at(-1)
  if (last?.outcome === 'invalid') return EXIT.invalid
  return found.calls > 0 ? EXIT.passed : EXIT.failed
}

async function referenceFor({ scenario, withoutReference }: LoadArguments): Promise<HeardAlone> {
  const sounds = await readSounds(scenario)
  for (const { leftAside, source } of sounds)
    if (leftAside > 0) note(`${source}: ${leftAside} files are left aside, there is enough without them.`)
  if (withoutReference) return {}
  note('Hearing every recording alone first, to know which words get lost (--without-reference skips it).')
  const { heard, seconds, leftOut } = await hearAlone(sounds, spokenIn(scenario))
  note(
    `${Math.round(seconds / 60)} minutes of sound heard${leftOut > 0 ? `; ${leftOut} channels not: more than one language, or none named` : ''}.`,
  )
  return heard
}

/** A group that says none may speak any. */
function spokenIn({ groups }: Scenario): readonly Language[] {
  return languages.filter((language) => groups.some((group) => group.language === 'auto' || group.language === language))
}

/** A server that was named, or one that is started for the run. */
async function withServer(
  parameters: LoadArguments,
  scenario: Scenario,
  run: (server: LoadedServer) => Promise<LoadReport>,
): Promise<LoadReport> {
  const { SOUFFLEUR_STREAM_TOKEN, SOUFFLEUR_SOURCE_CREDENTIAL, SOUFFLEUR_WATCHER_USER: username = 'supervisor' } = process.env
  if (parameters.server !== undefined) {
    await assertReachable(parameters.server)
    const password = process.env.SOUFFLEUR_WATCHER_PASSWORD ?? process.env.SOUFFLEUR_DEMO_PASSWORD
    return run({
      url: parameters.server,
      isOwn: false,
      doorUrls: parameters.door === undefined ? {} : { audiosocket: parameters.door },
      credentials: credentialsOf(SOUFFLEUR_STREAM_TOKEN, SOUFFLEUR_SOURCE_CREDENTIAL),
      watcher: password === undefined ? undefined : { username, password },
    })
  }
  const peak = Math.max(...scenario.phases.map(({ calls }) => calls))
  const own = await startOwnServer({ environment: { SOUFFLEUR_MAX_CALLS: String(peak + SPARE_CALLS) }, outlivesInterrupt: true })
  try {
    await untilReady(own)
    return await run({
      url: own.url,
      isOwn: true,
      doorUrls: {},
      credentials: {},
      watcher: { username: 'supervisor', password: OWN_SERVER_PASSWORD },
    })
  } finally {
    await own.stop()
  }
}

/** @throws AppError `stream.unreachable`: better before a run than as the failure of each of its calls */
async function assertReachable(server: string): Promise<void> {
  await fetch(`${server}/metrics`, { signal: AbortSignal.timeout(REACHABLE_MS) }).catch((cause: unknown) => {
    throw new AppError('stream.unreachable', server, { cause })
  })
}

/** A step that somebody cut short says nothing: the search ends with what it knows. */
function outcomeOf({ validity, state, passed }: LoadReport): CapacityStep<LoadReport>['outcome'] {
  if (!validity.isValid || state.kind === 'interrupted') return 'invalid'
  return passed ? 'pass' : 'fail'
}

/** From `parseArgs`. */
function isWrongArgument(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('ERR_PARSE_ARGS')
}

function credentialsOf(token: string | undefined, credential: string | undefined): Partial<Record<ProtocolName, string>> {
  const of = (name: ProtocolName): string | undefined => (name === 'native' ? token : credential)
  return Object.fromEntries(protocolNames.flatMap((name) => (of(name) === undefined ? [] : [[name, of(name)]])))
}

function exitOf({ validity, passed }: LoadReport): number {
  if (!validity.isValid) return EXIT.invalid
  return passed ? EXIT.passed : EXIT.failed
}

function commandOf({ typed }: LoadArguments): string {
  return ['npm run load --', ...typed.map((word) => (/^[\w./:=,@+-]+$/.test(word) ? word : `'${word}'`))].join(' ')
}

function note(line: string): void {
  process.stderr.write(`${line}\n`)
}

let isProgressShown = false

/** One line that changes on a terminal; a line in ten seconds elsewhere. */
let progressLines = 0
function showProgress(line: string): void {
  progressLines += 1
  if (process.stderr.isTTY) {
    process.stderr.write(`\r\u001b[K${line}`)
    isProgressShown = true
  } else if (progressLines % 10 === 0) note(line)
}

function endProgress(): void {
  if (isProgressShown) process.stderr.write('\n')
  isProgressShown = false
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  endProgress()
  if (error instanceof UsageError) {
    note(`${error.message}\n\n${LOAD_USAGE}`)
    process.exitCode = EXIT.usage
  } else {
    note(error instanceof Error ? error.message : String(error))
    if (error instanceof AppError) note(errorCatalogue[error.code].action.en)
    process.exitCode = EXIT.failed
  }
}
