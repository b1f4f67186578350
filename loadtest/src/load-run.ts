import { type Clock, systemClock } from '@souffleur/flow'
import type { ProtocolName } from '@souffleur/media-client'
import type { CallResult, HeardAlone } from './generator/messages.ts'
import { runGenerators } from './generator/run-generators.ts'
import { readBalances } from './measure/read-balances.ts'
import { type ServerSample, ServerSampler } from './measure/server-sampler.ts'
import { percentile } from './percentile.ts'
import { buildReport } from './report/build-report.ts'
import type { LoadReport, RunState } from './report/load-report.ts'
import type { TimedBeat } from './report/time-series.ts'
import { runContext } from './run-context.ts'
import { planCalls } from './scenario/plan-calls.ts'
import type { Scenario } from './scenario/scenario.ts'
import { inLanguage } from './sound/plan-sound.ts'
import { readLibrary, type SoundLibrary } from './sound/read-library.ts'
import { UsageError } from './usage-error.ts'
import type { WatcherAccount } from './watch-calls.ts'

/** The server that is put under load. */
export interface LoadedServer {
  /** `http://host:port` */
  readonly url: string
  readonly isOwn: boolean
  readonly doorUrls: Readonly<Partial<Record<ProtocolName, string>>>
  readonly credentials: Readonly<Partial<Record<ProtocolName, string>>>
  readonly watcher: WatcherAccount | undefined
}

export interface LoadRunOptions {
  readonly scenario: Scenario
  readonly server: LoadedServer
  /** What the same sound gives alone; none: words lost aren't measured. */
  readonly heardAlone: HeardAlone
  /** As anybody would type it. */
  readonly command: string
  readonly signal: AbortSignal
  /** The default targets are those of a run of that many calls: its own when absent. */
  readonly targetCalls?: number
  /** One line, a few times a second at most. */
  onProgress?(line: string): void
  readonly clock?: Clock
}

const SAMPLE_EVERY_MS = 2000
const PROGRESS_EVERY_MS = 1000
/** What the progress line calls now. */
const RECENT_MS = 30_000
/** After a call's end, for its summary. */
const PATIENCE_MS = 60_000
/** Answers that may be missed in a row before the server counts as gone. */
const MOST_MISSED = 15

/** The libraries of a scenario's groups. @throws UsageError when one can't be read, or has nothing in a group's language */
export async function readSounds({ groups }: Scenario): Promise<SoundLibrary[]> {
  const libraries = new Map<string, SoundLibrary>()
  for (const { audio, language, name, idleFrameMs } of groups) {
    const library = libraries.get(audio) ?? (await readLibrary(audio))
    libraries.set(audio, library)
    const playable = inLanguage(library.conversations, language).length + inLanguage(library.prompts, language).length
    if (playable === 0 && idleFrameMs === undefined) throw new UsageError(`${name}: nothing in ${audio} is in "${language}".`)
  }
  return [...libraries.values()]
}

/** Plays a scenario and measures it. Ends early, with what was measured, when the signal comes or the server goes. @throws Error when the generator fails */
export async function runLoad(options: LoadRunOptions): Promise<LoadReport> {
  const { scenario, server, heardAlone, signal, clock = systemClock } = options
  const plan = planCalls(scenario)
  const startedAt = new Date(clock.unixMs()).toISOString()
  const startMs = clock.monotonicMs()
  const calls: CallResult[] = []
  const beats: TimedBeat[] = []
  const samples: ServerSample[] = []
  let [missed, missedInARow] = [0, 0]
  const run: { state: RunState } = { state: { kind: 'complete' } }
  const sampler = new ServerSampler(
    {
      clock,
      fetchMetrics: async () => (await fetch(`${server.url}/metrics`, { signal: AbortSignal.timeout(SAMPLE_EVERY_MS * 2) })).text(),
      onSample(sample) {
        missedInARow = 0
        samples.push(sample)
      },
      onMissed() {
        missed += 1
        missedInARow += 1
        if (missedInARow < MOST_MISSED || run.state.kind !== 'complete') return
        run.state = { kind: 'broken', why: `${server.url}/metrics` }
        generators.stop()
      },
    },
    { everyMs: SAMPLE_EVERY_MS, startMs },
  )
  await sampler.start()
  const task = {
    serverUrl: server.url,
    doorUrls: server.doorUrls,
    credentials: server.credentials,
    groups: scenario.groups,
    calls: plan.calls,
    watcher: server.watcher,
    heardAlone,
    patienceMs: PATIENCE_MS,
  }
  const generators = runGenerators(task, plan.peakCalls, {
    onCall: (result) => calls.push(result),
    onBeat: (beat, process) => beats.push({ ...beat, process, atMs: clock.monotonicMs() - startMs }),
  })
  const onStop = (): void => {
    run.state = { kind: 'interrupted' }
    generators.stop()
  }
  signal.addEventListener('abort', onStop, { once: true })
  if (signal.aborted) onStop()
  const cancelProgress = every(clock, PROGRESS_EVERY_MS, () =>
    options.onProgress?.(
      progressLine({ calls, beats, samples, planned: plan.calls.length, atMs: clock.monotonicMs() - startMs, lengthMs: plan.lengthMs }),
    ),
  )
  try {
    await generators.done
  } finally {
    cancelProgress()
    signal.removeEventListener('abort', onStop)
    // Also when the generator failed: a sampler that goes on keeps the process alive.
    await sampler.stop()
  }
  const callIds = calls.filter(({ failure }) => failure === null).flatMap((call) => call.callIds)
  const accounts = run.state.kind === 'broken' ? null : await readBalances(server.url, server.watcher, callIds)
  return buildReport(
    {
      ...runContext(options.command),
      models: [],
      versions: { node: process.versions.node, souffleur: '0.1.0' },
      startedAt,
      scenario,
      plan,
      ownServer: server.isOwn,
      state: run.state,
      processes: generators.processes,
      doubts: [],
      targetCalls: options.targetCalls ?? plan.peakCalls,
      samplesMissed: missed,
      accounts,
      ranMs: clock.monotonicMs() - startMs,
    },
    { calls, beats, samples },
  )
}

interface Progress {
  readonly calls: readonly CallResult[]
  readonly beats: readonly TimedBeat[]
  readonly samples: readonly ServerSample[]
  readonly planned: number
  readonly atMs: number
  readonly lengthMs: number
}

/** What an operator wants to see while it runs. */
export function progressLine({ calls, beats, samples, planned, atMs, lengthMs }: Progress): string {
  const latest = new Map(beats.slice(-16).map((beat) => [beat.process, beat]))
  const up = [...latest.values()].reduce((sum, { callsUp }) => sum + callsUp, 0)
  const late = Math.max(0, ...[...latest.values()].map(({ lateP99Ms }) => lateP99Ms))
  const finals = beats.filter((beat) => beat.atMs > atMs - RECENT_MS).flatMap(({ finalsMs }) => finalsMs)
  const far = percentile(finals, 0.95)
  const sample = samples.at(-1)
  const dropped = Object.values(sample?.drops ?? {}).reduce((sum, count) => sum + count, 0)
  const failed = calls.filter(({ failure }) => failure !== null).length
  const minutes = (ms: number): string => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`
  return [
    `${minutes(atMs)}/${minutes(lengthMs)}`,
    `calls ${up} up, ${calls.length}/${planned} done${failed > 0 ? `, ${failed} failed` : ''}`,
    `final p95 ${far === null ? '–' : `${Math.round(far)} ms`}`,
    `dropped ${Number(dropped.toFixed(1))}`,
    `server ${sample?.cpuShare?.toFixed(2) ?? '–'} cores ${sample?.memoryMiB?.toFixed(0) ?? '–'} MiB`,
    `generator late p99 ${late.toFixed(1)} ms`,
  ].join('  ')
}

function every(clock: Clock, ms: number, work: () => void): () => void {
  let cancel = (): void => {}
  const plan = (): void => {
    cancel = clock.setTimer(() => {
      work()
      plan()
    }, ms)
  }
  plan()
  return () => cancel()
}
