import { createRedisBus, type RedisBus } from '@souffleur/bus'
import { type Database, openPgDatabase, openRecords, type PlainDatabase } from '@souffleur/desk'
import { type Clock, systemClock } from '@souffleur/flow'
import { DroppedAudio } from '@souffleur/gateway'
import { AppError } from '@souffleur/proto'
import { createLog, createMetrics, type Log, type Metrics } from '@souffleur/telemetry'
import { collectDefaultMetrics } from 'prom-client'
import type { Config } from '../config.ts'
import type { ClusterConfig } from '../deployment-config.ts'
import type { Egress } from '../egress/egress.ts'
import { watchEgress } from '../egress/watch-egress.ts'
import { secretKeyOf } from '../secret-key.ts'

/** One of several processes. */
export interface RunningRole {
  readonly url: string
  /** Takes nothing new, finishes or hands over, within the bound of the configuration. */
  stop(): Promise<void>
}

/** What every process has, whatever it does. */
export interface RoleParts {
  readonly config: Config
  readonly cluster: ClusterConfig
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly bus: RedisBus
  readonly plainDatabase: PlainDatabase
  readonly database: Database
  /** Gives back what is above, last of all. */
  close(): Promise<void>
}

/** @throws AppError when Redis or PostgreSQL isn't there, or isn't fit */
export async function openRole(config: Config, cluster: ClusterConfig, egress: Egress): Promise<RoleParts> {
  const clock = systemClock
  const log = createLog(config.logLevel)
  const metrics = createMetrics()
  metrics.setDefaultLabels({ role: cluster.role })
  collectDefaultMetrics({ register: metrics })
  watchEgress(egress, { log, metrics })
  const bus: RedisBus = await createRedisBus({
    url: cluster.redisUrl,
    service: cluster.role,
    clock,
    log,
    metrics,
    onHandlerError: (error, where) => log.error('A part failed on a message', { ...where, code: 'internal.unexpected', error }),
    onAudioDropped: (batch) => droppedAudio.note(batch),
  })
  const droppedAudio = new DroppedAudio({ bus, clock, log, metrics })
  try {
    if (config.databaseUrl === undefined)
      throw new AppError('config.invalid', `DATABASE_URL: expected where SOUFFLEUR_ROLE is ${cluster.role}`)
    const plainDatabase = await openPgDatabase({ url: config.databaseUrl, log })
    const database = await openRecords(plainDatabase, { sealingKey: secretKeyOf(config), clock })
    return {
      config,
      cluster,
      clock,
      log,
      metrics,
      bus,
      plainDatabase,
      database,
      async close() {
        droppedAudio.stop()
        await bus.close()
        await plainDatabase.close()
      },
    }
  } catch (error) {
    await bus.close()
    throw error
  }
}
