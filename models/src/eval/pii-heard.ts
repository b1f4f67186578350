import { createCallMask } from '@souffleur/privacy'
import { languages } from '@souffleur/proto'
import * as z from 'zod'
import { type Evaluation, UsageError } from './evaluation.ts'
import { readJsonLines } from './json-lines.ts'
import { readOptions } from './options.ts'
import { percent } from './percentiles.ts'
import { type HeardValue, heardValues } from './pii/heard-leaks.ts'
import { readPiiSet } from './pii/pii-set.ts'
import { spokenLines } from './pii/spoken-lines.ts'

const optionsSchema = z.object({ set: z.string(), heard: z.string(), lang: z.enum(languages) })
const heardSchema = z.object({ audio: z.string(), text: z.string() })

/** How much personal data is still in what the recogniser writes of spoken lines, once it is masked. */
export const evaluation: Evaluation = {
  usage: 'pii-heard --set S.jsonl --heard ASR-OUT.jsonl --lang fr|en',
  async run(words) {
    const { set, heard: file, lang } = readOptions(words, optionsSchema)
    const recognised = new Map(readJsonLines(file, heardSchema).map(({ audio, text }) => [Number(/(\d+)\.wav$/.exec(audio)?.[1]), text]))
    const lines = spokenLines(readPiiSet(set, 'all'))
    const items = lines.map((line) => {
      const heard = recognised.get(line.index)
      if (heard === undefined)
        throw new UsageError(`${file} has nothing for line ${line.index} of the set: speak this set, and recognise all of it`)
      const { text: masked } = createCallMask().mask({ channel: 'caller', text: heard, language: lang })
      return { text: line.text, heard, masked, values: heardValues(line, { heard, masked }, lang) }
    })
    const byType = figuresOf(items.flatMap(({ values }) => values))
    const rows = Object.entries(byType).map(([type, { spoken, heard, leaked, hidden }]) => [
      type,
      String(spoken),
      String(heard),
      String(leaked),
      percent(hidden),
    ])
    return {
      figures: { lines: lines.length, byType },
      models: [],
      items,
      table: [['', 'SPOKEN', 'HEARD', 'LEFT', 'HIDDEN'], ...rows],
      complete: true,
    }
  },
}

type TypeFigures = {
  readonly spoken: number
  /** In the recogniser's text. */
  readonly heard: number
  /** Of these, still in the masked text. */
  readonly leaked: number
  /** 1 - leaked / heard; null when none was heard. */
  readonly hidden: number | null
}

function figuresOf(values: readonly HeardValue[]): Record<string, TypeFigures> {
  const types = [...new Set(values.map(({ type }) => type))].sort()
  return Object.fromEntries(
    types.map((type) => {
      const all = values.filter((value) => value.type === type)
      const heard = all.filter((value) => value.heard)
      const leaked = heard.filter((value) => value.leaked).length
      return [type, { spoken: all.length, heard: heard.length, leaked, hidden: heard.length === 0 ? null : 1 - leaked / heard.length }]
    }),
  )
}
