import type { Metrics } from '@souffleur/telemetry'
import { Counter, Gauge, Histogram } from 'prom-client'

export type RemoteMetrics = ReturnType<typeof createRemoteMetrics>

/** Of the servers that recognise speech. One remote engine a registry. */
export function createRemoteMetrics(metrics: Metrics, { up }: { readonly up: () => number }) {
  const registers = [metrics]
  new Gauge({
    name: 'souffleur_remote_asr_servers_up',
    help: 'Servers of speech recognition that are asked: those that rest after failures are not.',
    registers,
    collect() {
      this.set(up())
    },
  })
  return {
    requests: new Counter<'outcome'>({
      name: 'souffleur_remote_asr_requests_total',
      help: 'Segments sent to servers of speech recognition, by what became of them: answered, failed, late, outrun (by the second server that was asked).',
      labelNames: ['outcome'],
      registers,
    }),
    seconds: new Histogram<'effort'>({
      name: 'souffleur_remote_asr_seconds',
      help: 'From sending a segment to its text.',
      buckets: [0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.8, 1.2, 2, 4],
      labelNames: ['effort'],
      registers,
    }),
    hedges: new Counter({
      name: 'souffleur_remote_asr_hedges_total',
      help: 'Segments that a second server was asked for, since the first took longer than most.',
      registers,
    }),
    fallbacks: new Counter({
      name: 'souffleur_remote_asr_fallbacks_total',
      help: 'Segments that this machine decoded itself, since no server did.',
      registers,
    }),
  }
}
