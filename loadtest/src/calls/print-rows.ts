import type { RowFigures } from './row-figures.ts'
import type { Verdict } from './verdicts.ts'

export type JudgedRow = RowFigures & { readonly verdicts: readonly Verdict[] }

interface Line {
  readonly name: string
  readonly cell: (row: JudgedRow) => string
}

/** One column for each number of calls. */
export function tableOf(rows: readonly JudgedRow[]): string {
  const table = lines.map(({ name, cell }) => [name, ...rows.map(cell)])
  const widths = table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? []
  return table
    .map(
      (line) =>
        `${line
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

const lines: readonly Line[] = [
  { name: 'calls at once', cell: (row) => `${row.calls} ${row.lang}` },
  { name: 'seconds of call, share spoken', cell: (row) => `${row.callSeconds.toFixed(0)}, ${percent(row.spokenShare, 0)}` },
  { name: 'end of speech to final, p50', cell: (row) => judged(ms(row.finalP50Ms), row, 'finalP50Ms') },
  { name: '  p95', cell: (row) => judged(ms(row.finalP95Ms), row, 'finalP95Ms') },
  { name: '  max', cell: (row) => ms(row.finalMaxMs) },
  { name: '  ends of speech; turn ends missed', cell: (row) => `${row.finals}; ${row.turnEndsUnmatched} of ${row.turns}` },
  { name: 'start of turn to first word, p50', cell: (row) => ms(row.firstWordP50Ms) },
  { name: '  p95', cell: (row) => judged(ms(row.firstWordP95Ms), row, 'firstWordP95Ms') },
  { name: '  turn starts missed', cell: (row) => `${row.turnStartsUnmatched} of ${row.turns}` },
  {
    name: 'first word spoken to shown, p50 / p95',
    cell: (row) => `${ms(row.firstWordSpokenP50Ms)} / ${ms(row.firstWordSpokenP95Ms)}`,
  },
  {
    name: 'between partials, p50 / p95',
    cell: (row) => `${ms(row.partialIntervalP50Ms)} / ${ms(row.partialIntervalP95Ms)}`,
  },
  {
    name: 'firm words revised',
    cell: (row) => judged(`${percent(row.firmWordsRevisedShare, 1)} of ${row.firmWords}`, row, 'firmWordsRevisedShare'),
  },
  { name: 'word error rate', cell: (row) => `${percent(row.wordErrorRate, 2)} of ${row.words}` },
  { name: '  the same sound alone', cell: (row) => judged(percent(row.wordErrorRateAlone, 2), row, 'wordErrorRateAdded') },
  { name: '  words lost', cell: (row) => String(row.wordsLost) },
  { name: 'processor s a call-second', cell: (row) => number(row.cpuPerCallSecond) },
  { name: '  of the engine alone', cell: (row) => number(row.bareCpuPerCallSecond) },
  { name: '  times the engine alone', cell: (row) => number(row.timesBareEngine) },
  { name: 'memory at the end, most', cell: (row) => `${row.residentMiB ?? '-'}, ${row.residentPeakMiB ?? '-'} MiB` },
  { name: 'decodings of partials', cell: (row) => decodings(row, 'partial') },
  { name: 'decodings of finals', cell: (row) => decodings(row, 'final') },
  { name: 'event loop delay, p99', cell: (row) => ms(row.server.eventLoopP99Ms) },
  { name: 'end of call to last words, max', cell: (row) => ms(row.transcriptAfterEndMaxMs) },
  { name: 'end of call to summary, max', cell: (row) => ms(row.summaryAfterEndMaxMs) },
  { name: 'audio gaps, segments discarded', cell: (row) => `${row.audioGaps}, ${row.segmentsDiscarded}` },
  { name: 'warnings', cell: (row) => counts(row.warnings) },
  { name: 'calls refused or broken', cell: (row) => row.refusals.join(', ') || 'none' },
  {
    name: 'generator: share of a core, late p99',
    cell: (row) => `${percent(row.generator.cpuShare, 1)}, ${ms(row.generator.lateP99Ms)}`,
  },
]

function judged(text: string, row: JudgedRow, figure: Verdict['figure']): string {
  const verdict = row.verdicts.find((one) => one.figure === figure)
  if (verdict === undefined) return text
  const limit = figure.endsWith('Ms') ? `<= ${ms(verdict.target)}` : `<= ${percent(verdict.target, 1)}`
  const added = figure === 'wordErrorRateAdded' && verdict.value !== null ? `, ${signed(verdict.value * 100)} points under load` : ''
  return `${text}${added} (${limit}: ${verdict.met === null ? 'not measured' : verdict.met ? 'met' : 'MISSED'})`
}

/** `63 decoded, 2 superseded`. */
function decodings({ server }: JudgedRow, kind: 'partial' | 'final'): string {
  const ofKind = Object.entries(server.decodings).filter(([name]) => name.startsWith(`${kind} `))
  return ofKind.map(([name, count]) => `${count} ${name.slice(kind.length + 1)}`).join(', ') || 'none'
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${value.toFixed(2)}`
}

function counts(values: Readonly<Record<string, number>>): string {
  return (
    Object.entries(values)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ') || 'none'
  )
}

function ms(value: number | null): string {
  return value === null ? '-' : `${value} ms`
}

function percent(share: number | null, digits: number): string {
  return share === null ? '-' : `${(share * 100).toFixed(digits)} %`
}

function number(value: number | null): string {
  return value === null ? '-' : value.toFixed(value < 10 ? 3 : 1)
}
