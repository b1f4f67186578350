import { openPgDatabase, openPgliteDatabase, type PlainDatabase } from '@souffleur/desk'
import type { Clock } from '@souffleur/flow'
import type { Log } from '@souffleur/telemetry'
import type { Config } from './config.ts'

/** A PostgreSQL server when there is an address of one, otherwise the built-in database in the data folder. */
export function openDatabase(config: Config, { clock, log }: { clock: Clock; log: Log }): Promise<PlainDatabase> {
  if (config.databaseUrl !== undefined) return openPgDatabase({ url: config.databaseUrl, log })
  return openPgliteDatabase({ dataFolder: config.dataFolder, clock, log })
}
