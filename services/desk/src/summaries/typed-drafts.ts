import * as z from 'zod'
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

const draftRow = z
  .object({ base_revision: z.number(), edit: summaryEdit })
  .transform(({ base_revision, edit }): TypedDraft => ({ baseRevision: base_revision, edit }))

export function findTypedDraft(database: Queryable, { callId, authorId }: DraftPlace): Promise<TypedDraft | undefined> {
  return selectOne(
    database,
    draftRow,
    sql`SELECT base_revision, edit FROM summary_drafts WHERE call_id = ${callId} AND author_id = ${authorId}`,
  )
}

export async function storeTypedDraft(database: Queryable, { callId, authorId }: DraftPlace, draft: TypedDraft, at: Date): Promise<void> {
  await database.query(sql`
    INSERT INTO summary_drafts (call_id, author_id, base_revision, edit, saved_at)
    VALUES (${callId}, ${authorId}, ${draft.baseRevision}, ${json(draft.edit)}::jsonb, ${at})
    ON CONFLICT (call_id, author_id) DO UPDATE SET
      base_revision = EXCLUDED.base_revision, edit = EXCLUDED.edit, saved_at = EXCLUDED.saved_at`)
}

export async function dropTypedDraft(database: Queryable, { callId, authorId }: DraftPlace): Promise<void> {
  await database.query(sql`DELETE FROM summary_drafts WHERE call_id = ${callId} AND author_id = ${authorId}`)
}
