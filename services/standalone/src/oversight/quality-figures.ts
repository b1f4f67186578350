import { readFile } from 'node:fs/promises'
import type { QualityFigure } from '@souffleur/desk'
import * as z from 'zod'

const resultsFolder = new URL('../../../../models/eval/', import.meta.url)

const withCommand = z.object({ command: z.string() })
const interval = z.tuple([z.number(), z.number()])
const wordErrors = withCommand.extend({ wer: z.number(), intervals: z.object({ wer: interval }) })
const invented = withCommand.extend({ words: z.number() })
const byLanguage = z.object({ precision: z.number(), recall: z.number(), silenceKept: z.number() })
const suggestions = withCommand.extend({ byLang: z.object({ fr: byLanguage, en: byLanguage }) })
const retrieval = withCommand.extend({ recallAt3: z.number() })
const summary = withCommand.extend({ lines: z.number(), unsupported: z.number() })
const support = withCommand.extend({ caught: z.number() })

/** The committed results of `npm run eval` that say how far people can trust what they read. A result that isn't there is left out. */
export async function readQualityFigures(): Promise<QualityFigure[]> {
  const figures = await Promise.all([
    ...(['fr', 'en'] as const).flatMap((language) => [
      read(`asr-${language}-ulaw-live`, wordErrors, ({ wer, intervals }) => [
        { id: 'words-wrong', language, value: wer, between: intervals.wer },
      ]),
      read(`invented-${language}`, invented, ({ words }) => [{ id: 'words-invented', language, value: words, between: null }]),
      read('suggestions', suggestions, ({ byLang }) => [
        { id: 'suggestions-right', language, value: byLang[language].precision, between: null },
        { id: 'suggestions-found', language, value: byLang[language].recall, between: null },
        { id: 'silence-kept', language, value: byLang[language].silenceKept, between: null },
      ]),
    ]),
    read('retrieval-service-public-meaning', retrieval, ({ recallAt3 }) => [
      { id: 'answers-found', language: 'fr', value: recallAt3, between: null },
    ]),
    read('summary-test', summary, ({ lines, unsupported }) => [
      { id: 'lines-supported', language: null, value: lines === 0 ? 0 : 1 - unsupported / lines, between: null },
    ]),
    read('support', support, ({ caught }) => [{ id: 'corruptions-caught', language: null, value: caught, between: null }]),
  ])
  return figures.flat()
}

async function read<Result extends z.infer<typeof withCommand>>(
  name: string,
  schema: z.ZodType<Result>,
  figuresOf: (result: Result) => readonly Omit<QualityFigure, 'command'>[],
): Promise<QualityFigure[]> {
  try {
    const result = schema.parse(JSON.parse(await readFile(new URL(`${name}.json`, resultsFolder), 'utf8')))
    return figuresOf(result).map((figure) => ({ ...figure, command: result.command }))
  } catch {
    return []
  }
}
