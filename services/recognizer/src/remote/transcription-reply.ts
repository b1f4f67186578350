import { type Language, languages } from '@souffleur/proto'
import * as z from 'zod'
import type { Hypothesis, HypothesisWord } from '../engine.ts'

/** What servers tell apart: words with their times, passages with their likelihood, or only the text. */
export const replyForms = ['words', 'passages', 'text'] as const
export type ReplyForm = (typeof replyForms)[number]

/** vLLM sends numbers as texts here and there. */
const number = z.union([z.number(), z.string().transform(Number)]).pipe(z.number())
const word = z.object({ word: z.string(), start: number, end: number, probability: number.optional() })
const passage = z.object({ text: z.string(), avg_logprob: number.nullish(), compression_ratio: number.nullish() })

/** The `json` and `verbose_json` answers of `/v1/audio/transcriptions` (platform.openai.com/docs/api-reference/audio). */
export const transcriptionReply = z.object({
  text: z.string(),
  language: z.string().nullish(),
  words: z.array(word).nullish(),
  segments: z.array(passage).nullish(),
})
export type TranscriptionReply = z.infer<typeof transcriptionReply>

/** Of words whose server doesn't say how sure it is: enough for what two partials agree on to become firm, and no reason to ask another engine. */
export const UNTOLD_CONFIDENCE = 0.75
const namesOfLanguages: Readonly<Record<Language, readonly string[]>> = { fr: ['fr', 'french'], en: ['en', 'english'] }

/** @param asked the languages that may be spoken, the expected one first */
export function hypothesisOf(reply: TranscriptionReply, asked: readonly Language[]): Hypothesis {
  const words = wordsOf(reply)
  const [expected = 'en'] = asked
  const heard = languages.find((language) => namesOfLanguages[language].includes(reply.language?.toLowerCase() ?? ''))
  const tells = asked.length > 1 && heard !== undefined && asked.includes(heard)
  return {
    words,
    confidence: words.length === 0 ? 0 : words.reduce((sum, { confidence }) => sum + confidence, 0) / words.length,
    draft: [],
    language: tells ? heard : expected,
    ...(tells ? { languageShares: { [heard]: 1 } } : {}),
  }
}

function wordsOf({ text, words, segments }: TranscriptionReply): HypothesisWord[] {
  if (words !== undefined && words !== null && words.length > 0) return words.flatMap(timedWords)
  const passages = segments ?? []
  const isWhole = pieces(passages.map((each) => each.text).join(' ')).length === pieces(text).length
  if (passages.length === 0 || !isWhole) return pieces(text).map((each) => ({ text: each, confidence: UNTOLD_CONFIDENCE }))
  return passages.flatMap((each) => pieces(each.text).map((piece) => ({ text: piece, confidence: confidenceOf(each) })))
}

function timedWords({ word: text, start, end, probability }: z.infer<typeof word>): HypothesisWord[] {
  const times = { startMs: Math.round(start * 1000), endMs: Math.round(end * 1000) }
  return pieces(text).map((piece) => ({ text: piece, confidence: share(probability ?? UNTOLD_CONFIDENCE), times }))
}

/** The mean likelihood of a token. vLLM has -1 in these places: it doesn't tell. */
function confidenceOf({ avg_logprob: logprob, compression_ratio: ratio }: z.infer<typeof passage>): number {
  const isTold = logprob !== undefined && logprob !== null && !(logprob === -1 && ratio === -1)
  return isTold ? share(Math.exp(logprob)) : UNTOLD_CONFIDENCE
}

function share(value: number): number {
  return Math.min(1, Math.max(0, value))
}

function pieces(text: string): string[] {
  return text.split(/\s+/).filter((piece) => piece !== '')
}
