import { callFigures } from './call-figures.ts'
import type { Bucket, LoadReport } from './load-report.ts'

/** A report as a run might make it: for tests and for looking at the page. */
export function aReport(changes: Partial<LoadReport> = {}): LoadReport {
  const wave = (index: number, middle: number, by: number): number => Math.round(middle + by * Math.sin(index / 4))
  const series = Array.from(
    { length: 48 },
    (_, index): Bucket => ({
      startMs: index * 5000,
      endMs: (index + 1) * 5000,
      callsUp: index < 6 ? index * 2 : index > 42 ? (47 - index) * 2 : 12,
      firstWordP95Ms: wave(index, 620, 90),
      finalP50Ms: wave(index, 430, 40),
      finalP95Ms: index === 20 ? null : wave(index, 840, 160),
      suggestionP95Ms: index % 7 === 0 ? null : wave(index, 700, 60),
      cpuCores: 1.2 + 0.3 * Math.sin(index / 6),
      memoryMiB: 1500 + index * 4,
      heapMiB: 180 + (index % 8) * 12,
      loopP99Ms: wave(index, 30, 20),
      queueDepth: Math.max(0, wave(index, 4, 5)),
      generatorLateP99Ms: 1.2,
      generatorCpuCores: 0.08,
      drops: index === 30 ? { 'door: late': 3 } : {},
    }),
  )
  const all = {
    ...callFigures('Steady', 'native, twilio', []),
    calls: 24,
    complete: 23,
    wordsExpected: 4200,
    wordsLost: 9,
    wordsChanged: 40,
  }
  const spread = { count: 180, p50: 430, p95: 930, p99: 1200, max: 1900 }
  return {
    format: 'souffleur-load-report',
    formatVersion: 1,
    command: 'npm run load -- --scenario loadtest/scenarios/steady.yaml',
    commit: '0123abc',
    machine: 'A processor, 2 cores',
    models: [],
    versions: { node: '24.0.0', souffleur: '0.1.0' },
    startedAt: '2026-01-12T08:30:00.000Z',
    scenario: { name: 'Steady & <safe>', seed: 1, groups: 2, peakCalls: 12 },
    ownServer: true,
    state: { kind: 'complete' },
    validity: { isValid: true, reasons: [] },
    passed: true,
    verdicts: [
      { name: 'finalP95Ms', atMost: 1000, value: 930, met: true },
      { name: 'firstWordP95Ms', atMost: 800, value: 700, met: true },
      { name: 'wordsLostShare', atMost: 0.005, value: 0.0021, met: true },
      { name: 'summaryP95Ms', atMost: 2000, value: null, met: null },
    ],
    all: { ...all, finalMs: spread, firstWordMs: spread },
    groups: [
      { ...all, name: 'english', protocol: 'native', finalMs: spread },
      { ...all, name: 'french', protocol: 'twilio', finalMs: spread },
    ],
    failures: { 'stream.unreachable': 1 },
    warnings: { 'engine.degraded': 2 },
    drops: { 'door: late': 3 },
    accounts: { final: 23, unbalanced: 0, unknown: 0 },
    generator: {
      processes: 1,
      lateP99Ms: 1.2,
      lateMaxMs: 9,
      loopP99Ms: 6.1,
      cpuCoresMean: 0.08,
      momentsSent: 144_000,
      framesLostOnPurpose: 0,
    },
    server: {
      cpuCoresMean: 1.24,
      cpuCoresMax: 1.6,
      cpuSecondsPerCallSecond: 0.11,
      memoryPeakMiB: 1690,
      memorySlope: { miBPerMinute: 1.2, low: -0.4, high: 2.8, overMinutes: 3.2 },
      loopP99MaxMs: 51,
      queueDepthMax: 9,
      samplesMissed: 0,
    },
    phases: [
      { name: 'morning', startMs: 0, endMs: 120_000 },
      { name: 'lunch', startMs: 120_000, endMs: 240_000 },
    ],
    lengthMs: 240_000,
    series,
    ...changes,
  }
}
