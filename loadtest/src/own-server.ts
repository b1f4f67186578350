import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const entry = fileURLToPath(new URL('../../services/standalone/src/main.ts', import.meta.url))

/** Demo password of a server that is started here: it listens on loopback and its data is thrown away. */
export const OWN_SERVER_PASSWORD = 'own-server-demo'

export interface OwnServer {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string
  readonly pid: number
  readonly dataFolder: string
  /** Everything that the process has printed so far. */
  output(): string
  /** Asks the process to end and waits until it has; a temporary data folder is removed. Resolves to the exit status, null when a signal ended it. */
  stop(): Promise<number | null>
}

export interface OwnServerOptions {
  /** Kept after the end when given; a temporary folder otherwise. */
  readonly dataFolder?: string
  readonly environment?: Readonly<Record<string, string>>
  /** A terminal's Ctrl-C doesn't reach it: for callers that end it themselves then, and still read from it before. */
  readonly outlivesInterrupt?: boolean
}

/**
 * Starts Souffleur as `npm start` does, in a process of its own on a free port, and waits for the address that it prints.
 * @throws Error with the process's output when it ends before that.
 */
export async function startOwnServer(options: OwnServerOptions = {}): Promise<OwnServer> {
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'souffleur-')))
  const child = spawn(process.execPath, [entry], {
    env: {
      ...process.env,
      PORT: '0',
      HOST: '127.0.0.1',
      SOUFFLEUR_DATA: dataFolder,
      SOUFFLEUR_DEMO_PASSWORD: OWN_SERVER_PASSWORD,
      SOUFFLEUR_LOG: 'warn',
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: options.outlivesInterrupt === true,
  })
  const end = (): boolean => child.kill('SIGTERM')
  process.once('exit', end)
  let output = ''
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString('utf8')
      const printed = /http:\/\/127\.0\.0\.1:\d+/.exec(output)
      if (printed !== null) resolve(printed[0])
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', reject)
    exited.then((code) => reject(new Error(`The server ended with status ${code} before it listened:\n${output}`)), reject)
  })
  return {
    url,
    pid: child.pid ?? 0,
    dataFolder,
    output: () => output,
    async stop() {
      end()
      const status = await exited
      process.off('exit', end)
      if (options.dataFolder === undefined) await rm(dataFolder, { recursive: true, force: true })
      return status
    },
  }
}

const READY_POLL_MS = 250
const READY_POLLS = 240

/** The engines load in the background: a benchmark of the first second would measure the disk. @throws Error with the server's output after a minute */
export async function untilReady(server: OwnServer): Promise<void> {
  for (let attempt = 0; attempt < READY_POLLS; attempt += 1) {
    const ready = await fetch(`${server.url}/readyz`).catch(() => undefined)
    if (ready?.ok === true) return
    const { promise, resolve } = Promise.withResolvers<void>()
    setTimeout(resolve, READY_POLL_MS)
    await promise
  }
  throw new Error(`The server was not ready within a minute:\n${server.output()}`)
}
