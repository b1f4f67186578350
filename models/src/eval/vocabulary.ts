import { fileURLToPath } from 'node:url'
import { type Language, languages } from '@souffleur/proto'
import { createVocabularyCorrector, parseVocabulary, textOf, type Vocabulary } from '@souffleur/recognizer'
import * as z from 'zod'
import { defaultEngines } from './asr/engines.ts'
import { type LineAudio, readLineAudio } from './asr/line-audio.ts'
import { type AsrItem, readManifest } from './asr/manifest.ts'
import type { LineItem } from './asr/run-engine.ts'
import type { Evaluation, EvaluationResult } from './evaluation.ts'
import { readText } from './json-lines.ts'
import { readOptions } from './options.ts'
import { percent } from './percentiles.ts'
import { readDistractors } from './vocabulary/distractors.ts'
import { figuresOf, type SetFigures } from './vocabulary/figures.ts'
import { type Heard, hear } from './vocabulary/hear.ts'
import { readSentences, type Sentence, sentenceSets } from './vocabulary/sentences.ts'
import { findSpeakers, speak } from './vocabulary/speech.ts'
import { comparedTerms, scoreTerms, type TermScore } from './vocabulary/term-score.ts'

const ownFile = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))

const optionsSchema = z.object({
  vocabulary: z.string().default(ownFile('services/standalone/demo/vocabulary.yaml')),
  sentences: z.string().default(ownFile('models/eval/vocabulary/sentences.yaml')),
  lang: z.enum(languages).optional(),
  recordings: z.string().optional(),
  'harm-manifest': z.string().optional(),
  distractors: z.coerce.number().int().min(0).default(0),
})

/** `tune` and `test` sentences hold terms; `harm` is sound without any. */
const groups = [...sentenceSets, 'harm'] as const
type Group = (typeof groups)[number]

interface Spoken {
  readonly items: readonly LineItem[]
  /** Recordings, or a program and its voices. */
  readonly by: string
}

interface LanguageRun {
  readonly language: Language
  readonly spokenBy: string | null
  /** A reason when there is nothing to measure with. */
  readonly outcome: Corrected | string
}

interface Corrected {
  readonly scores: readonly GroupScore[]
  /** It takes to get ready, once at the start. */
  readonly readyMs: number
}

type GroupScore = TermScore & { readonly group: Group }

interface Task {
  /** Names that the sentences are about. */
  readonly said: Vocabulary
  readonly vocabulary: Vocabulary
  readonly language: Language
}

/** What correcting names is worth (sentences with terms in them), and what it spoils (sound without). */
export const evaluation: Evaluation = {
  usage: `vocabulary [--vocabulary V.yaml] [--sentences S.yaml] [--lang fr|en] [--recordings M.jsonl] [--harm-manifest M.jsonl] [--distractors 500]`,
  async run(words, progress) {
    const options = readOptions(words, optionsSchema)
    const demo = parseVocabulary(readText(options.vocabulary), options.vocabulary)
    const distractors = readDistractors(ownFile('models/eval/vocabulary/distractors.yaml'), options.distractors)
    const known = new Set(demo.terms.map(({ term }) => term.toLowerCase()))
    const vocabulary = { terms: [...demo.terms, ...distractors.filter(({ term }) => !known.has(term.toLowerCase()))] }
    const sentences = readSentences(options.sentences)
    const recorded = options.recordings === undefined ? [] : readManifest(options.recordings)
    const harmless = options['harm-manifest'] === undefined ? [] : readManifest(options['harm-manifest'])
    const runs: LanguageRun[] = []
    for (const language of languages.filter((one) => options.lang === undefined || one === options.lang)) {
      const spoken = speakSentences(sentences, recorded, language, progress)
      if (typeof spoken === 'string') {
        runs.push({ language, spokenBy: null, outcome: spoken })
        continue
      }
      const heard = await hear([...spoken.items, ...readHarmless(harmless, language)], language, progress)
      runs.push({
        language,
        spokenBy: spoken.by,
        outcome: typeof heard === 'string' ? heard : correctAll(heard, { said: demo, vocabulary, language }),
      })
    }
    return report(runs, vocabulary)
  },
}

/** Recordings of the sentences where there are any, otherwise synthetic voices over a telephone line. */
function speakSentences(
  sentences: readonly Sentence[],
  recorded: readonly AsrItem[],
  language: Language,
  progress: (line: string) => void,
): Spoken | string {
  const own = sentences.filter((one) => one.language === language)
  const texts = new Map(own.map(({ text, set }) => [text, set]))
  const recordings = recorded.flatMap((item) => {
    const set = item.lang === language ? texts.get(item.text) : undefined
    return set === undefined ? [] : [lineItem(item.text, language, set, readLineAudio(item.path, { codec: 'ulaw', loss: 0 }))]
  })
  if (recordings.length > 0) return { items: recordings, by: 'recordings' }
  const speakers = findSpeakers(language)
  if (typeof speakers === 'string') return speakers
  const items = own.flatMap(({ text, spoken, set }, index) => {
    progress(`${language}: speaking ${index + 1} of ${own.length}`)
    return speakers.map((one) => lineItem(text, language, set, speak(spoken, one)))
  })
  return { items, by: speakers.map(({ name }) => name).join(', ') }
}

function readHarmless(items: readonly AsrItem[], language: Language): LineItem[] {
  const own = items.filter(({ lang }) => lang === language)
  return own.map(({ text, path }) => lineItem(text, language, 'harm', readLineAudio(path, { codec: 'ulaw', loss: 0 })))
}

function lineItem(text: string, lang: Language, group: Group, audio: LineAudio): LineItem {
  return { item: { audio: '', path: '', lang, text, source: group }, audio }
}

function correctAll(heard: readonly Heard[], { said, vocabulary, language }: Task): Corrected {
  const created = performance.now()
  const corrector = createVocabularyCorrector(vocabulary, language)
  const readyMs = Math.round(performance.now() - created)
  const compared = ({ terms }: Vocabulary) =>
    comparedTerms(
      terms.filter((term) => term.languages.includes(language)).map(({ term }) => term),
      language,
    )
  const [own, all] = [compared(said), compared(vocabulary)]
  const scores = heard.flatMap(({ item: { item }, words }) => {
    const start = performance.now()
    const corrected = corrector.correct(words)
    const ms = performance.now() - start
    const { corrections } = corrected
    const one = { language, reference: item.text, before: textOf(words), after: textOf(corrected.words), corrections, ms }
    return groups.filter((group) => group === item.source).map((group) => ({ ...scoreTerms(one, own, all), group }))
  })
  return { scores, readyMs }
}

function report(runs: readonly LanguageRun[], vocabulary: Vocabulary): EvaluationResult {
  const missing = runs.flatMap(({ outcome }) => (typeof outcome === 'string' ? [outcome] : []))
  const measured = runs.map(
    ({ language, outcome }) =>
      [language, typeof outcome === 'string' ? null : { readyMs: outcome.readyMs, ...bySet(outcome.scores) }] as const,
  )
  const spokenBy = Object.fromEntries(runs.map((one) => [one.language, one.spokenBy]))
  return {
    figures: { ...Object.fromEntries(measured), terms: vocabulary.terms.length, spokenBy, missing },
    models: runs.flatMap(({ language, outcome }) => (typeof outcome === 'string' ? [] : [defaultEngines[language]])),
    items: runs.flatMap(({ outcome }) => (typeof outcome === 'string' ? [] : outcome.scores)),
    table: [
      ['', 'RECALL BEFORE', 'AFTER', 'WORDS', 'WRONG TERMS', 'CORRECTIONS', 'WER BEFORE', 'AFTER'],
      ...measured.flatMap(([language, sets]) => groups.map((group) => rowOf(`${language} ${group}`, sets?.[group] ?? null))),
      ...missing.map((reason) => ['not measured', '', '', '', '', '', '', reason]),
    ],
    complete: missing.length === 0,
  }
}

function bySet(scores: readonly GroupScore[]): Record<Group, SetFigures | null> {
  const of = (group: Group) => {
    const own = scores.filter((one) => one.group === group)
    return own.length === 0 ? null : figuresOf(own)
  }
  return { tune: of('tune'), test: of('test'), harm: of('harm') }
}

function rowOf(name: string, figures: SetFigures | null): string[] {
  if (figures === null) return [name, ...Array.from({ length: 7 }, () => '-')]
  const { words, recallBefore, recallAfter, wrongTerms, corrections, werBefore, werAfter } = figures
  const counts = [words, wrongTerms, corrections].map(String)
  return [name, percent(recallBefore), percent(recallAfter), ...counts, percent(werBefore), percent(werAfter)]
}
