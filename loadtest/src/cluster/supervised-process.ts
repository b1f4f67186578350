import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'

export interface ProcessPlan {
  readonly name: string
  readonly program: string
  readonly parameters: readonly string[]
  readonly options: Pick<SpawnOptions, 'env' | 'cwd' | 'uid' | 'gid'>
  /** What it prints, appended. */
  readonly logFile: string
  /** Resolves to true once it does its work. */
  answers(): Promise<boolean>
}

const ANSWER_PATIENCE_MS = 60_000
const ASK_AGAIN_MS = 100
const STOP_PATIENCE_MS = 45_000

/** One process of a cluster, which is started again when it dies, as an orchestrator does. */
export class SupervisedProcess {
  readonly #plan: ProcessPlan
  readonly #restartsAfterMs: number | undefined
  #child: ChildProcess | undefined
  #isWanted = false
  #restarts = 0

  /** @param restartsAfterMs undefined when it isn't started again by itself */
  constructor(plan: ProcessPlan, restartsAfterMs: number | undefined) {
    this.#plan = plan
    this.#restartsAfterMs = restartsAfterMs
  }

  get name(): string {
    return this.#plan.name
  }

  /** Undefined while it doesn't run. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  get restarts(): number {
    return this.#restarts
  }

  /** Resolves when it answers. @throws Error when it ends, or doesn't answer in time */
  async start(): Promise<void> {
    this.#isWanted = true
    this.#spawn()
    await this.answers()
  }

  async answers(): Promise<void> {
    const endMs = performance.now() + ANSWER_PATIENCE_MS
    while (performance.now() < endMs) {
      if (await this.#plan.answers()) return
      if (this.#child === undefined && this.#restartsAfterMs === undefined) break
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS))
    }
    throw new Error(`${this.name} did not come up: see ${this.#plan.logFile}`)
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal)
  }

  /** Asks it to end, and waits; it isn't started again. Returns its exit code, null when it had to be killed. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.#isWanted = false
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return null
    const exit = once(child, 'exit')
    child.kill('SIGCONT')
    child.kill(signal)
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS)
    const [code] = await exit
    clearTimeout(timer)
    return typeof code === 'number' ? code : null
  }

  #spawn(): void {
    const { program, parameters, options, logFile } = this.#plan
    const log = openSync(logFile, 'a')
    const child = spawn(program, parameters, { ...options, stdio: ['ignore', log, log] })
    closeSync(log)
    this.#child = child
    child.once('error', () => undefined)
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined
      if (!this.#isWanted || this.#restartsAfterMs === undefined) return
      this.#restarts += 1
      setTimeout(() => {
        if (this.#isWanted && this.#child === undefined) this.#spawn()
      }, this.#restartsAfterMs)
    })
  }
}
