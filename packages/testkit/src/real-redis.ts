import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PROGRAM = process.env.SOUFFLEUR_REDIS_SERVER ?? 'redis-server'

/** Why tests with a real server are skipped; undefined when there is one. */
export const noRedis: string | undefined =
  spawnSync(PROGRAM, ['--version']).status === 0 ? undefined : 'no redis-server here (Debian: apt-get install redis-server)'

export interface RealRedis {
  readonly port: number
  readonly url: string
  /** Where it writes. */
  readonly folder: string
  /** On with the same port and folder, when it was stopped or killed. */
  start(): Promise<void>
  /** As a crash. */
  kill(): Promise<void>
  pause(): void
  resume(): void
  /** One command, and its answer as one text; for tests of what the server holds. */
  ask(...command: string[]): string
  /** And its folder with it. */
  stop(): Promise<void>
}

/**
 * A server of its own on a free port, in a folder of its own, which keeps what it is given: append-only, `appendfsync everysec`.
 * @param settings more of redis.conf: `{ maxmemory: '10mb' }`
 */
export async function startRealRedis(settings: Readonly<Record<string, string>> = {}): Promise<RealRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'souffleur-redis-'))
  const port = await freePort()
  const all: Record<string, string> = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: 'yes',
    appendfsync: 'everysec',
    ...settings,
  }
  const parameters = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value])
  let server: ChildProcess | undefined
  const stopped = async (signal: NodeJS.Signals) => {
    const running = server
    server = undefined
    if (running === undefined || running.exitCode !== null) return
    const exit = once(running, 'exit')
    running.kill('SIGCONT')
    running.kill(signal)
    await exit
  }
  const redis: RealRedis = {
    port,
    url: `redis://127.0.0.1:${port}`,
    folder,
    async start() {
      server = spawn(PROGRAM, parameters, { stdio: 'ignore' })
      await answers(port)
    },
    kill: () => stopped('SIGKILL'),
    pause: () => void server?.kill('SIGSTOP'),
    resume: () => void server?.kill('SIGCONT'),
    ask: (...command) => spawnSync('redis-cli', ['-p', String(port), ...command], { encoding: 'utf8' }).stdout.trim(),
    async stop() {
      await stopped('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
  await redis.start()
  return redis
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Resolves when the server answers commands: while it reads its file it says that it is loading. */
async function answers(port: number): Promise<void> {
  const endMs = performance.now() + 20_000
  while (performance.now() < endMs) {
    if (await pings(port)) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('redis-server did not come up')
}

function pings(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
    socket.once('data', (data) => {
      resolve(/^(\+PONG|-NOAUTH)/.test(data.toString()))
      socket.destroy()
    })
  })
}
