import { systemClock } from '@souffleur/flow'
import { createMetrics, type Metrics } from '@souffleur/telemetry'
import { createRecordingLog } from '@souffleur/testkit'
import type { RealRedis } from '@souffleur/testkit/real-redis'
import { createRedisBus, type RedisBus, type RedisBusOptions, type RedisBusSettings } from '../../src/index.ts'

let installations = 0

/** A prefix that no other test uses: a bus that nobody else is on. */
export function freshPrefix(): string {
  installations += 1
  return `test-${process.pid}-${installations}`
}

/** Quick enough for tests, slow enough for a busy machine. */
export const quickSettings: Partial<RedisBusSettings> = {
  shards: 8,
  audioLingerMs: 10,
  heartbeatMs: 100,
  leaseMs: 1500,
  pollMs: 100,
  acknowledgeMs: 20,
  closePatienceMs: 2000,
}

export interface BusHarness {
  readonly bus: RedisBus
  readonly metrics: Metrics
  readonly log: ReturnType<typeof createRecordingLog>
  readonly errors: unknown[]
  /** Of a metric, all labels together. */
  total(name: string): Promise<number>
  codes(): unknown[]
}

export async function openBus(
  redis: Pick<RealRedis, 'url'>,
  settings: Partial<RedisBusSettings>,
  options: Partial<RedisBusOptions> = {},
): Promise<BusHarness> {
  const metrics = createMetrics()
  const log = createRecordingLog()
  const errors: unknown[] = []
  const bus = await createRedisBus({
    url: redis.url,
    service: 'test',
    clock: systemClock,
    log,
    metrics,
    onHandlerError: (error) => errors.push(error),
    ...options,
    settings: { ...quickSettings, ...settings },
  })
  return {
    bus,
    metrics,
    log,
    errors,
    async total(name) {
      const found = await metrics.getSingleMetric(`souffleur_bus_${name}`)?.get()
      return (found?.values ?? []).reduce((sum, { value }) => sum + value, 0)
    },
    codes: () => log.lines.map(({ fields }) => fields.code),
  }
}
