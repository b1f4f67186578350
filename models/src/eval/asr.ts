import { AppError, languages } from '@souffleur/proto'
import * as z from 'zod'
import { defaultEngines } from './asr/engines.ts'
import { codecs } from './asr/line-audio.ts'
import { readManifest } from './asr/manifest.ts'
import { type EngineRun, measureEngine } from './asr/measure.ts'
import { reportAsr } from './asr/report.ts'
import { modes } from './asr/run-engine.ts'
import { type Evaluation, UsageError } from './evaluation.ts'
import { readOptions } from './options.ts'

const optionsSchema = z.object({
  manifest: z.string(),
  lang: z.enum(languages).optional(),
  engine: z.string().min(1).optional(),
  codec: z.enum(codecs).default('none'),
  loss: z.coerce.number().min(0).max(0.5).default(0),
  'loss-burst': z.coerce.number().min(1).max(50).optional(),
  mode: z.enum(modes).default('live'),
})

/** Word error rate on a manifest of recordings, through the real path from packets to finals or with the engine alone. */
export const evaluation: Evaluation = {
  usage: `asr --manifest M.jsonl [--lang fr|en] [--engine NAME] [--codec none|ulaw|alaw] [--loss 0.02] [--loss-burst 3] [--mode live|offline]`,
  async run(words, progress) {
    const { manifest, lang, engine, mode, 'loss-burst': lossBurst, ...rest } = readOptions(words, optionsSchema)
    const line = { ...rest, lossBurst }
    const items = readManifest(manifest).filter((item) => lang === undefined || item.lang === lang)
    if (items.length === 0) throw new UsageError(`${manifest} has no items${lang === undefined ? '' : ` in ${lang}`}.`)
    const runs: EngineRun[] = []
    const missing: AppError[] = []
    for (const [name, own] of Map.groupBy(items, (item) => engine ?? defaultEngines[item.lang])) {
      try {
        runs.push(await measureEngine(name, own, { line, mode, progress }))
      } catch (error) {
        // Without a language's own engine, the others can still be measured.
        if (!(error instanceof AppError) || error.code !== 'model.missing') throw error
        missing.push(error)
      }
    }
    const [failure] = missing
    if (runs.length === 0 && failure !== undefined) throw failure
    return reportAsr(runs, { mode, items: items.length, missing: missing.map((error) => error.message) })
  },
}
