import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { readJsonLines } from '../json-lines.ts'

const turnIndex = z.int().nonnegative()
const words = z.string().min(1)
const party = z.enum(['advisor', 'customer'])

const entitySchema = z.strictObject({
  type: z.enum(['contract', 'claim', 'amount', 'date', 'time', 'phone', 'email', 'iban', 'address', 'name']),
  value: z.string().min(1),
  turn: turnIndex,
  words,
  replaces: z.string().min(1).optional(),
})

const commitmentSchema = z.strictObject({
  by: party,
  to: z.enum(['advisor', 'customer', 'third']),
  turn: turnIndex,
  words,
  due: z.string().min(1).nullable(),
})

const bySomebody = z.strictObject({ by: party, turn: turnIndex, words })

/**
 * A call written by hand, with what a summary of it may state. Turns are counted from 0; `words` is always a verbatim part of its turn, and
 * `due` a verbatim part of the commitment's turn. models/eval/summary/README.md has the rules of annotation.
 */
export const scriptedCallSchema = z
  .strictObject({
    id: z.string().regex(/^(?:fr|en)-\d\d$/),
    lang: z.enum(['fr', 'en']),
    part: z.enum(['dev', 'test']),
    queue: z.string().min(1),
    turns: z.array(z.strictObject({ speaker: party, text: z.string().min(1) })).min(1),
    reason: z.strictObject({ intent: z.string().nullable(), turn: turnIndex.nullable() }),
    entities: z.array(entitySchema),
    requests: z.array(bySomebody),
    actions: z.array(bySomebody),
    commitments: z.array(commitmentSchema),
    notCommitments: z.array(z.strictObject({ turn: turnIndex, words })),
    resolution: z.strictObject({ state: z.enum(['settled', 'unsettled', 'unknown']), turn: turnIndex.nullable() }),
    disposition: z.string().nullable(),
  })
  .superRefine((call, context) => {
    for (const message of faultsOf(call)) context.addIssue({ code: 'custom', message })
  })

export type ScriptedCall = z.infer<typeof scriptedCallSchema>

export const scriptedCallPaths = {
  fr: fileURLToPath(new URL('../../../eval/summary/calls-fr.jsonl', import.meta.url)),
  en: fileURLToPath(new URL('../../../eval/summary/calls-en.jsonl', import.meta.url)),
}

/** Reads a file of scripted calls, one JSON object a line. @throws UsageError naming the file and the line that doesn't fit */
export function readScriptedCalls(path: string): ScriptedCall[] {
  return readJsonLines(path, scriptedCallSchema)
}

function faultsOf(call: ScriptedCall): string[] {
  return [...misplacedTurns(call), ...misquotes(call), ...wrongSpeakers(call), ...wrongLanguage(call)]
}

function misplacedTurns({ id, turns, reason, resolution }: ScriptedCall): string[] {
  return [reason.turn, resolution.turn].flatMap((turn) =>
    turn === null || turn < turns.length ? [] : [`${id}: there is no turn ${turn} for the reason or the resolution`],
  )
}

function misquotes(call: ScriptedCall): string[] {
  const quotes = [
    ...[call.entities, call.requests, call.actions, call.commitments, call.notCommitments]
      .flat()
      .map(({ turn, words }) => ({ turn, words })),
    ...call.commitments.flatMap(({ turn, due }) => (due === null ? [] : [{ turn, words: due }])),
  ]
  return quotes.flatMap(({ turn, words }) =>
    call.turns[turn]?.text.includes(words) === true ? [] : [`${call.id}: turn ${turn} doesn't say "${words}"`],
  )
}

function wrongSpeakers(call: ScriptedCall): string[] {
  const said = [...call.requests, ...call.actions, ...call.commitments]
  const others = said.filter(({ by, turn }) => call.turns[turn]?.speaker !== by)
  const toThemselves = call.commitments.filter(({ by, to }) => by === to)
  return [
    ...others.map(({ turn }) => `${call.id}: turn ${turn} is somebody else's`),
    ...toThemselves.map(({ turn }) => `${call.id}: nobody commits to themselves (turn ${turn})`),
  ]
}

function wrongLanguage({ id, lang }: ScriptedCall): string[] {
  return id.startsWith(lang) ? [] : [`${id}: the language is said to be ${lang}`]
}
