import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../usage-error.ts'
import { parseScenario, readScenario } from './read-scenario.ts'

const parse = (text: string) => parseScenario(text, { path: '/scenarios/day.yaml', defaultAudio: '/demo' })

const complaints = (text: string): string[] => {
  try {
    parse(text)
  } catch (error) {
    if (error instanceof UsageError) return error.message.split('\n')
    throw error
  }
  return []
}

test('a small file has sound defaults', () => {
  expect(parse('name: small\ncalls: 3\nminutes: 2\ngroups:\n  - name: all\n')).toMatchObject({
    name: 'small',
    seed: 1,
    phases: [{ calls: 3, rampPerSecond: 5, lengthMs: 120_400 }],
    groups: [{ name: 'all', protocol: 'native', language: 'auto', channels: 'both', audio: '/demo', think: { kind: 'fixed', ms: 0 } }],
    thresholds: [],
  })
})

test('a group says all that is special about its calls', () => {
  const scenario = parse(`
name: special
minutes: 1
groups:
  - name: rough
    calls: 4
    protocol: audiohook
    language: fr
    duration: { median: 3m, p90: 8m }
    think: { between: [5s, 20s] }
    audio: ../calls
    network: { loss: 0.02, lossBurst: 3, jitter: 20ms, reorder: 0.01 }
    disconnect: { probability: 0.1 }
    pause: { probability: 0.2, length: 10s }
    lateHandshake: { probability: 0.3, delay: { between: [1s, 4s] } }
thresholds: { finalP95Ms: 900 }
`)
  expect(scenario.groups[0]).toMatchObject({
    weight: 4,
    duration: { kind: 'lognormal', medianMs: 180_000, p90Ms: 480_000 },
    think: { kind: 'uniform', leastMs: 5000, mostMs: 20_000 },
    audio: '/calls',
    network: { loss: 0.02, lossBurstFrames: 3, jitterMs: 20, reorder: 0.01 },
    disconnect: { probability: 0.1, length: { kind: 'fixed', ms: 2000 } },
    pause: { probability: 0.2, length: { kind: 'fixed', ms: 10_000 } },
    lateHandshake: { probability: 0.3, length: { kind: 'uniform', leastMs: 1000, mostMs: 4000 } },
  })
  expect(scenario.phases[0]?.calls).toBe(4)
  expect(scenario.thresholds).toEqual([{ name: 'finalP95Ms', atMost: 900 }])
})

describe('what is wrong is told with its line', () => {
  test.each([
    ['an unknown word', 'name: x\ncalls: 1\nminutes: 1\ngroups:\n  - name: a\n    protocol: native\n    speed: 3\n', 7, 'speed'],
    ['an unknown protocol', 'name: x\ncalls: 1\nminutes: 1\ngroups:\n  - name: a\n    protocol: sip\n', 6, 'protocol'],
    ['a length of time', 'name: x\ncalls: 1\nminutes: 1\ngroups:\n  - name: a\n    think: soon\n', 6, 'expected 3m'],
    ['a ramp', 'name: x\ncalls: 1\nminutes: 1\nramp: fast\ngroups:\n  - name: a\n', 4, '5/s'],
    ['a share above 1', 'name: x\ncalls: 1\nminutes: 1\ngroups:\n  - name: a\n    network:\n      loss: 2\n', 7, 'loss'],
    ['lengths the wrong way round', 'name: x\ncalls: 1\nminutes: 1\ngroups:\n  - name: a\n    think: {between: [5s, 1s]}\n', 6, 'first'],
    ['no minutes', 'name: x\ncalls: 1\ngroups:\n  - name: a\n', 1, 'expected minutes'],
    ['no calls', 'name: x\nminutes: 1\ngroups:\n  - name: a\n', 1, 'expected calls'],
    [
      'a ramp that takes too long',
      'name: x\nphases:\n  - {name: p, calls: 90, minutes: 1, ramp: 1/s}\ngroups:\n  - name: a\n',
      3,
      'longer',
    ],
    ['YAML that is none', 'name: x\ngroups:\n  - name: [a\nminutes: 1\n', 4, ''],
    ['a threshold nobody knows', 'name: x\ncalls: 1\nminutes: 1\ngroups:\n  - name: a\nthresholds:\n  speedMs: 3\n', 7, 'speedMs'],
  ])('%s', (_name, text, line, words) => {
    const [first = ''] = complaints(text)
    expect(first).toMatch(new RegExp(`^/scenarios/day\\.yaml:${line}: `))
    expect(first).toContain(words)
  })

  test('a file that is not there', async () => {
    await expect(readScenario('/nowhere/day.yaml', '/demo')).rejects.toThrow(/day\.yaml: there is no such file/)
  })
})

test('the examples can be read', async () => {
  const folder = fileURLToPath(new URL('../../scenarios', import.meta.url))
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml'))
  expect(files.length).toBeGreaterThan(2)
  for (const file of files) await expect(readScenario(`${folder}/${file}`, '/demo')).resolves.toBeDefined()
})
