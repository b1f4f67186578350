import { syncBuiltinESMExports } from 'node:module'
import { fileURLToPath } from 'node:url'
import workerThreads, { BroadcastChannel, setEnvironmentData, type WorkerOptions } from 'node:worker_threads'
import { type EgressAttempt, type EgressOutcome, guardThisThread } from './egress-guard.ts'
import type { EgressPlace } from './egress-list.ts'
import { ATTEMPTS_CHANNEL, attemptMessage, PLACES_KEY } from './egress-messages.ts'

/** Where this process may connect to, and what it tried. */
export interface Egress {
  readonly places: readonly EgressPlace[]
  readonly enforced: boolean
  /** Attempts so far, of all threads. */
  counts(): Readonly<Record<EgressOutcome, number>>
  /** Hosts that were refused, at most a hundred. */
  refusedHosts(): readonly string[]
  /** Each host once. Those that came before are told at once. */
  onRefused(listener: (attempt: EgressAttempt) => void): void
  stop(): void
}

/** An attacker who makes up names shall not fill the memory. */
const MOST_HOSTS = 100
const threadScript = fileURLToPath(new URL('./egress-thread.ts', import.meta.url))

/** Holds this process and every thread that it starts from now on to the list; see {@link guardThisThread}. */
export function enforceEgress(places: readonly EgressPlace[]): Egress {
  const counts: Record<EgressOutcome, number> = { loopback: 0, permitted: 0, refused: 0 }
  const refused = new Map<string, EgressAttempt>()
  let tell: (attempt: EgressAttempt) => void = () => undefined
  const note = (attempt: EgressAttempt): void => {
    counts[attempt.outcome] += 1
    if (attempt.outcome !== 'refused' || refused.has(attempt.host) || refused.size >= MOST_HOSTS) return
    refused.set(attempt.host, attempt)
    tell(attempt)
  }
  const undo = guardThisThread(places, note)
  const releaseThreads = guardNewThreads(places)
  const channel = new BroadcastChannel(ATTEMPTS_CHANNEL)
  channel.onmessage = ({ data }: { readonly data: unknown }) => {
    const parsed = attemptMessage.safeParse(data)
    if (parsed.success) note({ ...parsed.data, port: parsed.data.port })
  }
  channel.unref()
  return {
    places,
    enforced: true,
    counts: () => ({ ...counts }),
    refusedHosts: () => [...refused.keys()],
    onRefused(listener) {
      tell = listener
      for (const attempt of refused.values()) listener(attempt)
    },
    stop() {
      channel.close()
      releaseThreads()
      undo()
    },
  }
}

/** For tests and tools that start Souffleur within a process of their own. */
export function egressWithoutGuard(places: readonly EgressPlace[]): Egress {
  return {
    places,
    enforced: false,
    counts: () => ({ loopback: 0, permitted: 0, refused: 0 }),
    refusedHosts: () => [],
    onRefused: () => undefined,
    stop: () => undefined,
  }
}

/** Threads have modules of their own: each loads the guard before its script (`--import` would not come first for all of them). */
function guardNewThreads(places: readonly EgressPlace[]): () => void {
  const { Worker } = workerThreads
  setEnvironmentData(PLACES_KEY, JSON.stringify(places))
  class GuardedWorker extends Worker {
    constructor(script: string | URL, options: WorkerOptions = {}) {
      super(script, { ...options, execArgv: [...(options.execArgv ?? []), '--require', threadScript] })
    }
  }
  workerThreads.Worker = GuardedWorker
  syncBuiltinESMExports()
  return () => {
    workerThreads.Worker = Worker
    syncBuiltinESMExports()
  }
}
