import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { systemClock } from '@souffleur/flow'
import { AppError, type Language, languages } from '@souffleur/proto'
import { createMoonshineEngine, createSileroDetector, type SpeechEngine } from '@souffleur/recognizer'
import { createLog, type Log } from '@souffleur/telemetry'
import * as z from 'zod'
import { modelPath } from '../model-files.ts'
import { codecs, type LineAudio, readLineAudio } from './asr/line-audio.ts'
import { type AsrItem, readManifest } from './asr/manifest.ts'
import { recogniseLive } from './asr/recognise-live.ts'
import { recogniseOffline } from './asr/recognise-offline.ts'
import type { RecognisedItem } from './asr/recognised.ts'
import { type Evaluation, type EvaluationResult, UsageError } from './evaluation.ts'
import { normaliseWords } from './wording/normalise-words.ts'
import { addWordErrors, noWordErrors, type WordErrors, wordErrorRate, wordErrors } from './wording/word-errors.ts'

const optionsSchema = z.object({
  manifest: z.string(),
  lang: z.enum(languages).optional(),
  engine: z.enum(['moonshine-base']).default('moonshine-base'),
  codec: z.enum(codecs).default('none'),
  loss: z.coerce.number().min(0).max(0.5).default(0),
  mode: z.enum(['live', 'offline']).default('live'),
})
type Options = z.infer<typeof optionsSchema>

interface Measured {
  readonly item: AsrItem
  readonly recognised: RecognisedItem
  readonly errors: WordErrors
}

/** Calls that go through the recognizer at the same time, for each decoding thread: enough that no thread waits. */
const LANES_A_THREAD = 4

/** Word error rate on a manifest of recordings, through the real path from packets to finals or with the engine alone. */
export const evaluation: Evaluation = {
  usage: `asr --manifest M.jsonl [--lang fr|en] [--engine moonshine-base] [--codec none|ulaw|alaw] [--loss 0.02] [--mode live|offline]`,
  async run(words, progress) {
    const options = readOptions(words)
    const all = readManifest(options.manifest).filter((item) => options.lang === undefined || item.lang === options.lang)
    const log = createLog('warn')
    const engine = createEngine(log)
    const items = all.filter((item) => engine.languages.includes(item.lang))
    if (items.length === 0) throw new AppError('engine.language-missing', `${engine.name} recognises ${engine.languages.join(', ')}`)
    const audio = items.map((item) => readLineAudio(item.path, options))
    const spentBefore = process.cpuUsage()
    const measured = await recogniseAll(items, audio, { options, engine, log, progress })
    const spent = process.cpuUsage(spentBefore)
    return report(measured, {
      audioSeconds: audio.reduce((sum, { samples, sampleRateHz }) => sum + samples / sampleRateHz, 0),
      processorSeconds: (spent.user + spent.system) / 1e6,
      models: options.mode === 'live' ? [engine.name, 'silero-vad'] : [engine.name],
      complete: measured.length === all.length,
    })
  },
}

function readOptions(words: readonly string[]): Options {
  const text = { type: 'string' } as const
  const names = { manifest: text, lang: text, engine: text, codec: text, loss: text, mode: text }
  try {
    return optionsSchema.parse(parseArgs({ args: [...words], options: names }).values)
  } catch (error) {
    throw new UsageError(error instanceof z.ZodError ? z.prettifyError(error) : String(error))
  }
}

function createEngine(log: Log): SpeechEngine {
  const encoderPath = modelPath('moonshine-base', 'encoder_model.onnx')
  const decoderPath = modelPath('moonshine-base', 'decoder_model_merged.onnx')
  return createMoonshineEngine({ encoderPath, decoderPath, threads: Math.min(8, availableParallelism()), log })
}

interface Run {
  readonly options: Options
  readonly engine: SpeechEngine
  readonly log: Log
  readonly progress: (line: string) => void
}

async function recogniseAll(items: readonly AsrItem[], audio: readonly LineAudio[], run: Run): Promise<Measured[]> {
  const { engine, log } = run
  const measured: Measured[] = []
  const onItem = (index: number, recognised: RecognisedItem) => {
    const item = items[index]
    if (item === undefined) return
    measured.push({ item, recognised, errors: errorsIn(item, recognised) })
    run.progress(`${measured.length} of ${items.length}`)
  }
  if (run.options.mode === 'live') {
    const voiceDetector = createSileroDetector({ modelPath: modelPath('silero-vad', 'silero_vad.onnx'), log, clock: systemClock })
    const live = items.flatMap(({ lang }, index) => audio.slice(index, index + 1).map((line) => ({ audio: line, language: lang })))
    await recogniseLive(live, { engine, voiceDetector, log, lanes: engine.capacity * LANES_A_THREAD }, onItem)
  } else {
    await engine.load()
    const one = async (line: LineAudio, index: number) => onItem(index, await recogniseOffline(line, items[index]?.lang ?? 'en', engine))
    await Promise.all(audio.map(one)).finally(() => engine.close())
  }
  return measured.sort((a, b) => items.indexOf(a.item) - items.indexOf(b.item))
}

function errorsIn({ text, lang }: AsrItem, recognised: RecognisedItem): WordErrors {
  return wordErrors(normaliseWords(text, lang), normaliseWords(recognised.text, lang))
}

interface Totals {
  readonly audioSeconds: number
  readonly processorSeconds: number
  readonly models: readonly string[]
  readonly complete: boolean
}

function report(measured: readonly Measured[], { audioSeconds, processorSeconds, models, complete }: Totals): EvaluationResult {
  const all = sum(measured)
  const byLang = groupRates(measured, ({ item }) => item.lang)
  const bySource = groupRates(measured, ({ item }) => item.source)
  const realTimeFactor = round(processorSeconds / audioSeconds, 4)
  const rows = [...Object.entries(byLang), ...Object.entries(bySource)].map(([name, rate]) => [name, percent(rate)])
  return {
    figures: {
      wer: rateOf(all),
      ...all,
      items: measured.length,
      audioSeconds: round(audioSeconds, 1),
      // Processor time for a second of audio: it doesn't depend on how many cores share the work.
      realTimeFactor,
      byLang,
      bySource,
    },
    models,
    items: measured.map(({ item: { audio, lang }, recognised: { text, words } }) => ({ audio, lang, text, words })),
    table: [['', 'WORD ERROR RATE'], ['all', percent(rateOf(all))], ...rows, ['real-time factor', String(realTimeFactor)]],
    complete,
  }
}

function groupRates(measured: readonly Measured[], keyOf: (one: Measured) => Language | string): Record<string, number | null> {
  const groups = Object.groupBy(measured, keyOf)
  return Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, rateOf(sum(group ?? []))]))
}

function sum(measured: readonly Measured[]): WordErrors {
  return measured.reduce((total, { errors }) => addWordErrors(total, errors), noWordErrors)
}

function rateOf(errors: WordErrors): number | null {
  const rate = wordErrorRate(errors)
  return rate === null ? null : round(rate, 5)
}

function percent(rate: number | null): string {
  return rate === null ? '-' : `${(100 * rate).toFixed(2)} %`
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
