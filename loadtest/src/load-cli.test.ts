import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OwnServer, startOwnServer } from './own-server.ts'
import type { LoadReport } from './report/load-report.ts'

/** The command itself, against a real server without models: nothing is written down, and everything else happens. */
const cli = fileURLToPath(new URL('./load-cli.ts', import.meta.url))
let folder: string
let server: OwnServer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'load-cli-'))
  server = await startBareServer()
})

afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

function startBareServer(): Promise<OwnServer> {
  const environment = { SOUFFLEUR_MODELS: join(folder, 'no-models'), SOUFFLEUR_DECODERS: '1', SOUFFLEUR_AUDIOSOCKET_PORT: 'off' }
  return startOwnServer({ environment })
}

function load(words: readonly string[], onProgress: (line: string) => void = () => {}) {
  // In a group of its own, as on a terminal: Ctrl-C then reaches its generators too.
  const child = spawn(process.execPath, [cli, ...words], { detached: true })
  let [out, errors] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
    onProgress(chunk.toString())
  })
  const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, out, errors }))
  return { ended, interrupt: () => process.kill(-(child.pid ?? 0), 'SIGINT') }
}

const twoCalls = (url: string, minutes: string) =>
  ['--server', url, '--calls', '2', '--ramp', '10/s', '--minutes', minutes, '--lang', 'en', '--without-reference'] as const

async function reportIn(file: string): Promise<LoadReport> {
  return JSON.parse(await readFile(file, 'utf8'))
}

/** What the status has to be for a report: a busy machine makes it 3. */
const statusOf = ({ validity, passed }: LoadReport) => (validity.isValid ? (passed ? 0 : 1) : 3)

describe('wrong arguments end with status 2, before anything is started', () => {
  test.each([
    [['--audio', '/nowhere'], '/nowhere'],
    [['--calls', 'many'], '--calls many'],
    [['ingest', '--colour', 'red'], '--colour'],
  ])('%j', async (words, named) => {
    const { code, errors } = await load(words).ended
    expect(errors).toContain(named)
    expect(code).toBe(2)
  })

  test('a scenario with a mistake is told with its line', async () => {
    const file = join(folder, 'wrong.yaml')
    await writeFile(file, 'name: x\ncalls: 1\nminutes: 1\ngroups:\n  - name: a\n    protocol: sip\n')
    const { code, errors } = await load(['--scenario', file]).ended
    expect(errors).toContain('wrong.yaml:6')
    expect(code).toBe(2)
  })
})

test('a server that isn’t there is told before the first call', async () => {
  const { code, errors } = await load(twoCalls('http://127.0.0.1:9', '1')).ended
  expect(errors).toContain('http://127.0.0.1:9')
  expect(code).toBe(1)
})

test('plays calls over a bad network, and reports as JSON and as a page', async () => {
  const [json, html] = [join(folder, 'run.json'), join(folder, 'run.html')]
  const { code, out } = await load([...twoCalls(server.url, '0.1'), '--loss', '0.05', '--jitter', '5ms', '--json', json, '--html', html])
    .ended
  const report = await reportIn(json)
  expect(report).toMatchObject({
    state: { kind: 'complete' },
    all: { calls: 2, complete: 2, utterances: 0 },
    failures: {},
    scenario: { peakCalls: 2 },
    passed: false,
  })
  expect(report.generator.momentsSent).toBeGreaterThan(500)
  expect(report.generator.framesLostOnPurpose).toBeGreaterThan(5)
  expect(report.server.memoryPeakMiB).toBeGreaterThan(50)
  // Words that never come are later than any limit.
  expect(report.verdicts.find(({ name }) => name === 'finalP95Ms')).toMatchObject({ value: null, met: false })
  expect(code).toBe(statusOf(report))
  expect(out).toContain('2/2 calls')
  expect(await readFile(html, 'utf8')).toContain('<svg')
})

test('Ctrl-C hangs up, and reports what was measured', async () => {
  const json = join(folder, 'interrupted.json')
  const run = load([...twoCalls(server.url, '10'), '--json', json], (line) => line.includes('calls 2 up') && run.interrupt())
  const { code } = await run.ended
  const report = await reportIn(json)
  expect(report).toMatchObject({ state: { kind: 'interrupted' }, all: { calls: 2 }, failures: { stopped: 2 }, passed: false })
  expect(code).toBe(statusOf(report))
})

test('a server that goes away in the middle breaks the calls, not the report', async () => {
  const mortal = await startBareServer()
  const json = join(folder, 'away.json')
  const onProgress = (line: string) => line.includes('calls 2 up') && process.kill(mortal.pid, 'SIGKILL')
  const { code } = await load([...twoCalls(mortal.url, '10'), '--json', json], onProgress).ended
  await mortal.stop()
  const report = await reportIn(json)
  expect(report.all).toMatchObject({ calls: 2, complete: 0 })
  expect(report.passed).toBe(false)
  expect(code).toBe(statusOf(report))
})
