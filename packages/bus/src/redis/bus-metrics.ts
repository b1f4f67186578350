import type { Metrics } from '@souffleur/telemetry'
import { Counter, Gauge, Histogram } from 'prom-client'

export type BusMetrics = ReturnType<typeof createBusMetrics>

/** Registers the metrics of the bus across processes. One bus a registry. */
export function createBusMetrics(metrics: Metrics) {
  const registers = [metrics]
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter<Label>({ name: `souffleur_bus_${name}_total`, help, labelNames: [...labelNames], registers })
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge<Label>({ name: `souffleur_bus_${name}`, help, labelNames: [...labelNames], registers })
  return {
    published: counter('published', 'Messages that the server has taken.', ['stream']),
    delivered: counter('delivered', 'Messages given to a handler of this process.', ['stream', 'group']),
    acknowledged: counter('acknowledged', 'Entries that this process is done with.', ['stream', 'group']),
    reclaimed: counter('reclaimed', 'Entries that another owner had in hand, or this process before a break, and that were read again.', [
      'stream',
      'group',
    ]),
    repeated: counter('repeated', 'Events that came a second time and were not given to the handler.', ['group']),
    trimmed: counter('trimmed', 'Entries that a group had not acknowledged when the server had no more room for them.', [
      'stream',
      'group',
    ]),
    dropped: counter('outbox_dropped', 'Messages that this process could not get rid of: audio lost, events refused.', ['stream']),
    late: counter('late_results', 'Results for a call that another process had taken over: not published.', []),
    unreadable: counter('unreadable', 'Messages that could not be read.', ['stream']),
    failures: counter('failures', 'Commands that the server did not carry out.', ['code']),
    pending: gauge('pending_entries', 'Entries that a group has in hand.', ['stream', 'group']),
    unread: gauge('unread_entries', 'Entries that a group has not read yet.', ['stream', 'group']),
    keptBytes: gauge('kept_bytes', 'Bytes of messages that the server keeps.', ['stream']),
    outboxBytes: gauge('outbox_bytes', 'Bytes that wait in this process to be sent.', ['stream']),
    ownedShards: gauge('owned_shards', 'Shards of a stream that this process reads for a group.', ['stream', 'group']),
    up: gauge('up', '1 while the server is there.'),
    roundTrip: new Histogram({
      name: 'souffleur_bus_round_trip_seconds',
      help: 'Time that the server took for a command.',
      buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
  }
}
