/**
 * `npm run bench:bus -- [--calls 100] [--seconds 10] [--json FILE]`: what the bus costs, in one process and over Redis. Calls
 * have two channels of 8 kHz G.711 in batches of 40 ms; publisher and reader are two buses in this process, the server is one of its own on
 * this machine. First as fast as it goes, then as calls do: real time.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { systemClock } from '@souffleur/flow'
import { Channel } from '@souffleur/proto'
import { createLog, createMetrics } from '@souffleur/telemetry'
import { anAudioBatch, anUtterance } from '@souffleur/testkit'
import { type RealRedis, startRealRedis } from '@souffleur/testkit/real-redis'
import { type Bus, createInProcessBus, createRedisBus } from '../src/index.ts'

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '100' }, seconds: { type: 'string', default: '10' }, json: { type: 'string' } },
})
const CALLS = Number(values.calls)
const SECONDS = Number(values.seconds)
const BATCH_MS = 40
const FAST_BATCHES = 100_000
const EVENTS = 2000

interface Ends {
  readonly from: Bus
  readonly to: Bus
  close(): Promise<void>
}

interface Figures {
  readonly bus: string
  readonly batchesPerSecond: number
  /** In real time, from the publishing to the handler; the gathering of 100 ms is in it. */
  readonly audioP50Ms: number
  readonly audioP99Ms: number
  readonly eventP50Ms: number
  readonly eventP99Ms: number
  /** Of one core, in real time. */
  readonly processCpuPercent: number
  readonly serverCpuPercent: number | null
  readonly serverBytesPerCallSecond: number | null
}

const capacity = { audio: FAST_BATCHES, events: EVENTS }
const onHandlerError = (error: unknown) => {
  throw error
}

function inProcess(): Ends {
  const bus = createInProcessBus({ onHandlerError, capacity })
  return { from: bus, to: bus, close: () => bus.close() }
}

async function overRedis(redis: RealRedis): Promise<Ends> {
  const open = (service: string) =>
    createRedisBus({
      url: redis.url,
      service,
      clock: systemClock,
      log: createLog('error'),
      metrics: createMetrics(),
      onHandlerError,
      capacity,
      settings: { maxEntries: { audio: 1_000_000, events: 1_000_000 }, maxBytes: { audio: 1 << 30, events: 1 << 30 } },
    })
  const [from, to] = [await open('from'), await open('to')]
  return {
    from,
    to,
    async close() {
      await from.close()
      await to.close()
    },
  }
}

const callIds = Array.from({ length: CALLS }, (_, index) => `call-${index}`)
const channels = [Channel.CUSTOMER, Channel.ADVISOR]
const resolved = () => new Promise<void>((resolve) => void setImmediate(resolve))

async function asFastAsItGoes({ from, to }: Ends): Promise<number> {
  let heard = 0
  const done = Promise.withResolvers<void>()
  const leave = to.subscribeAudio('fast', () => {
    heard += 1
    if (heard === FAST_BATCHES) done.resolve()
  })
  await to.settled()
  const startMs = performance.now()
  for (let index = 0; index < FAST_BATCHES; index += 1) {
    from.publishAudio(anAudioBatch({ callId: callIds[index % CALLS] ?? '', sequence: index }))
    if (index % 1000 === 0) await resolved()
  }
  await done.promise
  const perSecond = (FAST_BATCHES * 1000) / (performance.now() - startMs)
  leave()
  return perSecond
}

async function inRealTime({ from, to }: Ends, redis: RealRedis | undefined) {
  const sentAtMs = new Map<string, number>()
  const [audio, events]: [number[], number[]] = [[], []]
  to.subscribeAudio('timed', ({ callId, channel, sequence }) => {
    const key = `${callId} ${channel} ${sequence}`
    const sent = sentAtMs.get(key)
    // A new group begins with what is kept of the runs before.
    if (sent !== undefined) audio.push(performance.now() - sent)
    sentAtMs.delete(key)
  })
  to.subscribeEvents('timed', ({ eventId }) => void events.push(performance.now() - (sentAtMs.get(eventId) ?? Number.NaN)))
  await to.settled()
  const [cpu, serverCpu] = [process.cpuUsage(), serverCpuSeconds(redis)]
  const startMs = performance.now()
  for (let tick = 0; tick * BATCH_MS < SECONDS * 1000; tick += 1) {
    // Each call's frames come at a time of their own.
    for (const [index, callId] of callIds.entries()) {
      if (index % Math.ceil(CALLS / 8) === 0) await until(startMs + tick * BATCH_MS + (index / CALLS) * BATCH_MS)
      for (const channel of channels) {
        sentAtMs.set(`${callId} ${channel} ${tick}`, performance.now())
        from.publishAudio(anAudioBatch({ callId, channel, sequence: tick, startSamples: tick * 320 }))
      }
      if ((tick + index) % 12 === 0) {
        sentAtMs.set(`${callId} e${tick}`, performance.now())
        from.publishEvent(anUtterance({ text: 'I would like to know when my claim is paid.' }, { callId, eventId: `${callId} e${tick}` }))
      }
    }
  }
  await from.settled()
  await to.settled()
  const seconds = (performance.now() - startMs) / 1000
  const used = process.cpuUsage(cpu)
  const serverUsed = serverCpuSeconds(redis) - serverCpu
  return { audio, events, cpuPercent: (used.user + used.system) / 1e4 / seconds, serverPercent: (serverUsed / seconds) * 100 }
}

async function until(ms: number): Promise<void> {
  const leftMs = ms - performance.now()
  if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs))
}

function infoField(redis: RealRedis, section: string, name: string): number {
  return Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(redis.ask('INFO', section))?.[1])
}

function serverCpuSeconds(redis: RealRedis | undefined): number {
  return redis === undefined ? 0 : infoField(redis, 'cpu', 'used_cpu_user') + infoField(redis, 'cpu', 'used_cpu_sys')
}

/** Memory of the server while nobody reads: what a second of a call takes until it is acknowledged. */
async function bytesPerCallSecond({ from }: Ends, redis: RealRedis): Promise<number> {
  const beforeBytes = infoField(redis, 'memory', 'used_memory')
  const ticks = 100
  for (let tick = 0; tick < ticks; tick += 1) {
    for (const callId of callIds) for (const channel of channels) from.publishAudio(anAudioBatch({ callId, channel, sequence: tick }))
    // An entry holds 100 ms of a call.
    if (tick % 5 === 2 || tick % 5 === 4) await from.settled()
  }
  await from.settled()
  return (infoField(redis, 'memory', 'used_memory') - beforeBytes) / ((CALLS * ticks * BATCH_MS) / 1000)
}

const quantile = (sorted: readonly number[], share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN

async function measured(bus: string, ends: Ends, redis?: RealRedis): Promise<Figures> {
  const serverBytesPerCallSecond = redis === undefined ? null : Math.round(await bytesPerCallSecond(ends, redis))
  redis?.ask('FLUSHALL')
  await asFastAsItGoes(ends)
  const batchesPerSecond = Math.round(await asFastAsItGoes(ends))
  const { audio, events, cpuPercent, serverPercent } = await inRealTime(ends, redis)
  audio.sort((a, b) => a - b)
  events.sort((a, b) => a - b)
  const rounded = (value: number) => Math.round(value * 10) / 10
  return {
    bus,
    batchesPerSecond,
    audioP50Ms: rounded(quantile(audio, 0.5)),
    audioP99Ms: rounded(quantile(audio, 0.99)),
    eventP50Ms: rounded(quantile(events, 0.5)),
    eventP99Ms: rounded(quantile(events, 0.99)),
    processCpuPercent: rounded(cpuPercent),
    serverCpuPercent: redis === undefined ? null : rounded(serverPercent),
    serverBytesPerCallSecond,
  }
}

const rows: Figures[] = []
const ends = inProcess()
rows.push(await measured('in one process', ends))
await ends.close()
for (const appendfsync of ['everysec', 'always', 'no']) {
  const redis = await startRealRedis(appendfsync === 'no' ? { appendonly: 'no' } : { appendfsync })
  const remote = await overRedis(redis)
  rows.push(await measured(appendfsync === 'no' ? 'Redis, kept in memory alone' : `Redis, appendfsync ${appendfsync}`, remote, redis))
  await remote.close()
  await redis.stop()
}
process.stdout.write(`${CALLS} calls, ${SECONDS} s\n`)
for (const row of rows)
  process.stdout.write(
    `${Object.entries(row)
      .map(([name, value]) => `${name} ${value ?? '-'}`)
      .join('  ')}\n`,
  )
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ calls: CALLS, seconds: SECONDS, rows }, null, 2)}\n`)
