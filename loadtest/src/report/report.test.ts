import { describe, expect, test } from 'vitest'
import type { CallResult } from '../generator/messages.ts'
import { planCalls } from '../scenario/plan-calls.ts'
import { cleanNetwork, never, type Scenario, steadyPhase } from '../scenario/scenario.ts'
import { buildReport, type RunFacts } from './build-report.ts'
import { reportPage } from './report-page.ts'
import { aReport } from './sample-report.ts'
import { type Observations, timeSeries } from './time-series.ts'

const scenario: Scenario = {
  name: 'test',
  seed: 1,
  phases: [steadyPhase(2, 1, 1)],
  groups: [
    {
      name: 'a',
      protocol: 'native',
      language: 'en',
      channels: 'both',
      weight: 1,
      duration: undefined,
      think: { kind: 'fixed', ms: 0 },
      audio: '.',
      network: cleanNetwork,
      disconnect: never,
      pause: never,
      lateHandshake: never,
      idleFrameMs: undefined,
    },
  ],
  thresholds: [],
}

const facts = (changes: Partial<RunFacts> = {}): RunFacts => ({
  command: 'npm run load',
  commit: 'abc',
  machine: 'm',
  models: [],
  versions: { node: '24', souffleur: '0.1.0' },
  startedAt: '2026-01-01T00:00:00.000Z',
  scenario,
  plan: planCalls(scenario),
  ownServer: true,
  state: { kind: 'complete' },
  processes: 1,
  doubts: [],
  samplesMissed: 0,
  accounts: { final: 2, unbalanced: 0, unknown: 0 },
  targetCalls: planCalls(scenario).peakCalls,
  ranMs: 100_000,
  ...changes,
})

const call = (changes: Partial<CallResult> = {}): CallResult => ({
  number: 1,
  group: 0,
  protocol: 'native',
  callIds: ['c'],
  startedAtMs: 0,
  endedAtMs: 60_000,
  connectMs: [{ atMs: 10, ms: 12 }],
  failure: null,
  finals: [{ atMs: 5000, ms: 300 }],
  firstWords: [{ atMs: 4000, ms: 500 }],
  suggestions: [],
  summaryMs: 100,
  expectsSummary: true,
  turns: 1,
  turnsWithoutFinal: 0,
  turnsWithoutFirstWord: 0,
  momentsSent: 3000,
  framesLostOnPurpose: 0,
  utterances: 1,
  words: { expected: 10, lost: 0, changed: 1 },
  gaps: 0,
  warnings: [],
  ...changes,
})

const beat = (lateP99Ms: number, atMs = 1000) => ({
  callsUp: 2,
  lateMaxMs: lateP99Ms,
  lateP99Ms,
  moments: 100,
  loopP99Ms: 1,
  cpuShare: 0.1,
  finalsMs: [],
  process: 0,
  atMs,
})
const seen = (changes: Partial<Observations> = {}): Observations => ({
  calls: [call(), call({ number: 2 })],
  beats: [beat(1)],
  samples: [],
  ...changes,
})

describe('a report', () => {
  test('passes when every target that was measured is met', () => {
    const report = buildReport(facts(), seen())
    expect(report.verdicts.filter(({ met }) => met === false)).toEqual([])
    expect([report.passed, report.validity.isValid]).toEqual([true, true])
  })

  test.each([
    ['a call that failed', { calls: [call(), call({ failure: 'stream.unreachable' })] }, 'callsFailed'],
    ['words that got lost', { calls: [call({ words: { expected: 100, lost: 10, changed: 0 } })] }, 'wordsLostShare'],
    ['turns without a text', { calls: [call({ turns: 10, turnsWithoutFinal: 5 })] }, 'finalP95Ms'],
    ['summaries that never came', { calls: [call(), call({ summaryMs: null })] }, 'summaryP95Ms'],
  ] as const)('fails for %s', (_, changes, name) => {
    const report = buildReport(facts(), seen(changes))
    expect(report.verdicts.find((verdict) => verdict.name === name)?.met).toBe(false)
    expect(report.passed).toBe(false)
  })

  test('fails for sound that nobody accounts for', () => {
    expect(buildReport(facts({ accounts: { final: 2, unbalanced: 1, unknown: 0 } }), seen()).passed).toBe(false)
  })

  test('is not valid when the generator was late, or nothing was played', () => {
    expect(buildReport(facts(), seen({ beats: [beat(35)] })).validity.reasons).toEqual([
      expect.objectContaining({ en: expect.stringContaining('late') }),
    ])
    expect(buildReport(facts(), seen({ calls: [] })).validity.isValid).toBe(false)
  })

  test('is never passed when the run was broken off', () => {
    expect(buildReport(facts({ state: { kind: 'interrupted' } }), seen()).passed).toBe(false)
  })
})

test('a series has every value in its part of the run', () => {
  const series = timeSeries(seen({ beats: [beat(1), { ...beat(2, 1000), process: 1 }] }), 10_000)
  expect(series).toHaveLength(2)
  expect(series[0]).toMatchObject({ firstWordP95Ms: 500, finalP95Ms: null, callsUp: 4, generatorLateP99Ms: 2 })
  expect(series[1]).toMatchObject({ finalP95Ms: 300, callsUp: null })
})

describe('the page', () => {
  const page = reportPage(aReport())
  test('needs nothing from elsewhere, and runs no script but its own', () => {
    expect(page).not.toMatch(/(?:src|href)=/)
    expect(page).not.toMatch(/https?:/)
    expect(page).toContain("default-src 'none'")
  })
  test('is in both languages, and escapes what comes from outside', () => {
    expect(page).toContain('Met all 3 targets with 12 calls at once.')
    expect(page).toContain('Les 3 objectifs sont tenus avec 12 appels simultanés.')
    expect(page).not.toContain('<safe>')
  })
  test('says in a way that nobody misses that a run is not valid', () => {
    const invalid = reportPage(
      aReport({ validity: { isValid: false, reasons: [{ en: 'The generator was late.', fr: 'Le générateur était en retard.' }] } }),
    )
    expect(invalid).toContain('class="verdict invalid"')
    expect(invalid).toContain('The generator was late.')
  })
})
