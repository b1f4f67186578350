import type { LoadReport, Spread } from './load-report.ts'
import { reportWords } from './report-words.ts'

/** The table on the terminal. */
export function printReport(report: LoadReport): void {
  const words = reportWords.en
  const lines = [
    '',
    ...[...report.groups, ...(report.groups.length > 1 ? [{ ...report.all, name: 'all' }] : [])].map((group) =>
      [
        group.name.slice(0, 24).padEnd(24),
        `${group.complete}/${group.calls} calls`,
        `connect ${spread(group.connectMs)}`,
        `first word ${spread(group.firstWordMs)}`,
        `final ${spread(group.finalMs)}`,
        `suggestion ${spread(group.suggestionMs)}`,
        `summary ${spread(group.summaryMs)}`,
        group.wordsExpected === null ? '' : `words lost ${group.wordsLost}, changed ${group.wordsChanged}, of ${group.wordsExpected}`,
      ].join('  '),
    ),
    '',
    ...report.verdicts.map(({ name, atMost, value, met }) => {
      const verdict = met === null ? words.isOpen : met ? words.isMet : words.isMissed
      return `${words.thresholds[name].padEnd(48)} ${String(value === null ? '–' : Number(value.toFixed(4))).padStart(10)}  at most ${String(atMost).padEnd(8)} ${verdict}`
    }),
    '',
    `server     ${report.server.cpuCoresMean ?? '–'} cores, ${report.server.memoryPeakMiB ?? '–'} MiB, event loop p99 ${report.server.loopP99MaxMs ?? '–'} ms`,
    ...(report.server.memorySlope === null
      ? []
      : [
          `memory     ${report.server.memorySlope.miBPerMinute} MiB a minute (${report.server.memorySlope.low} to ${report.server.memorySlope.high})`,
        ]),
    `generator  ${report.generator.processes} processes, ${report.generator.cpuCoresMean} cores, late p99 ${report.generator.lateP99Ms} ms, max ${report.generator.lateMaxMs} ms`,
    ...Object.entries(report.failures).map(([code, count]) => `failed     ${code} × ${count}`),
    ...Object.entries(report.drops).map(([reason, count]) => `dropped    ${reason}: ${count}`),
    ...report.validity.reasons.map((reason) => `NOT VALID  ${reason.en}`),
    ...(report.state.kind === 'interrupted' ? [words.interrupted] : []),
    ...(report.state.kind === 'broken' ? [`${words.broken} ${report.state.why}`] : []),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

function spread({ p50, p95 }: Spread): string {
  return p50 === null ? '–' : `${p50}/${p95} ms`
}
