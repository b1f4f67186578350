import * as z from 'zod'
import { openJson, sealedOrOpen } from '../sealing/sealed-records.ts'
import { type Queryable, selectOne } from '../storage/database.ts'
import { json, sql } from '../storage/statement.ts'
import { type SummaryEdit, summaryEdit } from './summary-edit.ts'

/** A summary as somebody is typing it, before it is saved. Nobody else sees it. */
export interface TypedDraft {
  readonly baseRevision: number
  readonly edit: SummaryEdit
}

export interface DraftPlace {
  readonly callId: string
  /** User name. */
  readonly authorId: string
}

const draftRow = z.object({ base_revision: z.number(), ...sealedOrOpen })

export async function findTypedDraft(database: Queryable, place: DraftPlace): Promise<TypedDraft | undefined> {
  const row = await selectOne(
    database,
    draftRow,
    sql`SELECT base_revision, edit AS open, sealed FROM summary_drafts WHERE call_id = ${place.callId} AND author_id = ${place.authorId}`,
  )
  if (row === undefined) return undefined
  return { baseRevision: row.base_revision, edit: summaryEdit.parse(openJson(database.seal, row, draftPlace(place))) }
}

export async function storeTypedDraft(database: Queryable, place: DraftPlace, draft: TypedDraft, at: Date): Promise<void> {
  await database.query(sql`
    INSERT INTO summary_drafts (call_id, author_id, base_revision, sealed, saved_at)
    VALUES (${place.callId}, ${place.authorId}, ${draft.baseRevision}, ${database.seal.seal(json(draft.edit), draftPlace(place))}, ${at})
    ON CONFLICT (call_id, author_id) DO UPDATE SET
      base_revision = EXCLUDED.base_revision, edit = NULL, sealed = EXCLUDED.sealed, saved_at = EXCLUDED.saved_at`)
}

/** See `ContentSeal`. */
export function draftPlace({ callId, authorId }: DraftPlace): string {
  return `draft ${callId} ${authorId}`
}

export async function dropTypedDraft(database: Queryable, { callId, authorId }: DraftPlace): Promise<void> {
  await database.query(sql`DELETE FROM summary_drafts WHERE call_id = ${callId} AND author_id = ${authorId}`)
}
