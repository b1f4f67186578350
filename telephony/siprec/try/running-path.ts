import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
export const scenario = here('../sipp-recording-client.xml')
export const SIP_PORT = 5070
const DRACHTIO_SECRET = 'a-secret-of-this-try'
const CLOCK_TICKS_A_SECOND = 100

/** A program that is tried, with what it printed. */
export class Running {
  readonly #child: ChildProcess
  readonly exited: Promise<number | null>
  output = ''

  constructor(program: string, words: readonly string[], environment: Readonly<Record<string, string>> = {}, folder = process.cwd()) {
    this.#child = spawn(program, words, { cwd: folder, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child.stdout?.on('data', (chunk) => {
      this.output += chunk
    })
    this.#child.stderr?.on('data', (chunk) => {
      this.output += chunk
    })
    this.exited = once(this.#child, 'exit').then(([code]) => (typeof code === 'number' ? code : null))
  }

  /** @throws Error with what it printed when the words don't come within 20 s. */
  async says(words: string | RegExp): Promise<void> {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      if (typeof words === 'string' ? this.output.includes(words) : words.test(this.output)) return
      await wait(100)
    }
    throw new Error(`never said ${words}:\n${this.output}`)
  }

  /** Seconds of processor since its start; NaN where /proc isn't there. */
  async processorSeconds(): Promise<number> {
    const stat = await readFile(`/proc/${this.#child.pid}/stat`, 'utf8').catch(() => '')
    const [user, system] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14).map(Number)
    return ((user ?? Number.NaN) + (system ?? Number.NaN)) / CLOCK_TICKS_A_SECOND
  }

  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM')
    return this.exited
  }
}

/** rtpengine with the configuration of the recipe, but for the address. */
export async function startRtpengine(folder: string): Promise<Running> {
  const configuration = (await readFile(here('../rtpengine.conf'), 'utf8')).replaceAll('192.0.2.10', '127.0.0.1')
  const file = join(folder, 'rtpengine.conf')
  await writeFile(file, configuration)
  return new Running('rtpengine', [`--config-file=${file}`, '--config-section=rtpengine', `--pidfile=${join(folder, 'rtpengine.pid')}`])
}

/** drachtio with the configuration of the recipe, but for its port. */
export async function startDrachtio(): Promise<Running> {
  const contact = `sip:*:${SIP_PORT};transport=udp,tcp`
  const words = ['--file', here('../drachtio.conf.xml'), '--secret', DRACHTIO_SECRET, '--contact', contact]
  const drachtio = new Running(process.env.DRACHTIO ?? 'drachtio', words)
  await wait(2000)
  return drachtio
}

/** @param environment what differs from a right configuration */
export function startBridge(souffleurUrl: string, environment: Readonly<Record<string, string>>): Running {
  return new Running(process.execPath, [here('../../../services/siprec/src/main.ts')], {
    SOUFFLEUR_URL: souffleurUrl,
    SIPREC_DRACHTIO_SECRET: DRACHTIO_SECRET,
    SIPREC_ADVISOR_AOR: '@desk\\.example\\.com$',
    ...environment,
  })
}
