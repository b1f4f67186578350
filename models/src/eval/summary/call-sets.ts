import { languages } from '@souffleur/proto'
import * as z from 'zod'
import { readJsonLines } from '../json-lines.ts'
import type { ReferenceSummary } from './reference.ts'
import { type ScriptedCall, scriptedCallSchema } from './scripted-call.ts'

export interface Turn {
  readonly speaker: 'customer' | 'advisor'
  readonly text: string
}

/** Words of one turn, verbatim; turns count from 0. */
export interface Place {
  readonly turn: number
  readonly words: string
}

/** What a careful reader found in a call. */
export type Annotations = Pick<
  ScriptedCall,
  'reason' | 'entities' | 'requests' | 'actions' | 'commitments' | 'notCommitments' | 'resolution' | 'disposition'
>

export interface CallToSummarise {
  readonly id: string
  readonly lang: 'fr' | 'en'
  readonly turns: readonly Turn[]
  /** Limits are chosen on `dev`; nobody reads what becomes of `test`. */
  readonly part?: 'dev' | 'test' | undefined
  /** What somebody else wrote about it. */
  readonly reference?: ReferenceSummary | undefined
  /** Absent where nobody has read the call. */
  readonly facts?: Annotations | undefined
}

const turn = z.object({ speaker: z.enum(['customer', 'advisor']), text: z.string().min(1) })
const unread = z.object({ id: z.string(), lang: z.enum(languages), turns: z.array(turn) }).transform((call): CallToSummarise => call)
const annotated = scriptedCallSchema.transform(({ id, lang, turns, part, ...facts }): CallToSummarise => ({ id, lang, turns, part, facts }))

/** Help-desk calls as they were published: one text in which bold names say who speaks. */
const published = z
  .object({
    ConversationId: z.string(),
    Content: z.string(),
    summary: z.string().optional(),
    key_phrases: z.string().default(''),
    complaint: z.string().default(''),
  })
  .transform(
    ({ ConversationId, Content, summary, key_phrases, complaint }): CallToSummarise => ({
      id: ConversationId,
      lang: 'en',
      turns: turnsOf(Content),
      reference: summary === undefined ? undefined : { text: summary, keyPhrases: key_phrases.split(/,\s*/).filter(Boolean), complaint },
    }),
  )

const line = z.union([annotated, unread, published])

/** Calls of any of the forms, in the file's order. @throws UsageError for a line that is none of them */
export function readCalls(path: string): CallToSummarise[] {
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
