import { type Language, languages } from '@souffleur/proto'
import type { LoadReport } from '../report/load-report.ts'
import type { Bottleneck } from './saturation.ts'
import type { CapacityFound } from './search-capacity.ts'

/** What `npm run load -- capacity` found: `--json` writes it. */
export interface CapacitySheet {
  readonly format: 'souffleur-capacity-sheet'
  readonly command: string
  readonly commit: string
  readonly machine: string
  readonly cores: number
  readonly memoryMiB: number
  readonly protocol: string
  readonly language: string
  readonly minutesAStep: number
  readonly calls: number
  /** The server may hold more: the search ended for another reason. */
  readonly isOpenEnded: boolean
  readonly callsPerCore: number
  /** Between the smallest and the largest step that passed. */
  readonly memoryMiBPerCall: number | null
  readonly cpuCoresPerCall: number | null
  readonly saturatesFirst: Bottleneck | null
  readonly thresholds: readonly { readonly name: string; readonly atMost: number }[]
  readonly steps: readonly {
    readonly calls: number
    readonly attempt: number
    readonly outcome: string
    readonly finalP95Ms: number | null
    readonly firstWordP95Ms: number | null
    readonly cpuCoresMean: number | null
    readonly memoryPeakMiB: number | null
    readonly loopP99MaxMs: number | null
    readonly queueDepthMax: number | null
    readonly missed: readonly string[]
    readonly failures: Readonly<Record<string, number>>
  }[]
}

export function stepsOf({ steps }: CapacityFound<LoadReport>): CapacitySheet['steps'] {
  return steps.map(({ calls, attempt, outcome, result }) => ({
    calls,
    attempt,
    outcome,
    finalP95Ms: result.all.finalMs.p95,
    firstWordP95Ms: result.all.firstWordMs.p95,
    cpuCoresMean: result.server.cpuCoresMean,
    memoryPeakMiB: result.server.memoryPeakMiB,
    loopP99MaxMs: result.server.loopP99MaxMs,
    queueDepthMax: result.server.queueDepthMax,
    missed: result.verdicts.filter(({ met }) => met === false).map(({ name }) => name),
    failures: result.failures,
  }))
}

/** How much one more call costs; null when only one number of calls passed. */
export function costPerCall(found: CapacityFound<LoadReport>): { readonly memoryMiB: number | null; readonly cpuCores: number | null } {
  const passed = found.steps.filter(({ outcome }) => outcome === 'pass').toSorted((one, other) => one.calls - other.calls)
  const [least, most] = [passed[0], passed.at(-1)]
  if (least === undefined || most === undefined) return { memoryMiB: null, cpuCores: null }
  const cpu = most.result.server.cpuCoresMean
  const [from, to] = [least.result.server.memoryPeakMiB, most.result.server.memoryPeakMiB]
  const memory = from === null || to === null || most.calls === least.calls ? null : (to - from) / (most.calls - least.calls)
  return {
    memoryMiB: memory === null ? null : Number(memory.toFixed(1)),
    cpuCores: cpu === null ? null : Number((cpu / most.calls).toFixed(3)),
  }
}

const words = {
  en: {
    title: 'Capacity',
    found: (calls: number) => `**${calls} ${calls === 1 ? 'call' : 'calls'} at once** met every target.`,
    open: 'The search ended before the server was full: it may hold more.',
    perCore: 'Calls per core',
    memory: 'Memory per call',
    cpu: 'Processor per call',
    first: 'What gives way first',
    machine: 'Machine',
    cores: 'cores',
    step: 'Each step',
    minutes: 'minutes of calls',
    targets: 'Targets',
    columns: [
      'Calls',
      'Attempt',
      'Outcome',
      'Final p95 (ms)',
      'First word p95 (ms)',
      'Processor (cores)',
      'Memory (MiB)',
      'Event loop p99 (ms)',
      'Missed',
    ],
    outcomes: { pass: 'met', fail: 'missed', invalid: 'not valid' } as Record<string, string>,
    bottlenecks: {
      processor: 'the processor: it was in use throughout',
      'event-loop': 'the main thread: its event loop lagged',
      'recognition-queue': 'recognition: decodings waited while the processor had time',
      memory: 'memory',
      refusals: 'the server refused calls because it had measured that it can take no more',
      drops: 'sound was dropped',
      unknown: 'not clear from what the server shows',
    } satisfies Record<Bottleneck, string>,
  },
  fr: {
    title: 'Capacité',
    found: (calls: number) =>
      calls < 2 ? `**${calls} appel** à la fois tient tous les objectifs.` : `**${calls} appels simultanés** tiennent tous les objectifs.`,
    open: 'La recherche s’est arrêtée avant que le serveur ne soit plein : il en tient peut-être davantage.',
    perCore: 'Appels par cœur',
    memory: 'Mémoire par appel',
    cpu: 'Processeur par appel',
    first: 'Ce qui cède d’abord',
    machine: 'Machine',
    cores: 'cœurs',
    step: 'Chaque palier',
    minutes: 'minutes d’appels',
    targets: 'Objectifs',
    columns: [
      'Appels',
      'Essai',
      'Issue',
      'Final p95 (ms)',
      'Premier mot p95 (ms)',
      'Processeur (cœurs)',
      'Mémoire (Mio)',
      'Boucle p99 (ms)',
      'Manqués',
    ],
    outcomes: { pass: 'tenus', fail: 'manqués', invalid: 'non valable' } as Record<string, string>,
    bottlenecks: {
      processor: 'le processeur : il a été occupé en permanence',
      'event-loop': 'le fil principal : sa boucle d’événements a pris du retard',
      'recognition-queue': 'la reconnaissance : des décodages attendaient alors que le processeur avait du temps',
      memory: 'la mémoire',
      refusals: 'le serveur a refusé des appels, ayant mesuré qu’il ne peut en prendre plus',
      drops: 'du son a été perdu',
      unknown: 'ce que montre le serveur ne permet pas de le dire',
    } satisfies Record<Bottleneck, string>,
  },
} as const satisfies Record<Language, unknown>

/** For people, in both languages. */
export function capacityMarkdown(sheet: CapacitySheet): string {
  return languages.map((language) => sheetIn(language, sheet)).join('\n---\n\n')
}

function sheetIn(language: Language, sheet: CapacitySheet): string {
  const text = words[language]
  const value = (number: number | null, unit = ''): string => (number === null ? '–' : `${number}${unit}`)
  const facts: readonly (readonly [string, string])[] = [
    [text.perCore, value(sheet.callsPerCore)],
    [text.memory, value(sheet.memoryMiBPerCall, ' MiB')],
    [text.cpu, value(sheet.cpuCoresPerCall, ` ${text.cores}`)],
    [text.first, sheet.saturatesFirst === null ? '–' : text.bottlenecks[sheet.saturatesFirst]],
    [text.machine, `${sheet.machine}, ${sheet.memoryMiB} MiB`],
    [text.step, `${sheet.minutesAStep} ${text.minutes}`],
    [text.targets, sheet.thresholds.map(({ name, atMost }) => `${name} ≤ ${atMost}`).join(', ')],
  ]
  const rows = sheet.steps.map((step) =>
    [
      step.calls,
      step.attempt,
      text.outcomes[step.outcome] ?? step.outcome,
      value(step.finalP95Ms),
      value(step.firstWordP95Ms),
      value(step.cpuCoresMean),
      value(step.memoryPeakMiB),
      value(step.loopP99MaxMs),
      [...step.missed, ...Object.entries(step.failures).map(([code, count]) => `${code} × ${count}`)].join(', '),
    ].join(' | '),
  )
  return [
    `# ${text.title}: ${sheet.protocol}, ${sheet.language}`,
    '',
    text.found(sheet.calls),
    ...(sheet.isOpenEnded ? ['', text.open] : []),
    '',
    '| | |',
    '|---|---|',
    ...facts.map(([name, fact]) => `| ${name} | ${fact} |`),
    '',
    `| ${text.columns.join(' | ')} |`,
    `|${text.columns.map(() => '---').join('|')}|`,
    ...rows.map((row) => `| ${row} |`),
    '',
    `\`${sheet.command}\``,
    '',
  ].join('\n')
}
