import { createCallMask } from '@souffleur/privacy'
import { languages } from '@souffleur/proto'
import * as z from 'zod'
import type { Evaluation } from './evaluation.ts'
import { readOptions } from './options.ts'
import { percent, percentile, rounded } from './percentiles.ts'
import { type MaskedTurn, type PiiFigures, scorePii } from './pii/pii-score.ts'
import { halves, type PiiItem, readPiiSet } from './pii/pii-set.ts'

const optionsSchema = z.object({ set: z.string(), lang: z.enum(languages), half: z.enum(halves).default('all') })

/** How often the first utterances are masked before any is timed: what a service that runs has done long ago. */
const WARM_UP = 300

/** How much personal data is hidden, and how much of what is hidden is personal data; utterance by utterance, as calls are masked. */
export const evaluation: Evaluation = {
  usage: 'pii --set S.jsonl --lang fr|en [--half all|tune|report]',
  async run(words, progress) {
    const { set, lang, half } = readOptions(words, optionsSchema)
    const items = readPiiSet(set, half)
    maskAll(items.slice(0, WARM_UP), lang)
    progress(`${items.length} lines`)
    const { turns, durationsMs } = maskAll(items, lang)
    const scored = scorePii(turns)
    const p50Ms = rounded(percentile(durationsMs, 0.5), 4)
    const p95Ms = rounded(percentile(durationsMs, 0.95), 4)
    return {
      figures: { ...scored, half, utteranceMs: { p50: p50Ms, p95: p95Ms } },
      models: [],
      items: turns.map(({ turn, found }) => ({ text: turn.text, spans: found.map(({ start, end, type }) => ({ start, end, type })) })),
      table: tableOf(scored, p50Ms, p95Ms),
      complete: true,
    }
  },
}

function maskAll(items: readonly PiiItem[], language: 'fr' | 'en'): { turns: MaskedTurn[]; durationsMs: number[] } {
  const turns: MaskedTurn[] = []
  const durationsMs: number[] = []
  for (const item of items) {
    const call = createCallMask()
    for (const turn of item.turns) {
      const begin = performance.now()
      const { spans } = call.mask({ channel: turn.channel, text: turn.text, language })
      durationsMs.push(performance.now() - begin)
      turns.push({ turn, found: spans })
    }
  }
  return { turns, durationsMs }
}

function tableOf(scored: PiiFigures, p50Ms: number | null, p95Ms: number | null): string[][] {
  const rows = Object.entries(scored.byType).map(([type, { recall, precision, spans }]) => [
    type,
    percent(recall),
    percent(precision),
    String(spans),
  ])
  return [
    ['', 'RECALL', 'PRECISION', 'SPANS'],
    ...rows,
    ['all', percent(scored.recall), percent(scored.precision), String(scored.counts.spans)],
    [`p50 ${p50Ms} ms, p95 ${p95Ms} ms an utterance`, '', '', ''],
  ]
}
