import type { CallResult, Timed } from '../generator/messages.ts'
import { percentile } from '../percentile.ts'
import type { CallFigures, Spread } from './load-report.ts'

export function spreadOf(values: readonly number[]): Spread {
  const at = (share: number): number | null => {
    const value = percentile(values, share)
    return value === null ? null : Math.round(value)
  }
  return { count: values.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}

/** What a set of calls saw, together. */
export function callFigures(name: string, protocol: string, calls: readonly CallResult[]): CallFigures {
  const ms = (of: (call: CallResult) => readonly Timed[]): number[] => calls.flatMap((call) => of(call).map((timed) => timed.ms))
  const sum = (of: (call: CallResult) => number): number => calls.reduce((total, call) => total + of(call), 0)
  const scored = calls.flatMap(({ words }) => words ?? [])
  return {
    name,
    protocol,
    calls: calls.length,
    complete: calls.filter(({ failure }) => failure === null).length,
    connectMs: spreadOf(ms(({ connectMs }) => connectMs)),
    firstWordMs: spreadOf(ms(({ firstWords }) => firstWords)),
    finalMs: spreadOf(ms(({ finals }) => finals)),
    suggestionMs: spreadOf(ms(({ suggestions }) => suggestions)),
    summaryMs: spreadOf(calls.flatMap(({ summaryMs }) => summaryMs ?? [])),
    turns: sum(({ turns }) => turns),
    turnsWithoutFinal: sum(({ turnsWithoutFinal }) => turnsWithoutFinal),
    summariesMissing: calls.filter(({ expectsSummary, summaryMs }) => expectsSummary && summaryMs === null).length,
    utterances: sum(({ utterances }) => utterances),
    wordsExpected: scored.length === 0 ? null : scored.reduce((total, { expected }) => total + expected, 0),
    wordsLost: scored.length === 0 ? null : scored.reduce((total, { lost }) => total + lost, 0),
    wordsChanged: scored.length === 0 ? null : scored.reduce((total, { changed }) => total + changed, 0),
  }
}
