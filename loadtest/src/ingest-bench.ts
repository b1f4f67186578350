import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { FrameSenders } from './frame-senders.ts'

/**
 * `npm run bench:ingest -- [--streams 300] [--seconds 8] [--rounds 3] [--json FILE]`
 *
 * What a stream of 20 ms mu-law frames costs the gateway, next to a bare `ws` server that only counts bytes: both in processes of
 * their own, in turns, under the same load. "Streams a core" is the load divided by the share of one core that it took.
 */
const servers = {
  bare: { file: './bare-ws-server.ts', greets: false },
  gateway: { file: '../../services/gateway/bench/ingest-server.ts', greets: true },
} as const
type ServerName = keyof typeof servers

interface Usage {
  readonly cpuMs: number
  readonly bytes: number
  readonly lagP99Ms: number
}

interface Measurement {
  readonly streamsPerCore: number
  readonly cpuMicrosPerFrame: number
  readonly lagP99Ms: number
  /** Bytes that arrived, as a share of those sent. */
  readonly arrived: number
}

const WARM_UP_MS = 3000

const { values } = parseArgs({
  options: {
    streams: { type: 'string', default: '300' },
    seconds: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
  },
})
const load = { streams: Number(values.streams), seconds: Number(values.seconds) }

const measured: Record<ServerName, Measurement[]> = { bare: [], gateway: [] }
for (let round = 0; round < Number(values.rounds); round += 1) {
  for (const name of ['bare', 'gateway'] as const) {
    const measurement = await measure(name)
    measured[name].push(measurement)
    print(`${name.padEnd(8)} ${row(measurement)}`)
  }
}
const [bare, gateway] = [median(measured.bare), median(measured.gateway)]
const ratio = gateway.streamsPerCore / bare.streamsPerCore
print(`\n${load.streams} streams, medians of ${values.rounds}:\nbare     ${row(bare)}\ngateway  ${row(gateway)}`)
print(`ratio    ${ratio.toFixed(2)} of the streams that the bare server holds on one core`)
if (values.json !== undefined) {
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`
  const figures = { command: 'bench:ingest', machine, node: process.version, ...load, bare, gateway, ratio }
  await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`)
}

async function measure(name: ServerName): Promise<Measurement> {
  const { file, greets } = servers[name]
  const server = fork(fileURLToPath(new URL(file, import.meta.url)))
  const { port } = await answer<{ port: number }>(server)
  const senders = await FrameSenders.open(`ws://127.0.0.1:${port}/telephony/stream`, { streams: load.streams, greets })
  const stop = new AbortController()
  const running = senders.run(stop.signal)
  await pause(WARM_UP_MS)
  server.send('start')
  const sentBefore = senders.sent
  await pause(load.seconds * 1000)
  const sentDuring = senders.sent - sentBefore
  server.send('stop')
  const usage = await answer<Usage>(server)
  stop.abort()
  await running
  senders.close()
  server.kill()
  const bytesPerFrame = greets ? 160 : 172
  const shareOfCore = usage.cpuMs / (load.seconds * 1000)
  return {
    streamsPerCore: sentDuring / (50 * load.seconds) / shareOfCore,
    cpuMicrosPerFrame: (usage.cpuMs * 1000) / sentDuring,
    lagP99Ms: usage.lagP99Ms,
    arrived: usage.bytes / (sentDuring * bytesPerFrame),
  }
}

async function answer<Answer>(server: ChildProcess): Promise<Answer> {
  const [message] = await once(server, 'message')
  return message as Answer
}

function median(measurements: readonly Measurement[]): Measurement {
  const sorted = measurements.toSorted((a, b) => a.streamsPerCore - b.streamsPerCore)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (middle === undefined) throw new RangeError('--rounds has to be at least 1')
  return middle
}

function row({ streamsPerCore, cpuMicrosPerFrame, lagP99Ms, arrived }: Measurement): string {
  const columns = [
    `${streamsPerCore.toFixed(0).padStart(6)} streams a core`,
    `${cpuMicrosPerFrame.toFixed(1).padStart(6)} us a frame`,
    `loop p99 ${lagP99Ms.toFixed(1).padStart(5)} ms`,
    `arrived ${(arrived * 100).toFixed(1)} %`,
  ]
  return columns.join('  ')
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
