import type { Clock } from '@souffleur/flow'
import type { Metrics } from '@souffleur/telemetry'
import { Counter, Gauge } from 'prom-client'

/** Deliveries as Prometheus sees them. What waits is as of the last change, so that a scrape asks the database nothing. */
export class WebhookMetrics {
  readonly #attempts: Counter<'outcome'>
  #waiting = 0
  #oldestMs: number | undefined

  constructor(metrics: Metrics, clock: Clock) {
    const registers = [metrics]
    this.#attempts = new Counter({
      name: 'souffleur_webhook_deliveries_total',
      help: 'Deliveries that arrived (delivered), attempts that failed and are repeated (failed), and what was given up (dead).',
      labelNames: ['outcome'],
      registers,
    })
    for (const outcome of ['delivered', 'failed', 'dead']) this.#attempts.inc({ outcome }, 0)
    const waiting = () => this.#waiting
    const ageSeconds = () => (this.#oldestMs === undefined ? 0 : Math.max(0, (clock.unixMs() - this.#oldestMs) / 1000))
    new Gauge({
      name: 'souffleur_webhooks_waiting',
      help: 'Deliveries that wait or are being sent.',
      registers,
      collect() {
        this.set(waiting())
      },
    })
    new Gauge({
      name: 'souffleur_webhooks_oldest_seconds',
      help: 'Age of the oldest event that has not been delivered.',
      registers,
      collect() {
        this.set(ageSeconds())
      },
    })
  }

  note(outcome: 'delivered' | 'failed' | 'dead', count = 1): void {
    this.#attempts.inc({ outcome }, count)
  }

  noteBacklog(waiting: number, oldest: Date | null): void {
    this.#waiting = waiting
    this.#oldestMs = oldest?.getTime()
  }
}
