/**
 * `node services/desk/bench/live-feed-bench.ts [--screens 200] [--seconds 8] [--bytes 1300]`: processor time that a socket.io server like the live feed's
 * spends on an event for one screen. Each screen watches a call of its own at four events a second; the screens are a process of their own.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { parseArgs } from 'node:util'
import { Server } from 'socket.io'
import { io } from 'socket.io-client'

const print = (line: string): void => void process.stdout.write(`${line}\n`)

const options = {
  screens: { type: 'string', default: '200' },
  seconds: { type: 'string', default: '8' },
  bytes: { type: 'string', default: '1300' },
} as const
const { values } = parseArgs({ options: { ...options, port: { type: 'string' } } })
const screens = Number(values.screens)
const EVENTS_PER_SECOND = 4

function watch(port: string): void {
  for (let screen = 0; screen < screens; screen += 1) io(`http://127.0.0.1:${port}/live`, { transports: ['websocket'], forceNew: true })
}

async function serve(): Promise<void> {
  const server = createServer()
  const namespace = new Server(server).of('/live')
  let joined = 0
  namespace.on('connection', (socket) => {
    void socket.join(`call ${joined}`)
    joined += 1
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const watchers = fork(import.meta.filename, ['--port', String(address.port), '--screens', values.screens])
  while (joined < screens) await new Promise((resolve) => setTimeout(resolve, 50))
  const bytes = new Uint8Array(Number(values.bytes))
  const before = process.cpuUsage()
  const rounds = Number(values.seconds) * EVENTS_PER_SECOND
  for (let round = 0; round < rounds; round += 1) {
    for (let call = 0; call < screens; call += 1) namespace.to(`call ${call}`).emit('call:event', bytes)
    await new Promise((resolve) => setTimeout(resolve, 1000 / EVENTS_PER_SECOND))
  }
  const used = process.cpuUsage(before)
  const events = rounds * screens
  print(
    `${screens} screens, ${events} events of ${bytes.length} bytes: ${((used.user + used.system) / events).toFixed(1)} microseconds of a core an event and screen; resident ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MiB`,
  )
  watchers.kill()
  process.exit(0)
}

if (values.port === undefined) await serve()
else watch(values.port)
