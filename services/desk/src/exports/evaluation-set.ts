import { toJson } from '@bufbuild/protobuf'
import { SummarySchema } from '@souffleur/proto'
import * as z from 'zod'
import type { VisibleCalls } from '../access.ts'
import { visibleCondition } from '../calls/visible-calls.ts'
import { readCallTexts } from '../search/call-index.ts'
import { type Queryable, select } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'
import { currentSummaries, writtenSummary } from '../summaries/summary-repository.ts'

const reviewedRow = z.object({ call_id: z.string(), language: z.string(), queue: z.string() })
/** Each with everything that was said: the first line comes soon. */
const BATCH = 10

/**
 * Calls whose summary a supervisor has approved, as it was or corrected: one JSON line each, with what was said, what Souffleur
 * wrote and what people made of it. `npm run eval -- summary --set FILE` reads it.
 */
export async function* writeEvaluationSet(database: Queryable, visible: VisibleCalls): AsyncGenerator<string> {
  let after = ''
  for (;;) {
    const rows = await select(
      database,
      reviewedRow,
      sql`SELECT c.call_id, c.language, c.queue FROM summaries s JOIN calls c USING (call_id)
        WHERE s.state = 'approved' AND ${visibleCondition(visible, sql`c.advisor_id`)} AND c.call_id > ${after} ORDER BY c.call_id LIMIT ${BATCH}`,
    )
    const ids = rows.map(({ call_id }) => call_id)
    const texts = await readCallTexts(
      database,
      ids.map((id) => ({ id, title: '' })),
    )
    const summaries = await currentSummaries(database, ids)
    for (const { call_id: id, language, queue } of rows) {
      const approved = summaries.get(id)
      const written = await writtenSummary(database, id)
      const turns = (texts.get(id) ?? []).flatMap(({ text, utterance }) =>
        utterance === undefined || text === '' ? [] : [{ speaker: utterance.channel === 'advisor' ? 'advisor' : 'customer', text }],
      )
      const lang = approved?.language === 'en' || (approved === undefined && language === 'en') ? 'en' : 'fr'
      const line = {
        id,
        lang,
        queue,
        turns,
        written: written === undefined ? null : toJson(SummarySchema, written),
        approved: approved === undefined ? null : toJson(SummarySchema, approved),
      }
      yield `${JSON.stringify(line)}\n`
    }
    const last = ids.at(-1)
    if (last === undefined) return
    after = last
  }
}
