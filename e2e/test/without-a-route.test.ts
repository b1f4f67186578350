import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { beyondLoopback, targetsOf } from '../isolation/traced-connections.ts'

/** Nothing that Souffleur does needs a network: shown by taking it away, and by counting who asks for one. */
const script = fileURLToPath(new URL('../isolation/isolated-call.ts', import.meta.url))
const inNamespace = ['--user', '--map-root-user', '--net', '--', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh']
const mayIsolate = spawnSync('unshare', [...inNamespace, 'true']).status === 0
const mayTrace = spawnSync('strace', ['-f', '-e', 'trace=connect', '-o', '/dev/null', 'true']).status === 0
/** Without what keeps libraries from calling home on a developer's machine: Souffleur has to see to it itself. */
const { ORT_DISABLE_TELEMETRY: _ort, CI: _ci, DO_NOT_TRACK: _doNotTrack, ...surroundings } = process.env
const NO_NAMESPACE = 'network namespaces are not permitted here: `unshare --user --map-root-user --net` or `ip` fails'
const NO_TRACER = 'strace is not here, or may not trace'

const outcome = z.object({
  models: z.array(z.string()),
  completed: z.boolean(),
  utterances: z.number(),
  suggestions: z.number(),
  summaryComplete: z.boolean(),
  callsFound: z.number(),
  articlesFound: z.number(),
  attempts: z.object({ loopback: z.number(), permitted: z.number(), refused: z.number() }),
  route: z.object({ routes: z.number(), packetsWithoutRoute: z.number() }),
})
type Outcome = z.infer<typeof outcome>

describe('Souffleur', { timeout: 240_000 }, () => {
  test.skipIf(!mayIsolate)(`without a route out does all that it does${mayIsolate ? '' : ` (skipped: ${NO_NAMESPACE})`}`, async () => {
    const shown = await run('unshare', [...inNamespace, process.execPath, script])
    expectWholeCall(shown)
    expect(shown.route).toEqual({ routes: 0, packetsWithoutRoute: 0 })
    say(`without a route: ${shown.route.packetsWithoutRoute} packets beyond loopback by the kernel's count`, shown)
  })

  test.skipIf(!mayIsolate)('would be caught by the kernel’s count: a single attempt shows', async () => {
    const attempt =
      "require('node:net').connect(443, '192.0.2.1').on('error', () => process.stdout.write(require('node:fs').readFileSync('/proc/net/snmp')))"
    const snmp = await output('unshare', [...inNamespace, process.execPath, '-e', attempt])
    const [names = [], values = []] = snmp
      .split('\n')
      .filter((line) => line.startsWith('Ip: '))
      .map((line) => line.split(' '))
    expect(values[names.indexOf('OutNoRoutes')]).toBe('1')
  })

  test.skipIf(!mayTrace)(
    `with a network tries no connection beyond this machine${mayTrace ? '' : ` (skipped: ${NO_TRACER})`}`,
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'souffleur-trace-'))
      try {
        const trace = join(folder, 'trace')
        const calls = 'trace=connect,sendto,sendmsg,sendmmsg'
        const shown = await run('strace', ['-f', '--seccomp-bpf', '-qq', '-e', calls, '-s', '0', '-o', trace, process.execPath, script])
        expectWholeCall(shown)
        const written = await readFile(trace, 'utf8')
        expect(targetsOf(written).length).toBeGreaterThan(0)
        const beyond = beyondLoopback(written)
        say(`traced: ${beyond.length} attempts beyond loopback, ${targetsOf(written).length} within`, shown)
        expect(beyond).toEqual([])
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  )
})

function expectWholeCall(shown: Outcome): void {
  expect(shown).toMatchObject({ completed: true, summaryComplete: true, attempts: { permitted: 0, refused: 0 } })
  expect(shown.articlesFound).toBeGreaterThan(0)
  if (!shown.models.includes('moonshine-base')) return
  expect(shown.utterances).toBeGreaterThan(3)
  expect(shown.suggestions).toBeGreaterThan(0)
  expect(shown.callsFound).toBe(1)
}

/** The figures are what somebody runs this for. */
function say(sentence: string, { models, utterances, suggestions, attempts }: Outcome): void {
  const heard = models.length === 0 ? 'no models here, so no words' : `${utterances} utterances, ${suggestions} suggestions`
  process.stdout.write(`${sentence}; ${heard}; the guard refused ${attempts.refused}\n`)
}

async function run(command: string, parameters: readonly string[]): Promise<Outcome> {
  return outcome.parse(JSON.parse(await output(command, parameters)))
}

function output(command: string, parameters: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { env: surroundings, stdio: ['ignore', 'pipe', 'pipe'] })
    const [out, err]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.once('error', reject)
    child.once('close', (status) =>
      status === 0 ? resolve(Buffer.concat(out).toString()) : reject(new Error(`${command}: status ${status}\n${Buffer.concat(err)}`)),
    )
  })
}
