import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import { ulid } from 'ulid'
import * as z from 'zod'
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

const viewRow = z
  .object({ view_id: z.string(), name: z.string(), search: searchParameters })
  .transform(({ view_id, name, search }): SavedView => ({ id: view_id, name, search }))

/** A person's own, by name. */
export function listViews(database: Queryable, ownerId: string): Promise<SavedView[]> {
  return select(database, viewRow, sql`SELECT view_id, name, search FROM saved_views WHERE owner_id = ${ownerId} ORDER BY name`)
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
    const search = json(view.search)
    await tx.query(sql`
      INSERT INTO saved_views (view_id, owner_id, name, search, created_at)
      VALUES (${ulid(clock.unixMs())}, ${view.ownerId}, ${storableText(view.name)}, ${search}::jsonb, ${new Date(clock.unixMs())})
      ON CONFLICT (owner_id, name) DO UPDATE SET search = EXCLUDED.search`)
  })
}

/** Nothing happens to somebody else's. */
export async function deleteView(database: Queryable, { ownerId, id }: { readonly ownerId: string; readonly id: string }): Promise<void> {
  await database.query(sql`DELETE FROM saved_views WHERE view_id = ${id} AND owner_id = ${ownerId}`)
}
