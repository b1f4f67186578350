import type { Metrics } from '@souffleur/telemetry'
import { Counter, Gauge } from 'prom-client'
import type { WriteQueueState } from './write-queue.ts'

export type QueueStates = () => { readonly [queue: string]: WriteQueueState }

const labelNames = ['queue'] as const

/** How the write queues are doing, read when somebody asks for the metrics. */
export function registerWriteQueueMetrics(metrics: Metrics, states: QueueStates): void {
  const registers = [metrics]
  const gauge = (name: string, help: string, value: (state: WriteQueueState) => number) =>
    new Gauge({
      name,
      help,
      registers,
      labelNames,
      collect() {
        for (const [queue, state] of Object.entries(states())) this.set({ queue }, value(state))
      },
    })
  const counter = (name: string, help: string, value: (state: WriteQueueState) => number) =>
    new Counter({
      name,
      help,
      registers,
      labelNames,
      collect() {
        this.reset()
        for (const [queue, state] of Object.entries(states())) this.inc({ queue }, value(state))
      },
    })
  gauge('souffleur_desk_writes_waiting', 'What waits to be stored.', ({ waiting }) => waiting)
  gauge('souffleur_desk_writes_failing', '1 while the database cannot store anything.', ({ failure }) => (failure === null ? 0 : 1))
  counter('souffleur_desk_writes_dropped_total', 'What was lost because too much waited to be stored.', ({ dropped }) => dropped)
  counter('souffleur_desk_writes_refused_total', 'What the database refused for good.', ({ refused }) => refused)
}
