import { type Clock, systemClock } from '@souffleur/flow'
import { createRecordingLog } from '@souffleur/testkit'
import { givenSealingKey } from '../src/index.ts'
import { ContentSeal } from '../src/sealing/content-seal.ts'
import type { Database, PlainDatabase } from '../src/storage/database.ts'
import { openRecords } from '../src/storage/open-records.ts'
import { openPgliteDatabase } from '../src/storage/pglite-database.ts'

/** What tests seal with. */
export const TEST_KEY = givenSealingKey(new Uint8Array(32).fill(7))

/** The records of a database; without one, of an empty one in memory. */
export async function openTestRecords(plain?: PlainDatabase, clock: Clock = systemClock): Promise<Database> {
  const database = plain ?? (await openPgliteDatabase({ clock: systemClock, log: createRecordingLog() }))
  return openRecords(database, { sealingKey: TEST_KEY, clock })
}

/** For rules that need no database. */
export function testSeal(): ContentSeal {
  const key = new Uint8Array(32).fill(1)
  return new ContentSeal({ content: [{ number: 1, key, activeFromMs: 0 }], search: new Uint8Array(32).fill(2) }, () => 0)
}
