import type { CancelTimer, Clock } from '@souffleur/flow'
import { type MetricSample, parseMetrics } from '../calls/server-metrics.ts'

/** What a server said of itself at a moment of the run. Null: it doesn't say. */
export interface ServerSample {
  readonly atMs: number
  readonly activeCalls: number | null
  /** Of one core, since the sample before. */
  readonly cpuShare: number | null
  readonly memoryMiB: number | null
  readonly heapMiB: number | null
  /** Of the main thread's event loop, since the sample before. */
  readonly loopP99Ms: number | null
  /** Decodings and writes that wait. */
  readonly queueDepth: number | null
  readonly writesWaiting: number | null
  /** By reason, since the run's start. */
  readonly drops: Readonly<Record<string, number>>
}

export interface SamplerPorts {
  readonly clock: Clock
  /** The text of `/metrics`. */
  fetchMetrics(): Promise<string>
  onSample(sample: ServerSample): void
  /** The server didn't answer. */
  onMissed(): void
}

/** Asks a server for its metrics again and again. */
export class ServerSampler {
  readonly #ports: SamplerPorts
  readonly #everyMs: number
  readonly #startMs: number
  #base: Readonly<Record<string, number>> | undefined
  #last: { readonly atMs: number; readonly cpuSeconds: number | null } | undefined
  #cancel: CancelTimer = () => {}
  #stopped = false

  constructor(ports: SamplerPorts, { everyMs, startMs }: { readonly everyMs: number; readonly startMs: number }) {
    this.#ports = ports
    this.#everyMs = everyMs
    this.#startMs = startMs
  }

  /** Resolves with the first sample: what was dropped before doesn't count. */
  async start(): Promise<void> {
    await this.#sample()
    this.#plan()
  }

  /** Takes one more. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancel()
    await this.#sample()
  }

  #plan(): void {
    if (this.#stopped) return
    this.#cancel = this.#ports.clock.setTimer(() => void this.#sample().then(() => this.#plan()), this.#everyMs)
  }

  async #sample(): Promise<void> {
    const { clock, fetchMetrics, onSample, onMissed } = this.#ports
    let text: string
    try {
      text = await fetchMetrics()
    } catch {
      onMissed()
      return
    }
    const atMs = clock.monotonicMs() - this.#startMs
    const figures = sampleOf(parseMetrics(text))
    this.#base ??= figures.drops
    const last = this.#last
    const cpuShare =
      last === undefined || last.cpuSeconds === null || figures.cpuSeconds === null || atMs <= last.atMs
        ? null
        : ((figures.cpuSeconds - last.cpuSeconds) * 1000) / (atMs - last.atMs)
    this.#last = { atMs, cpuSeconds: figures.cpuSeconds }
    const { cpuSeconds: _, drops, ...gauges } = figures
    onSample({ ...gauges, atMs, cpuShare, drops: since(this.#base, drops) })
  }
}

const MIB = 1_048_576

/** The counters of things that were dropped, and the label that says why. */
const dropCounters: readonly { readonly name: string; readonly label: string; readonly prefix: string }[] = [
  { name: 'souffleur_gateway_drops_total', label: 'reason', prefix: 'door' },
  { name: 'souffleur_gateway_refusals_total', label: 'code', prefix: 'refused' },
  { name: 'souffleur_audio_dropped_seconds_total', label: 'group', prefix: 'audio seconds' },
  { name: 'souffleur_desk_writes_dropped_total', label: 'reason', prefix: 'writes' },
  { name: 'souffleur_recognizer_late_batches_total', label: 'reason', prefix: 'late batches' },
]

function sampleOf(samples: readonly MetricSample[]) {
  const first = (name: string): number | null => samples.find((sample) => sample.name === name)?.value ?? null
  const sum = (name: string): number | null => {
    const found = samples.filter((sample) => sample.name === name)
    return found.length === 0 ? null : found.reduce((total, { value }) => total + value, 0)
  }
  const scaled = (value: number | null, by: number): number | null => (value === null ? null : value * by)
  const drops: Record<string, number> = {}
  for (const { name, label, prefix } of dropCounters) {
    for (const sample of samples) {
      if (sample.name !== name || sample.value === 0) continue
      const key = [prefix, sample.labels[label]].filter((part) => part !== undefined).join(': ')
      drops[key] = (drops[key] ?? 0) + sample.value
    }
  }
  return {
    activeCalls: sum('souffleur_gateway_active_calls'),
    cpuSeconds: first('process_cpu_seconds_total'),
    memoryMiB: scaled(first('process_resident_memory_bytes'), 1 / MIB),
    heapMiB: scaled(first('nodejs_heap_size_used_bytes'), 1 / MIB),
    loopP99Ms: scaled(first('nodejs_eventloop_lag_p99_seconds'), 1000),
    queueDepth: sum('souffleur_recognizer_waiting_decodings'),
    writesWaiting: sum('souffleur_desk_writes_waiting'),
    drops,
  }
}

function since(base: Readonly<Record<string, number>>, now: Readonly<Record<string, number>>): Record<string, number> {
  const grown = Object.entries(now).map(([key, value]) => [key, value - (base[key] ?? 0)] as const)
  return Object.fromEntries(grown.filter(([, value]) => value > 0))
}
