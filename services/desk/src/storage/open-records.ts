import type { Clock } from '@souffleur/flow'
import { ContentSeal } from '../sealing/content-seal.ts'
import { readDataKeys } from '../sealing/data-keys.ts'
import type { SealingKeyHolder } from '../sealing/sealing-key.ts'
import type { Database, PlainDatabase, PlainQueryable, Queryable } from './database.ts'
import { migrate } from './migrate.ts'

/**
 * Brings a database up to date and opens its records with the organisation's key.
 * @throws AppError `data.key-missing` or `data.key-wrong` when what it holds was sealed with another key, and as {@link migrate}
 */
export async function openRecords(
  database: PlainDatabase,
  { sealingKey, clock }: { readonly sealingKey: SealingKeyHolder; readonly clock: Clock },
): Promise<Database> {
  await migrate(database)
  const keys = await readDataKeys(database, sealingKey, clock)
  return withSeal(database, new ContentSeal(keys, () => clock.unixMs()))
}

/** The same database, whose records this opens. */
export function withSeal(database: PlainDatabase, seal: ContentSeal): Database {
  return {
    ...sealed(database, seal),
    transaction: (work) => database.transaction((tx) => work(sealed(tx, seal))),
    close: () => database.close(),
  }
}

function sealed(plain: PlainQueryable, seal: ContentSeal): Queryable {
  return { seal, query: (statement) => plain.query(statement), exec: (script) => plain.exec(script) }
}
