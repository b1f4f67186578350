/** `node hold-data-folder.ts FOLDER`: opens the database there, stores a row, prints `taken` or the error's code, and stays. */
import { systemClock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import { createLog } from '@souffleur/telemetry'
import { openPgliteDatabase } from '../src/index.ts'

const [, , dataFolder = ''] = process.argv
try {
  const database = await openPgliteDatabase({ dataFolder, clock: systemClock, log: createLog('silent') })
  await database.exec(`CREATE TABLE IF NOT EXISTS kept (word text); INSERT INTO kept VALUES ('acknowledged')`)
  process.stdout.write('taken\n')
  setInterval(() => {}, 60_000)
} catch (error) {
  process.stdout.write(`${error instanceof AppError ? error.code : String(error)}\n`)
}
