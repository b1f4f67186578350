import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import { ulid } from 'ulid'
import * as z from 'zod'
import { openJson, sealedOrOpen } from '../sealing/sealed-records.ts'
import { type Database, type Queryable, select } from '../storage/database.ts'
import { json, sql, storableText } from '../storage/statement.ts'
import { type SearchParameters, searchParameters } from './search-parameters.ts'

export interface SavedView {
  readonly id: string
  readonly name: string
  readonly search: SearchParameters
}

/** Enough for one person to find their way among. */
const MOST_VIEWS = 50

const viewRow = z.object({ view_id: z.string(), name: z.string(), ...sealedOrOpen })

/** A person's own, by name. */
export async function listViews(database: Queryable, ownerId: string): Promise<SavedView[]> {
  const rows = await select(
    database,
    viewRow,
    sql`SELECT view_id, name, search AS open, sealed FROM saved_views WHERE owner_id = ${ownerId} ORDER BY name`,
  )
  return rows.map(({ view_id: id, name, ...stored }) => ({
    id,
    name,
    search: searchParameters.parse(openJson(database.seal, stored, viewPlace(ownerId, name))),
  }))
}

/**
 * Saves a search under a name, in place of the one that had it.
 * @throws AppError `request.invalid` when there are too many
 */
export async function saveView(
  database: Database,
  view: { readonly ownerId: string; readonly name: string; readonly search: SearchParameters },
  clock: Clock,
): Promise<void> {
  await database.transaction(async (tx) => {
    const views = await listViews(tx, view.ownerId)
    if (views.length >= MOST_VIEWS && !views.some(({ name }) => name === view.name))
      throw new AppError('request.invalid', `there are ${MOST_VIEWS} saved views: delete one first`)
    // The words that somebody looks for may be a caller's name.
    const name = storableText(view.name)
    const sealed = tx.seal.seal(json(view.search), viewPlace(view.ownerId, name))
    await tx.query(sql`
      INSERT INTO saved_views (view_id, owner_id, name, sealed, created_at)
      VALUES (${ulid(clock.unixMs())}, ${view.ownerId}, ${name}, ${sealed}, ${new Date(clock.unixMs())})
      ON CONFLICT (owner_id, name) DO UPDATE SET search = NULL, sealed = EXCLUDED.sealed`)
  })
}

/** See `ContentSeal`. */
export function viewPlace(ownerId: string, name: string): string {
  return `view ${ownerId} ${name}`
}

/** Nothing happens to somebody else's. */
export async function deleteView(database: Queryable, { ownerId, id }: { readonly ownerId: string; readonly id: string }): Promise<void> {
  await database.query(sql`DELETE FROM saved_views WHERE view_id = ${id} AND owner_id = ${ownerId}`)
}
