import { mkdirSync } from 'node:fs'
import { connect } from 'node:net'
import { freePort, programOf, redisProgram } from './installed-programs.ts'
import type { SmallDisk } from './small-disk.ts'
import { SupervisedProcess } from './supervised-process.ts'

export interface StartedServer {
  readonly port: number
  readonly process: SupervisedProcess
  /** Undefined when it shares one with all else. */
  readonly disk: SmallDisk | undefined
}

export interface ServerPlace {
  /** Its data lie there. */
  readonly data: string
  readonly logFile: string
  /** Addresses of this machine, the first one for programs on it. */
  readonly addresses: readonly string[]
  readonly disk: SmallDisk | undefined
}

/** Debian's redis-server, which keeps what it is given. @throws Error when it isn't installed */
export async function startRedis({ data, logFile, addresses, disk }: ServerPlace): Promise<StartedServer> {
  const program = programOf(redisProgram)
  const port = await freePort()
  mkdirSync(data, { recursive: true })
  const settings = {
    port: String(port),
    bind: addresses.join(' '),
    // Whoever gets to its addresses is one of ours.
    'protected-mode': 'no',
    // By which a slow server is made.
    'enable-debug-command': 'local',
    dir: data,
    save: '',
    appendonly: 'yes',
    appendfsync: 'everysec',
    'slowlog-log-slower-than': '-1',
    'crash-log-enabled': 'no',
  }
  const parameters = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, ...(name === 'bind' ? addresses : [value])])
  const started = new SupervisedProcess(
    { name: 'redis', program, parameters, options: {}, logFile, answers: () => saysPong(port) },
    undefined,
  )
  await started.start()
  return { port, process: started, disk }
}

/** While it reads its file it says that it is loading. */
function saysPong(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('+PONG'))
      socket.destroy()
    })
  })
}

/** Has it do nothing for so long, again and again: each command waits for half of that on average, whatever it is. */
export async function keepRedisBusy(port: number, pauseMs: number, forMs: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  const endMs = performance.now() + forMs
  await new Promise<void>((resolve, reject) => {
    const pause = () => {
      if (performance.now() < endMs) socket.write(`DEBUG SLEEP ${pauseMs / 1000}\r\n`)
      else socket.end(resolve)
    }
    socket.once('error', reject)
    socket.once('connect', pause)
    socket.on('data', pause)
  })
}
