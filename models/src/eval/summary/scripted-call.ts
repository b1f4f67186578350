import { entityTypes } from '@souffleur/language'
import { languages } from '@souffleur/proto'
import * as z from 'zod'
import { readJsonLines } from '../json-lines.ts'

const speaker = z.enum(['customer', 'advisor'])
const turn = z.object({ speaker, text: z.string().min(1) })
/** Words of one turn, verbatim; turns count from 0. */
const place = z.object({ turn: z.number().int().min(0), words: z.string().min(1) })
export type Place = z.infer<typeof place>

/** What a careful reader finds in a call: models/eval/summary/README.md says by which rules. */
const annotations = z.object({
  reason: z.object({ intent: z.string().nullable() }),
  entities: z.array(place.extend({ type: z.enum([...entityTypes, 'name', 'address']), replaces: z.string().nullish() })),
  requests: z.array(place),
  actions: z.array(place),
  commitments: z.array(place.extend({ by: z.enum(['customer', 'advisor', 'other']), due: z.string().nullable() })),
  /** What looks like a promise and isn't one. */
  notCommitments: z.array(place),
  resolution: z.object({ state: z.enum(['settled', 'unsettled', 'unknown']) }),
  disposition: z.string().nullable(),
})
export type Annotations = z.infer<typeof annotations>

const plainCall = z.object({ id: z.string(), lang: z.enum(languages), queue: z.string().default(''), turns: z.array(turn) })

export type Turn = z.infer<typeof turn>
export interface ScriptedCall extends z.infer<typeof plainCall> {
  /** Limits are chosen on `dev`; nobody reads what becomes of `test`. */
  readonly part?: 'dev' | 'test' | undefined
  /** Absent where nobody has read the call. */
  readonly facts?: Annotations | undefined
}

const annotated = plainCall
  .extend({ part: z.enum(['dev', 'test']).optional() })
  .and(annotations)
  .transform(({ id, lang, queue, turns, part, ...facts }): ScriptedCall => ({ id, lang, queue, turns, part, facts }))
const unread = plainCall.transform((call): ScriptedCall => call)

/** Help-desk calls as they were published: one text in which bold names say who speaks. */
const published = z
  .object({ ConversationId: z.string(), Content: z.string() })
  .transform(({ ConversationId, Content }): ScriptedCall => ({ id: ConversationId, lang: 'en', queue: '', turns: turnsOf(Content) }))

const line = z.union([annotated, unread, published])

/** Calls of any of the forms, in the file's order. @throws UsageError for a line that is none of them */
export function readScriptedCalls(path: string): ScriptedCall[] {
  return readJsonLines(path, line)
}

function turnsOf(content: string): Turn[] {
  const pieces = content.split(/\*\*(Agent|Advisor|Customer|Caller)[^*]*\*\*:?/)
  const turns: Turn[] = []
  for (let index = 1; index + 1 < pieces.length; index += 2) {
    const text = (pieces[index + 1] ?? '').replace(/^[:\s]+/, '').trim()
    if (text !== '') turns.push({ speaker: /Agent|Advisor/.test(pieces[index] ?? '') ? 'advisor' : 'customer', text })
  }
  return turns
}
