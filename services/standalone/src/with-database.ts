import { type Database, openRecords } from '@souffleur/desk'
import { systemClock } from '@souffleur/flow'
import { createLog } from '@souffleur/telemetry'
import { readConfig } from './config.ts'
import { openDatabase } from './database.ts'
import { secretKeyOf } from './secret-key.ts'

/** Runs a command on the database of this configuration, brought up to date. @throws AppError `data.locked` while Souffleur runs on its folder. */
export async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const config = readConfig(process.env)
  const plain = await openDatabase(config, { clock: systemClock, log: createLog(config.logLevel === 'info' ? 'warn' : config.logLevel) })
  try {
    return await work(await openRecords(plain, { sealingKey: secretKeyOf(config), clock: systemClock }))
  } finally {
    await plain.close()
  }
}
