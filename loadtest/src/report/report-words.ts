import type { Language } from '@souffleur/proto'
import type { ThresholdName } from '../measure/thresholds.ts'

export interface ReportWords {
  readonly title: string
  readonly met: (count: number, calls: number) => string
  readonly missed: (missed: number, count: number, calls: number) => string
  readonly invalid: string
  readonly interrupted: string
  readonly broken: string
  readonly targets: string
  readonly target: string
  readonly limit: string
  readonly measured: string
  readonly verdict: string
  readonly isMet: string
  readonly isMissed: string
  readonly isOpen: string
  readonly thresholds: Readonly<Record<ThresholdName, string>>
  readonly overTime: string
  readonly plots: {
    readonly latency: string
    readonly calls: string
    readonly cpu: string
    readonly memory: string
    readonly lateness: string
    readonly queue: string
    readonly drops: string
  }
  readonly series: {
    readonly firstWordP95: string
    readonly finalP50: string
    readonly finalP95: string
    readonly suggestionP95: string
    readonly callsUp: string
    readonly serverCpu: string
    readonly generatorCpu: string
    readonly resident: string
    readonly heap: string
    readonly loop: string
    readonly generatorLate: string
    readonly queue: string
  }
  readonly nothingDropped: string
  readonly minutes: string
  readonly table: string
  readonly groups: string
  readonly group: string
  readonly protocol: string
  readonly callCount: string
  readonly connect: string
  readonly firstWord: string
  readonly final: string
  readonly suggestion: string
  readonly summary: string
  readonly wordsLost: string
  readonly everything: string
  readonly run: string
  readonly facts: {
    readonly command: string
    readonly startedAt: string
    readonly length: string
    readonly machine: string
    readonly versions: string
    readonly scenario: string
    readonly generator: string
    readonly server: string
    readonly memorySlope: string
    readonly failures: string
    readonly warnings: string
  }
  readonly none: string
  readonly switchTheme: string
}

const english: ReportWords = {
  title: 'Load report',
  met: (count, calls) => `Met all ${count} targets with ${calls} calls at once.`,
  missed: (missed, count, calls) => `Missed ${missed} of ${count} targets with ${calls} calls at once.`,
  invalid: 'This run is not valid: its figures say nothing about the server.',
  interrupted: 'Stopped by hand: the figures cover what had been played.',
  broken: 'The server went away during the run.',
  targets: 'Targets',
  target: 'Target',
  limit: 'At most',
  measured: 'Measured',
  verdict: 'Verdict',
  isMet: 'met',
  isMissed: 'missed',
  isOpen: 'not measured',
  thresholds: {
    connectP95Ms: 'Connecting, p95 (ms)',
    firstWordP95Ms: 'First word on screen, p95 (ms)',
    finalP50Ms: 'End of speech to final text, p50 (ms)',
    finalP95Ms: 'End of speech to final text, p95 (ms)',
    suggestionP95Ms: 'End of speech to suggestion, p95 (ms)',
    summaryP95Ms: 'Summary after hang-up, p95 (ms)',
    wordsLostShare: 'Words lost against the same sound alone (share)',
    callsFailed: 'Calls refused or broken',
    callsUnbalanced: 'Calls with sound that nobody accounts for',
    framesDropped: 'Drops on the server',
    serverLagP99Ms: 'Event loop of the server, p99 (ms)',
    memoryMiBPerMinute: 'Growth of memory (MiB a minute)',
  },
  overTime: 'Over time',
  plots: {
    latency: 'Latency (ms)',
    calls: 'Calls at once',
    cpu: 'Processor (cores)',
    memory: 'Memory of the server (MiB)',
    lateness: 'Lateness (ms)',
    queue: 'Waiting in queues',
    drops: 'Drops',
  },
  series: {
    firstWordP95: 'first word p95',
    finalP50: 'final p50',
    finalP95: 'final p95',
    suggestionP95: 'suggestion p95',
    callsUp: 'calls',
    serverCpu: 'server',
    generatorCpu: 'generator',
    resident: 'resident',
    heap: 'JavaScript heap',
    loop: 'server’s event loop, p99',
    generatorLate: 'generator, p99',
    queue: 'decodings',
  },
  nothingDropped: 'Nothing was dropped.',
  minutes: 'minutes',
  table: 'The same as a table',
  groups: 'Kinds of calls',
  group: 'Kind',
  protocol: 'Protocol',
  callCount: 'Calls, complete',
  connect: 'Connect p95',
  firstWord: 'First word p95',
  final: 'Final p50 / p95',
  suggestion: 'Suggestion p95',
  summary: 'Summary p95',
  wordsLost: 'Words lost',
  everything: 'All calls',
  run: 'The run',
  facts: {
    command: 'Command',
    startedAt: 'Began',
    length: 'Length',
    machine: 'Machine',
    versions: 'Versions',
    scenario: 'Scenario',
    generator: 'Generator',
    server: 'Server',
    memorySlope: 'Memory a minute',
    failures: 'Failures',
    warnings: 'Warnings',
  },
  none: 'none',
  switchTheme: 'Light or dark',
}

const french: ReportWords = {
  title: 'Rapport de charge',
  met: (count, calls) => `Les ${count} objectifs sont tenus avec ${calls} appels simultanés.`,
  missed: (missed, count, calls) =>
    `${missed} objectif${missed > 1 ? 's' : ''} sur ${count} manqué${missed > 1 ? 's' : ''} avec ${calls} appels simultanés.`,
  invalid: 'Cet essai n’est pas valable : ses chiffres ne disent rien du serveur.',
  interrupted: 'Arrêté à la main : les chiffres portent sur ce qui a été joué.',
  broken: 'Le serveur a disparu pendant l’essai.',
  targets: 'Objectifs',
  target: 'Objectif',
  limit: 'Au plus',
  measured: 'Mesuré',
  verdict: 'Verdict',
  isMet: 'tenu',
  isMissed: 'manqué',
  isOpen: 'non mesuré',
  thresholds: {
    connectP95Ms: 'Connexion, p95 (ms)',
    firstWordP95Ms: 'Premier mot à l’écran, p95 (ms)',
    finalP50Ms: 'Fin de parole au texte final, p50 (ms)',
    finalP95Ms: 'Fin de parole au texte final, p95 (ms)',
    suggestionP95Ms: 'Fin de parole à la suggestion, p95 (ms)',
    summaryP95Ms: 'Compte rendu après raccroché, p95 (ms)',
    wordsLostShare: 'Mots perdus par rapport au même son seul (part)',
    callsFailed: 'Appels refusés ou interrompus',
    callsUnbalanced: 'Appels dont du son n’est pas comptabilisé',
    framesDropped: 'Pertes sur le serveur',
    serverLagP99Ms: 'Boucle d’événements du serveur, p99 (ms)',
    memoryMiBPerMinute: 'Croissance de la mémoire (Mio par minute)',
  },
  overTime: 'Au fil du temps',
  plots: {
    latency: 'Latence (ms)',
    calls: 'Appels simultanés',
    cpu: 'Processeur (cœurs)',
    memory: 'Mémoire du serveur (Mio)',
    lateness: 'Retard (ms)',
    queue: 'En attente dans les files',
    drops: 'Pertes',
  },
  series: {
    firstWordP95: 'premier mot p95',
    finalP50: 'final p50',
    finalP95: 'final p95',
    suggestionP95: 'suggestion p95',
    callsUp: 'appels',
    serverCpu: 'serveur',
    generatorCpu: 'générateur',
    resident: 'résidente',
    heap: 'tas JavaScript',
    loop: 'boucle d’événements du serveur, p99',
    generatorLate: 'générateur, p99',
    queue: 'décodages',
  },
  nothingDropped: 'Rien n’a été perdu.',
  minutes: 'minutes',
  table: 'Les mêmes chiffres en tableau',
  groups: 'Types d’appels',
  group: 'Type',
  protocol: 'Protocole',
  callCount: 'Appels, complets',
  connect: 'Connexion p95',
  firstWord: 'Premier mot p95',
  final: 'Final p50 / p95',
  suggestion: 'Suggestion p95',
  summary: 'Compte rendu p95',
  wordsLost: 'Mots perdus',
  everything: 'Tous les appels',
  run: 'L’essai',
  facts: {
    command: 'Commande',
    startedAt: 'Début',
    length: 'Durée',
    machine: 'Machine',
    versions: 'Versions',
    scenario: 'Scénario',
    generator: 'Générateur',
    server: 'Serveur',
    memorySlope: 'Mémoire par minute',
    failures: 'Échecs',
    warnings: 'Avertissements',
  },
  none: 'aucun',
  switchTheme: 'Clair ou sombre',
}

export const reportWords: Readonly<Record<Language, ReportWords>> = { en: english, fr: french }
