import type { AddressInfo } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { WebSocketServer } from 'ws'

/** A `ws` server that only counts bytes: the least that any gateway on Node costs. Measured as services/gateway/bench/ingest-server.ts is. */
let bytes = 0
const server: WebSocketServer = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false }, () =>
  process.send?.({ port: (server.address() as AddressInfo).port }),
)
server.on('connection', (socket) => {
  socket.on('message', (data: Buffer) => {
    bytes += data.byteLength
  })
})

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
