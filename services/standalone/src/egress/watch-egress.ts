import type { Log, Metrics } from '@souffleur/telemetry'
import { Counter } from 'prom-client'
import type { Egress } from './egress.ts'

/** Attempts to connect as Prometheus sees them, by outcome: hosts are in the log, each once. */
export function watchEgress(egress: Egress, { log, metrics }: { readonly log: Log; readonly metrics: Metrics }): void {
  new Counter({
    name: 'souffleur_egress_attempts_total',
    help: 'Connections that this process tried to open: to this machine, to a listed place, or refused.',
    labelNames: ['outcome'],
    registers: [metrics],
    collect() {
      this.reset()
      for (const [outcome, count] of Object.entries(egress.counts())) this.inc({ outcome }, count)
    },
  })
  egress.onRefused(({ host, port }) =>
    log.warn('A connection to a host that is not on the list was refused; the next ones are only counted', {
      code: 'egress.refused',
      host,
      port,
    }),
  )
}
