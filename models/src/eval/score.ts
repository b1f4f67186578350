import { languages } from '@souffleur/proto'
import * as z from 'zod'
import type { Evaluation } from './evaluation.ts'
import { readJsonLines } from './json-lines.ts'
import { readOptions } from './options.ts'
import { normaliseWords } from './wording/normalise-words.ts'
import { addWordErrors, noWordErrors, type WordErrors, wordErrorRate, wordErrors } from './wording/word-errors.ts'

const optionsSchema = z.object({ items: z.string() })
const itemSchema = z.object({ id: z.string(), lang: z.enum(languages), reference: z.string(), text: z.string() })

interface Scored {
  readonly id: string
  readonly lang: string
  readonly errors: WordErrors
}

/** Word errors of texts that another program wrote: one normaliser for every figure that is published. */
export const evaluation: Evaluation = {
  usage: 'score --items I.jsonl (lines {id, lang, reference, text})',
  run(words) {
    const options = readOptions(words, optionsSchema)
    const scored = readJsonLines(options.items, itemSchema).map(({ id, lang, reference, text }): Scored => {
      return { id, lang, errors: wordErrors(normaliseWords(reference, lang), normaliseWords(text, lang)) }
    })
    const all = sum(scored)
    const groups = Object.entries(Object.groupBy(scored, ({ lang }) => lang))
    const byLang = Object.fromEntries(groups.map(([lang, group]) => [lang, rateOf(sum(group ?? []))]))
    return Promise.resolve({
      figures: { wer: rateOf(all), ...all, items: scored.length, byLang },
      models: [],
      items: scored.map(({ id, lang, errors }) => ({ id, lang, ...errors })),
      table: [
        ['', 'WORD ERROR RATE'],
        ['all', percent(rateOf(all))],
        ...Object.entries(byLang).map(([lang, rate]) => [lang, percent(rate)]),
      ],
      complete: true,
    })
  },
}

function sum(scored: readonly Scored[]): WordErrors {
  return scored.reduce((total, { errors }) => addWordErrors(total, errors), noWordErrors)
}

function rateOf(errors: WordErrors): number | null {
  const rate = wordErrorRate(errors)
  return rate === null ? null : Number(rate.toFixed(5))
}

function percent(rate: number | null): string {
  return rate === null ? '-' : `${(100 * rate).toFixed(2)} %`
}
