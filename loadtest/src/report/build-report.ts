import { countsOf } from '../counts.ts'
import type { CallResult } from '../generator/messages.ts'
import { memorySlope } from '../measure/memory-slope.ts'
import type { Balances } from '../measure/read-balances.ts'
import { allMet, defaultThresholds, type Judged, judge, type ThresholdName, thresholdsOf } from '../measure/thresholds.ts'
import type { RunContext } from '../run-context.ts'
import type { LoadPlan } from '../scenario/plan-calls.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { callFigures } from './call-figures.ts'
import type { CallFigures, LoadReport, LocalisedText, RunState } from './load-report.ts'
import { type Observations, timeSeries } from './time-series.ts'

export interface RunFacts extends RunContext {
  readonly models: readonly string[]
  readonly versions: LoadReport['versions']
  readonly startedAt: string
  readonly scenario: Scenario
  readonly plan: LoadPlan
  readonly ownServer: boolean
  readonly state: RunState
  readonly processes: number
  /** What makes the figures doubtful, besides the generator's own lateness. */
  readonly doubts: readonly LocalisedText[]
  readonly samplesMissed: number
  readonly accounts: Balances | null
  /** The default targets are those of a run of that many calls at once. */
  readonly targetCalls: number
  /** How long it really ran. */
  readonly ranMs: number
}

/** A generator that sends later than this measures itself. */
export const LATEST_P99_MS = 20
/** Of its event loop: idle calls send too little to show it. A timer of 5 ms sees a loop that much later than frames are. */
export const LATEST_LOOP_P99_MS = 30
/** The first minutes fill caches and pools. */
const WARM_UP_SHARE = 0.2

export function buildReport(facts: RunFacts, observations: Observations): LoadReport {
  const { scenario, plan, state } = facts
  const { calls, beats, samples } = observations
  const all = callFigures(scenario.name, [...new Set(scenario.groups.map(({ protocol }) => protocol))].join(', '), calls)
  const groups = scenario.groups.map((group, index) =>
    callFigures(
      group.name,
      group.protocol,
      calls.filter((call) => call.group === index),
    ),
  )
  const lengthMs = Math.min(plan.lengthMs, facts.ranMs)
  const failures = countsOf(calls.flatMap(({ failure }) => failure ?? []))
  const drops = samples.at(-1)?.drops ?? {}
  const slope = memorySlope(
    samples.flatMap(({ atMs, memoryMiB }) => (memoryMiB === null ? [] : [{ atMs, memoryMiB }])),
    lengthMs * WARM_UP_SHARE,
  )
  const lateP99Ms = worstSustained(beats.map((beat) => beat.lateP99Ms))
  const loopP99Ms = worstSustained(beats.map((beat) => beat.loopP99Ms))
  const reasons = [
    ...facts.doubts,
    ...(lateP99Ms > LATEST_P99_MS ? [lateGenerator(lateP99Ms)] : []),
    ...(loopP99Ms > LATEST_LOOP_P99_MS ? [laggingGenerator(loopP99Ms)] : []),
    ...(calls.length === 0 ? [{ en: 'No call was played.', fr: 'Aucun appel n’a été joué.' }] : []),
  ]
  const server = serverFigures(observations, { missed: facts.samplesMissed, callSeconds: callSecondsOf(calls), slope })
  const verdicts = judge(
    thresholdsOf(scenario.thresholds, defaultThresholds(facts.targetCalls)),
    judgedFigures(all, calls, { accounts: facts.accounts, drops, loopP99Ms: server.loopP99MaxMs, slope: slope?.miBPerMinute ?? null }),
  )
  return {
    format: 'souffleur-load-report',
    formatVersion: 1,
    command: facts.command,
    commit: facts.commit,
    machine: facts.machine,
    models: facts.models,
    versions: facts.versions,
    startedAt: facts.startedAt,
    scenario: { name: scenario.name, seed: scenario.seed, groups: scenario.groups.length, peakCalls: plan.peakCalls },
    ownServer: facts.ownServer,
    state,
    validity: { isValid: reasons.length === 0, reasons },
    passed: state.kind === 'complete' && allMet(verdicts),
    verdicts,
    all,
    groups,
    failures,
    warnings: countsOf(calls.flatMap(({ warnings }) => warnings)),
    drops,
    accounts: facts.accounts,
    generator: {
      processes: facts.processes,
      lateP99Ms,
      loopP99Ms,
      lateMaxMs: Math.round(beats.reduce((most, { lateMaxMs }) => Math.max(most, lateMaxMs), 0)),
      cpuCoresMean: Number(
        ((beats.reduce((sum, { cpuShare }) => sum + cpuShare, 0) / Math.max(1, beats.length)) * facts.processes).toFixed(3),
      ),
      momentsSent: calls.reduce((sum, { momentsSent }) => sum + momentsSent, 0),
      framesLostOnPurpose: calls.reduce((sum, { framesLostOnPurpose }) => sum + framesLostOnPurpose, 0),
    },
    server,
    phases: plan.phases,
    lengthMs,
    series: timeSeries(observations, lengthMs),
  }
}

interface ServerSigns {
  readonly accounts: Balances | null
  readonly drops: Readonly<Record<string, number>>
  readonly loopP99Ms: number | null
  readonly slope: number | null
}

function judgedFigures(
  all: CallFigures,
  calls: readonly CallResult[],
  { accounts, drops, loopP99Ms, slope }: ServerSigns,
): Record<ThresholdName, Judged> {
  const missing = (count: number, of: number): number => (of === 0 ? 0 : count / of)
  const noFinal = missing(all.turnsWithoutFinal, all.turns)
  const summaries = all.summaryMs.count + all.summariesMissing
  return {
    connectP95Ms: { value: all.connectMs.p95 },
    firstWordP95Ms: { value: all.firstWordMs.p95, missingShare: noFinal },
    finalP50Ms: { value: all.finalMs.p50, missingShare: noFinal },
    finalP95Ms: { value: all.finalMs.p95, missingShare: noFinal },
    suggestionP95Ms: { value: all.suggestionMs.p95 },
    summaryP95Ms: { value: all.summaryMs.p95, missingShare: missing(all.summariesMissing, summaries) },
    wordsLostShare: {
      value: all.wordsExpected === null || all.wordsLost === null || all.wordsExpected === 0 ? null : all.wordsLost / all.wordsExpected,
    },
    callsUnbalanced: { value: accounts === null || accounts.final === 0 ? null : accounts.unbalanced },
    callsFailed: { value: calls.filter(({ failure }) => failure !== null && failure !== 'stopped').length },
    framesDropped: { value: Object.values(drops).reduce((sum, count) => sum + count, 0) },
    serverLagP99Ms: { value: loopP99Ms },
    memoryMiBPerMinute: { value: slope },
  }
}

function serverFigures(
  { samples }: Observations,
  {
    missed,
    callSeconds,
    slope,
  }: { readonly missed: number; readonly callSeconds: number; readonly slope: LoadReport['server']['memorySlope'] },
): LoadReport['server'] {
  const known = (of: (sample: Observations['samples'][number]) => number | null): number[] => samples.flatMap((sample) => of(sample) ?? [])
  const most = (values: readonly number[], digits = 0): number | null =>
    values.length === 0 ? null : Number(Math.max(...values).toFixed(digits))
  const cpu = known(({ cpuShare }) => cpuShare)
  const spanSeconds = ((samples.at(-1)?.atMs ?? 0) - (samples[0]?.atMs ?? 0)) / 1000
  const mean = cpu.length === 0 ? null : cpu.reduce((sum, share) => sum + share, 0) / cpu.length
  return {
    cpuCoresMean: mean === null ? null : Number(mean.toFixed(3)),
    cpuCoresMax: most(cpu, 3),
    cpuSecondsPerCallSecond: mean === null || callSeconds === 0 ? null : Number(((mean * spanSeconds) / callSeconds).toFixed(4)),
    memoryPeakMiB: most(known(({ memoryMiB }) => memoryMiB)),
    memorySlope: slope,
    loopP99MaxMs: most(
      known(({ loopP99Ms }) => loopP99Ms),
      1,
    ),
    queueDepthMax: most(known(({ queueDepth }) => queueDepth)),
    samplesMissed: missed,
  }
}

function lateGenerator(p99Ms: number): LocalisedText {
  const [late, most] = [p99Ms.toFixed(1), String(LATEST_P99_MS)]
  return {
    en: `The generator was late: p99 ${late} ms, at most ${most} ms are believed.`,
    fr: `Le générateur était en retard : p99 ${late.replace('.', ',')} ms, ${most} ms au plus sont admis.`,
  }
}

function laggingGenerator(p99Ms: number): LocalisedText {
  const [lag, most] = [p99Ms.toFixed(1), String(LATEST_LOOP_P99_MS)]
  return {
    en: `The generator’s event loop lagged: p99 ${lag} ms, at most ${most} ms are believed.`,
    fr: `La boucle d’événements du générateur avait du retard : p99 ${lag.replace('.', ',')} ms, ${most} ms au plus sont admis.`,
  }
}

function callSecondsOf(calls: readonly CallResult[]): number {
  return calls.reduce((sum, { startedAtMs, endedAtMs }) => sum + Math.max(0, endedAtMs - startedAtMs) / 1000, 0)
}

/** The 95th percentile of the seconds: one garbage collection is no lag, a minute of them is. */
function worstSustained(p99s: readonly number[]): number {
  const sorted = p99s.toSorted((one, other) => one - other)
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? 0).toFixed(2))
}
