import { createHash } from 'node:crypto'
import { type Language, languages } from '@souffleur/proto'
import type { Verdict } from '../measure/thresholds.ts'
import { escapeHtml } from './escape-html.ts'
import type { CallFigures, LoadReport } from './load-report.ts'
import { drawPlot, type PlotLine, short } from './plot.ts'
import { reportScript, reportStyles } from './report-assets.ts'
import { type ReportWords, reportWords } from './report-words.ts'

/** One file that needs nothing else: both languages, light and dark, plots drawn, every number also in a table. */
export function reportPage(report: LoadReport): string {
  const scriptHash = createHash('sha256').update(reportScript).digest('base64')
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${scriptHash}'`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(`${report.scenario.name} · Souffleur`)}</title>
<style>${reportStyles}</style>
</head>
<body>
${languages.map((language) => `<div class="page" lang="${language}"${language === 'en' ? '' : ' hidden'}>${pageIn(language, report)}</div>`).join('\n')}
<script>${reportScript}</script>
</body>
</html>
`
}

function pageIn(language: Language, report: LoadReport): string {
  const words = reportWords[language]
  return `<header>
<p class="brand">Souffleur · ${words.title}</p>
<h1>${escapeHtml(report.scenario.name)}</h1>
<nav>${languages.map((each) => `<button type="button" data-language="${each}" lang="${each}" aria-pressed="${each === language}">${each === 'en' ? 'English' : 'Français'}</button>`).join('')}<button type="button" data-theme-switch>${words.switchTheme}</button></nav>
</header>
<main>
${verdictSentence(words, report, language)}
<section aria-labelledby="targets-${language}"><h2 id="targets-${language}">${words.targets}</h2>${verdictTable(words, report.verdicts, language)}</section>
<section aria-labelledby="time-${language}"><h2 id="time-${language}">${words.overTime}</h2><div class="plots">${plotsOf(words, report)}</div></section>
<section aria-labelledby="groups-${language}"><h2 id="groups-${language}">${words.groups}</h2>${groupTable(words, report, language)}</section>
<section aria-labelledby="run-${language}"><h2 id="run-${language}">${words.run}</h2>${factList(words, report, language)}</section>
</main>`
}

function verdictSentence(words: ReportWords, report: LoadReport, language: Language): string {
  const { verdicts, validity, state, scenario, passed } = report
  const missed = verdicts.filter(({ met }) => met === false).length
  const judged = verdicts.filter(({ met }) => met !== null).length
  const sentence = missed === 0 ? words.met(judged, scenario.peakCalls) : words.missed(missed, judged, scenario.peakCalls)
  const notices = [
    ...(validity.isValid ? [] : [`${words.invalid} ${validity.reasons.map((reason) => reason[language]).join(' ')}`]),
    ...(state.kind === 'interrupted' ? [words.interrupted] : []),
    ...(state.kind === 'broken' ? [`${words.broken} ${state.why}`] : []),
  ].map((notice) => `<p class="notice" role="note">${escapeHtml(notice)}</p>`)
  const look = !validity.isValid ? 'invalid' : passed ? 'good' : 'bad'
  return `<div class="verdict ${look}"><p class="sentence">${escapeHtml(sentence)}</p>${notices.join('')}</div>`
}

function verdictTable(words: ReportWords, verdicts: readonly Verdict[], language: Language): string {
  const rows = verdicts.map(({ name, atMost, value, met }) => {
    const [look, sign, text] = met === null ? ['open', '–', words.isOpen] : met ? ['good', '✓', words.isMet] : ['bad', '✗', words.isMissed]
    return `<tr><th scope="row">${escapeHtml(words.thresholds[name])}</th><td>${number(atMost, language)}</td><td>${number(value, language)}</td><td class="${look}"><span aria-hidden="true">${sign}</span> ${text}</td></tr>`
  })
  return table([words.target, words.limit, words.measured, words.verdict], rows)
}

function plotsOf(words: ReportWords, report: LoadReport): string {
  const { series, phases } = report
  const { plots, series: names } = words
  const limit = report.verdicts.find(({ name }) => name === 'finalP95Ms')?.atMost
  const reasons = [...new Set(series.flatMap(({ drops }) => Object.keys(drops)))]
  const drawn: { readonly title: string; readonly lines: readonly PlotLine[]; readonly limit?: number | undefined }[] = [
    {
      title: plots.latency,
      limit,
      lines: [
        { name: names.finalP95, values: series.map(({ finalP95Ms }) => finalP95Ms) },
        { name: names.finalP50, values: series.map(({ finalP50Ms }) => finalP50Ms) },
        { name: names.firstWordP95, values: series.map(({ firstWordP95Ms }) => firstWordP95Ms) },
        { name: names.suggestionP95, values: series.map(({ suggestionP95Ms }) => suggestionP95Ms) },
      ],
    },
    { title: plots.calls, lines: [{ name: names.callsUp, values: series.map(({ callsUp }) => callsUp) }] },
    {
      title: plots.cpu,
      lines: [
        { name: names.serverCpu, values: series.map(({ cpuCores }) => cpuCores) },
        { name: names.generatorCpu, values: series.map(({ generatorCpuCores }) => generatorCpuCores) },
      ],
    },
    {
      title: plots.memory,
      lines: [
        { name: names.resident, values: series.map(({ memoryMiB }) => memoryMiB) },
        { name: names.heap, values: series.map(({ heapMiB }) => heapMiB) },
      ],
    },
    {
      title: plots.lateness,
      lines: [
        { name: names.loop, values: series.map(({ loopP99Ms }) => loopP99Ms) },
        { name: names.generatorLate, values: series.map(({ generatorLateP99Ms }) => generatorLateP99Ms) },
      ],
    },
    { title: plots.queue, lines: [{ name: names.queue, values: series.map(({ queueDepth }) => queueDepth) }] },
    { title: plots.drops, lines: reasons.map((name) => ({ name, values: series.map(({ drops }) => drops[name] ?? 0) })) },
  ]
  const minutes = [...series.map(({ startMs }) => startMs / 60_000), (series.at(-1)?.endMs ?? 0) / 60_000]
  const shaded = phases.map(({ name, startMs, endMs }) => ({ name, fromMinute: startMs / 60_000, toMinute: endMs / 60_000 }))
  return drawn
    .map((plot) => {
      const body =
        plot.lines.length === 0
          ? `<p class="nothing">${words.nothingDropped}</p>`
          : `${drawPlot({ ...plot, minutes, phases: shaded, xName: words.minutes })}${plotTable(words, plot.lines, minutes)}`
      return `<figure><figcaption>${plot.title}</figcaption>${body}</figure>`
    })
    .join('')
}

function plotTable(words: ReportWords, lines: readonly PlotLine[], minutes: readonly number[]): string {
  const rows = minutes
    .slice(0, -1)
    .map(
      (minute, index) =>
        `<tr><th scope="row">${short(minute)}</th>${lines.map(({ values }) => `<td>${values[index] === null || values[index] === undefined ? '–' : short(values[index])}</td>`).join('')}</tr>`,
    )
  return `<details><summary>${words.table}</summary>${table([words.minutes, ...lines.map(({ name }) => name)], rows)}</details>`
}

function groupTable(words: ReportWords, { groups, all }: LoadReport, language: Language): string {
  const row = (figures: CallFigures, name: string): string => {
    const lost =
      figures.wordsExpected === null || figures.wordsLost === null
        ? '–'
        : percent(figures.wordsLost / Math.max(1, figures.wordsExpected), language)
    const cells = [
      figures.protocol,
      `${figures.calls}, ${figures.complete}`,
      number(figures.connectMs.p95, language),
      number(figures.firstWordMs.p95, language),
      `${number(figures.finalMs.p50, language)} / ${number(figures.finalMs.p95, language)}`,
      number(figures.suggestionMs.p95, language),
      number(figures.summaryMs.p95, language),
      lost,
    ]
    return `<tr><th scope="row">${escapeHtml(name)}</th>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`
  }
  const rows = [...groups.map((group) => row(group, group.name)), ...(groups.length > 1 ? [row(all, words.everything)] : [])]
  const heads = [
    words.group,
    words.protocol,
    words.callCount,
    words.connect,
    words.firstWord,
    words.final,
    words.suggestion,
    words.summary,
    words.wordsLost,
  ]
  return table(heads, rows)
}

function factList(words: ReportWords, report: LoadReport, language: Language): string {
  const { facts } = words
  const { generator, server, versions, scenario } = report
  const slope = server.memorySlope
  const counted = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([name, count]) => `${name} × ${count}`)
      .join(', ') || words.none
  const seconds = (report.lengthMs / 60_000).toFixed(1)
  const entries: readonly (readonly [string, string])[] = [
    [facts.command, report.command],
    [facts.startedAt, report.startedAt],
    [facts.length, `${seconds} ${words.minutes}`],
    [facts.machine, report.machine],
    [facts.versions, `Souffleur ${versions.souffleur} (${report.commit}), Node ${versions.node}`],
    [facts.scenario, `${scenario.name}, ${scenario.groups} × ${words.group.toLowerCase()}, seed ${scenario.seed}`],
    [
      facts.generator,
      `${generator.processes} × Node, ${number(generator.cpuCoresMean, language)} cores, p99 ${number(generator.lateP99Ms, language)} ms, max ${number(generator.lateMaxMs, language)} ms`,
    ],
    [
      facts.server,
      `${number(server.cpuCoresMean, language)} cores (max ${number(server.cpuCoresMax, language)}), ${number(server.memoryPeakMiB, language)} MiB, ${number(server.cpuSecondsPerCallSecond, language)} CPU s/s`,
    ],
    [
      facts.memorySlope,
      slope === null
        ? '–'
        : `${number(slope.miBPerMinute, language)} MiB (${number(slope.low, language)} … ${number(slope.high, language)})`,
    ],
    [facts.failures, counted(report.failures)],
    [facts.warnings, counted(report.warnings)],
  ]
  return `<dl>${entries.map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>`
}

function table(heads: readonly string[], rows: readonly string[]): string {
  const head = heads.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join('')
  return `<div class="scroll" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

function number(value: number | null, language: Language): string {
  if (value === null) return '–'
  return new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { maximumSignificantDigits: value >= 1000 ? 6 : 4 }).format(value)
}

function percent(share: number, language: Language): string {
  return new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { style: 'percent', maximumFractionDigits: 2 }).format(share)
}
