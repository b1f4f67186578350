import type { EvaluationResult } from '../evaluation.ts'
import { rounded } from '../percentiles.ts'
import type { Interval } from './intervals.ts'
import type { EngineRun, Measured } from './measure.ts'
import type { Mode } from './run-engine.ts'
import { type BadlyHeard, byGroup, intervalOf, rateOf, type Scored, totalErrors, worstOf } from './score.ts'

const WORST_SHOWN = 10

interface Request {
  readonly mode: Mode
  /** That were asked for. */
  readonly items: number
  /** Engines that aren't installed, in words. */
  readonly missing: readonly string[]
}

export function reportAsr(runs: readonly EngineRun[], { mode, items, missing }: Request): EvaluationResult {
  const measured = runs.flatMap((run) => run.measured)
  const [byLang, bySource] = [(one: Scored) => one.item.lang, (one: Scored) => one.item.source]
  const audioSeconds = sum(runs.map((run) => run.audioSeconds))
  const worst = worstOf(measured, WORST_SHOWN)
  const figures = {
    wer: rateOf(measured),
    ...totalErrors(measured),
    items: measured.length,
    audioSeconds: rounded(audioSeconds, 1),
    // Processor time for a second of audio: it doesn't depend on how many cores share the work.
    realTimeFactor: rounded(sum(runs.map((run) => run.processorSeconds)) / audioSeconds, 4),
    byLang: byGroup(measured, byLang, rateOf),
    bySource: byGroup(measured, bySource, rateOf),
    byEngine: Object.fromEntries(runs.map((run) => [run.engine, engineFigures(run)])),
    intervals: {
      wer: intervalOf(measured),
      byLang: byGroup(measured, byLang, intervalOf),
      bySource: byGroup(measured, bySource, intervalOf),
    },
    worst: worst.map((one) => ({ ...one })),
    missing,
  }
  const engines = runs.map((run) => run.engine)
  return {
    figures,
    models: mode === 'live' ? [...engines, 'silero-vad'] : engines,
    items: measured.map(outLine),
    table: [...rateTable(figures), ...worstTable(worst), ...missing.map((line) => ['not measured', '', '', line])],
    complete: measured.length === items,
  }
}

function engineFigures({ measured, audioSeconds, processorSeconds }: EngineRun) {
  return { wer: rateOf(measured), items: measured.length, realTimeFactor: rounded(processorSeconds / audioSeconds, 4) }
}

function outLine({ item: { audio, lang }, recognised: { text, words } }: Measured): object {
  return { audio, lang, text, words }
}

interface Rates {
  readonly wer: number | null
  readonly realTimeFactor: number | null
  readonly byLang: Readonly<Record<string, number | null>>
  readonly bySource: Readonly<Record<string, number | null>>
  readonly intervals: {
    readonly wer: Interval | null
    readonly byLang: Readonly<Record<string, Interval | null>>
    readonly bySource: Readonly<Record<string, Interval | null>>
  }
}

function rateTable({ wer, realTimeFactor, byLang, bySource, intervals }: Rates): string[][] {
  const rows = (rates: Rates['byLang'], own: Readonly<Record<string, Interval | null>>) =>
    Object.entries(rates).map(([name, rate]) => [name, percent(rate), showInterval(own[name] ?? null)])
  return [
    ['', 'WORD ERROR RATE', '95 % INTERVAL'],
    ['all', percent(wer), showInterval(intervals.wer)],
    ...rows(byLang, intervals.byLang),
    ...rows(bySource, intervals.bySource),
    ['real-time factor', String(realTimeFactor)],
  ]
}

/** Texts are in a fourth column, which no other row has: they may be long. */
function worstTable(worst: readonly BadlyHeard[]): string[][] {
  if (worst.length === 0) return []
  const rows = worst.flatMap(({ audio, reference, heard, errors }) => [
    [audio, String(errors), 'reference', reference],
    ['', '', 'heard', heard],
  ])
  return [[''], ['WORST', 'ERRORS'], ...rows]
}

export function percent(rate: number | null): string {
  return rate === null ? '-' : `${(100 * rate).toFixed(2)} %`
}

export function showInterval(interval: Interval | null): string {
  return interval === null ? '-' : `${(100 * interval[0]).toFixed(2)} to ${(100 * interval[1]).toFixed(2)} %`
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
