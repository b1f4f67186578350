import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createInProcessBus } from '@souffleur/bus'
import { systemClock } from '@souffleur/flow'
import { createLog, createMetrics } from '@souffleur/telemetry'
import { createGateway, createNativeDoor, keepFramesShortLived } from '../src/index.ts'

/**
 * The gateway alone, with a consumer that does nothing: what `npm run bench:ingest` measures. Its parent sends `start` and `stop`
 * over the channel of child_process.fork, and gets what was used in between.
 */
keepFramesShortLived()
const bus = createInProcessBus({
  onHandlerError: (error) => {
    throw error
  },
})
let bytes = 0
bus.subscribeAudio('null', (batch) => {
  bytes += batch.payload.byteLength
})
const gateway = createGateway({
  bus,
  clock: systemClock,
  log: createLog('error'),
  metrics: createMetrics(),
  doors: [createNativeDoor(async () => ({ ok: true }))],
  config: { maxCalls: 100_000, maxGreetings: 100_000 },
})
const server = createServer().on('upgrade', (request, socket, head) => gateway.handleUpgrade(request, socket, head))
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))

const delay = monitorEventLoopDelay({ resolution: 1 })
let cpuAtStart = process.cpuUsage()
process.on('message', (message) => {
  if (message === 'start') {
    bytes = 0
    cpuAtStart = process.cpuUsage()
    delay.reset()
    delay.enable()
  } else {
    const { user, system } = process.cpuUsage(cpuAtStart)
    process.send?.({ cpuMs: (user + system) / 1000, bytes, lagP99Ms: delay.percentile(99) / 1e6 })
  }
})
process.on('disconnect', () => process.exit())
