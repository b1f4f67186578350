import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Article,
  addTurn,
  defaultAssistConfig,
  examplesFor,
  IntentClassifier,
  KnowledgeBase,
  Listener,
  newConversation,
} from '@souffleur/assist'
import { systemClock } from '@souffleur/flow'
import { type Language, languages } from '@souffleur/proto'
import * as z from 'zod'
import type { Evaluation } from './evaluation.ts'
import { readJsonLines } from './json-lines.ts'
import { readOptions } from './options.ts'
import { percent, percentile, rounded } from './percentiles.ts'
import { demoKnowledgeFolder, readArticles, readDemoCatalogue } from './suggestions/demonstration.ts'
import { type EvaluationMeaning, openMeaning } from './suggestions/meaning.ts'

const ownSets = fileURLToPath(new URL('../../eval/suggestions/', import.meta.url))

const options = z.object({ set: z.string().optional(), vectors: z.string().optional(), knowledge: z.string().default(demoKnowledgeFolder) })

const moment = z.object({
  id: z.string(),
  language: z.enum(languages),
  text: z.string(),
  /** Articles that would help; none: silence is right. */
  articles: z.array(z.string()),
  before: z.array(z.object({ speaker: z.enum(['customer', 'advisor']), text: z.string() })).default([]),
})
type Moment = z.infer<typeof moment>

interface Outcome {
  readonly moment: Moment
  /** Undefined when nothing was suggested. */
  readonly articleId: string | undefined
  readonly heading: string | undefined
  readonly confidence: number | undefined
  readonly reason: string | undefined
  readonly ms: number
}

/** Moments of calls: is the right article suggested when one helps, and nothing when nothing does? */
export const evaluation: Evaluation = {
  usage: 'suggestions [--set S.jsonl] [--knowledge FOLDER] [--vectors none]',
  async run(words, progress) {
    const { set, knowledge, vectors } = readOptions(words, options)
    const files = set === undefined ? languages.map((language) => join(ownSets, `${language}.jsonl`)) : [set]
    const moments = files.flatMap((file) => readJsonLines(file, moment))
    const meaning = await openMeaning(vectors, progress)
    const listener = await prepare(readArticles(knowledge), meaning, progress)
    const outcomes: Outcome[] = []
    for (const one of moments) outcomes.push(await listen(listener, one))
    await meaning.close()
    const figures = {
      ...figuresOf(outcomes),
      byLang: Object.fromEntries(
        languages.map((language) => [language, figuresOf(outcomes.filter((one) => one.moment.language === language))]),
      ),
      p95Ms: rounded(
        percentile(
          outcomes.map(({ ms }) => ms),
          0.95,
        ),
        2,
      ),
    }
    return {
      figures,
      models: meaning.models,
      items: outcomes.map(({ moment: { id, text, articles }, articleId, heading, confidence, reason }) => ({
        id,
        text,
        expected: articles,
        articleId: articleId ?? null,
        heading: heading ?? null,
        confidence: confidence ?? null,
        silence: reason ?? null,
      })),
      table: [
        ['', 'PRECISION', 'RECALL', 'SILENCE KEPT'],
        ...['all', ...languages].map((name) => {
          const { precision, recall, silenceKept } =
            name === 'all' ? figures : figuresOf(outcomes.filter((one) => one.moment.language === name))
          return [name, percent(precision), percent(recall), percent(silenceKept)]
        }),
      ],
      complete: true,
    }
  },
}

async function prepare(articles: readonly Article[], meaning: EvaluationMeaning, progress: (line: string) => void): Promise<Listener> {
  const catalogue = readDemoCatalogue()
  const base = new KnowledgeBase(systemClock)
  await base.follow(articles, () => Promise.resolve())
  await meaning.index(base)
  const classifiers = new Map<Language, IntentClassifier>()
  for (const language of languages) {
    classifiers.set(language, IntentClassifier.train(await meaning.withVectors(examplesFor(language, catalogue, articles))))
    progress(`${language} learned`)
  }
  return new Listener(base, classifiers, defaultAssistConfig, meaning.queries)
}

/** With what the words mean, which is known before their final text comes; the time is that of listening alone. */
async function listen(listener: Listener, one: Moment): Promise<Outcome> {
  for (const { text } of [...one.before, one]) await listener.prepare(text, one.language)
  const conversation = one.before.reduce((before, { speaker, text }) => {
    const intents = speaker === 'customer' ? listener.intentsOf(text, one.language) : []
    return addTurn(before, { speaker, text, language: one.language }, intents)
  }, newConversation)
  const startedMs = performance.now()
  const { outcome } = listener.understand(one.text, one.language, conversation)
  const ms = performance.now() - startedMs
  const silent = typeof outcome === 'string'
  return {
    moment: one,
    articleId: silent ? undefined : outcome.article.id,
    heading: silent ? undefined : outcome.passage.heading,
    confidence: silent ? undefined : outcome.confidence,
    reason: silent ? outcome : undefined,
    ms,
  }
}

/** Precision: of what was suggested, how much helps. Recall: of the moments that want help, how many get the right one. */
function figuresOf(outcomes: readonly Outcome[]) {
  const wanting = outcomes.filter(({ moment: { articles } }) => articles.length > 0)
  const others = outcomes.filter(({ moment: { articles } }) => articles.length === 0)
  const offered = outcomes.filter(({ articleId }) => articleId !== undefined)
  const right = offered.filter(({ articleId, moment: { articles } }) => articleId !== undefined && articles.includes(articleId)).length
  return {
    precision: offered.length === 0 ? null : rounded(right / offered.length, 4),
    recall: wanting.length === 0 ? null : rounded(right / wanting.length, 4),
    silenceKept: others.length === 0 ? null : rounded(others.filter(({ articleId }) => articleId === undefined).length / others.length, 4),
    expected: wanting.length,
    silent: others.length,
  }
}
