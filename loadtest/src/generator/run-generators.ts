import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Beat, CallResult, FromGenerator, GeneratorTask, ToGenerator } from './messages.ts'

const entry = fileURLToPath(new URL('./generator-process.ts', import.meta.url))

/** One process sends that many calls without being late on a core of today. */
const CALLS_A_PROCESS = 400

export interface GeneratorListener {
  onCall(result: CallResult): void
  /** @param process from 0 */
  onBeat(beat: Beat, process: number): void
}

export interface Generators {
  readonly processes: number
  /** Resolves when every call has ended. @throws Error when a process failed */
  readonly done: Promise<void>
  /** Hangs up every call. */
  stop(): void
}

/** Plays a task in as many processes as its calls need, each with the calls of its own lines. */
export function runGenerators(task: GeneratorTask, peakCalls: number, listener: GeneratorListener): Generators {
  const processes = Math.max(1, Math.ceil(peakCalls / CALLS_A_PROCESS))
  const children = Array.from({ length: processes }, () => fork(entry, { serialization: 'advanced' }))
  const shares = children.map((_, index) => ({ ...task, calls: task.calls.filter(({ line }) => line % processes === index) }))
  const done = Promise.all(children.map((child, index) => follow(child, shares[index] ?? task, index, listener)))
  return {
    processes,
    done: done
      .then(() => undefined)
      .finally(() => {
        for (const child of children) child.kill('SIGKILL')
      }),
    stop() {
      for (const child of children) send(child, { type: 'stop' })
    },
  }
}

function follow(child: ChildProcess, task: GeneratorTask, index: number, { onCall, onBeat }: GeneratorListener): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  child.on('message', (message: FromGenerator) => {
    switch (message.type) {
      case 'ready':
        send(child, { type: 'play', task })
        return
      case 'call':
        onCall(message.result)
        return
      case 'beat':
        onBeat(message.beat, index)
        return
      case 'done':
        resolve()
        return
      case 'failed':
        reject(new Error(message.message))
    }
  })
  child.once('error', reject)
  child.once('exit', (code) => reject(new Error(`A generator process ended with status ${code}.`)))
  return promise
}

function send(child: ChildProcess, message: ToGenerator): void {
  if (child.connected) child.send(message)
}
