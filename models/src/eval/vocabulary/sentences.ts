import { type Language, languages } from '@souffleur/proto'
import { parse } from 'yaml'
import * as z from 'zod'
import { UsageError } from '../evaluation.ts'
import { readText } from '../json-lines.ts'

/** `tune` may be looked at when limits are chosen; `test` may not. */
export const sentenceSets = ['tune', 'test'] as const
export type SentenceSet = (typeof sentenceSets)[number]

const sentence = z.strictObject({ set: z.enum(sentenceSets), text: z.string().min(1) })
const file = z.strictObject({
  say: z.object({ en: z.record(z.string(), z.string()), fr: z.record(z.string(), z.string()) }),
  sentences: z.object({ en: z.array(sentence), fr: z.array(sentence) }),
})

export interface Sentence {
  readonly set: SentenceSet
  readonly language: Language
  readonly text: string
  /** What the synthesiser reads: names by their sound. */
  readonly spoken: string
}

/** @throws UsageError when the file isn't what it should be */
export function readSentences(path: string): Sentence[] {
  const parsed = file.safeParse(parse(readText(path)))
  if (!parsed.success) throw new UsageError(`${path}: ${z.prettifyError(parsed.error)}`)
  const { say, sentences } = parsed.data
  return languages.flatMap((language) =>
    sentences[language].map(({ set, text }) => ({ set, language, text, spoken: pronounced(text, say[language]) })),
  )
}

function pronounced(text: string, say: Readonly<Record<string, string>>): string {
  return Object.entries(say).reduce((spoken, [name, sound]) => spoken.replaceAll(name, sound), text)
}
