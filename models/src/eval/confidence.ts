import {
  type Article,
  defaultAssistConfig,
  type Example,
  evidenceFeatures,
  examplesFor,
  fitLogistic,
  type IntentCatalogue,
  IntentClassifier,
  KnowledgeBase,
  Listener,
  logistic,
  newConversation,
  runAtOnce,
} from '@souffleur/assist'
import { systemClock } from '@souffleur/flow'
import { type Language, languages } from '@souffleur/proto'
import * as z from 'zod'
import type { Evaluation } from './evaluation.ts'
import { readOptions } from './options.ts'
import { percent, rounded } from './percentiles.ts'
import { demoKnowledgeFolder, readArticles, readDemoCatalogue } from './suggestions/demonstration.ts'
import { type EvaluationMeaning, openMeaning } from './suggestions/meaning.ts'

const options = z.object({
  vectors: z.string().optional(),
  knowledge: z.string().default(demoKnowledgeFolder),
  folds: z.coerce.number().int().min(2).max(10).default(5),
})

/** An example of the catalogue, understood without having been learned from. */
interface HeldOut {
  readonly silence: boolean
  /** Undefined when nothing was found, or nothing was looked up. */
  readonly features: readonly number[] | undefined
  /** The article that was found answers the example's intent. */
  readonly right: boolean
}

/** Fits the weights of a suggestion's confidence on the catalogue's own examples, each judged by a classifier that hasn't seen it. */
export const evaluation: Evaluation = {
  usage: 'confidence [--knowledge FOLDER] [--folds 5] [--vectors none]',
  async run(words, progress) {
    const { knowledge, folds, vectors } = readOptions(words, options)
    const articles = readArticles(knowledge)
    const catalogue = readDemoCatalogue()
    const base = new KnowledgeBase(systemClock)
    await base.follow(articles, () => Promise.resolve())
    const meaning = await openMeaning(vectors, progress)
    await meaning.index(base)
    const heldOut: HeldOut[] = []
    for (const language of languages) {
      progress(`${language}: cross-validating`)
      heldOut.push(...(await crossValidate(language, { base, catalogue, articles, folds, meaning })))
    }
    await meaning.close()
    const found = heldOut.flatMap(({ features, right }) => (features === undefined ? [] : [{ features, positive: right }]))
    const weights = runAtOnce(fitLogistic(found, 4)).map((weight) => rounded(weight, 2) ?? 0)
    const offered = heldOut.filter(
      ({ features }) => features !== undefined && logistic(weights, features) >= defaultAssistConfig.leastConfidence,
    )
    const silent = heldOut.filter(({ silence }) => silence)
    const figures = {
      weights,
      leastConfidence: defaultAssistConfig.leastConfidence,
      precision: rounded(offered.filter(({ right }) => right).length / Math.max(1, offered.length), 4),
      recall: rounded(offered.filter(({ right }) => right).length / Math.max(1, heldOut.length - silent.length), 4),
      silenceKept: rounded(1 - offered.filter(({ silence }) => silence).length / Math.max(1, silent.length), 4),
      examples: heldOut.length - silent.length,
      silent: silent.length,
    }
    return {
      figures,
      models: meaning.models,
      items: [],
      table: [
        ['weights', weights.join(', ')],
        ['precision', percent(figures.precision)],
        ['recall', percent(figures.recall)],
        ['silence kept', percent(figures.silenceKept)],
      ],
      complete: true,
    }
  },
}

interface Subject {
  readonly base: KnowledgeBase
  readonly catalogue: IntentCatalogue
  readonly articles: readonly Article[]
  readonly folds: number
  readonly meaning: EvaluationMeaning
}

async function crossValidate(language: Language, { base, catalogue, articles, folds, meaning }: Subject): Promise<HeldOut[]> {
  const own = new Set([...catalogue.intents.flatMap(({ examples }) => examples[language]), ...catalogue.silence[language]])
  const examples = await meaning.withVectors(examplesFor(language, catalogue, articles))
  const foldOf = assignFolds(examples, own, folds)
  const heldOut: HeldOut[] = []
  for (let fold = 0; fold < folds; fold += 1) {
    const classifier = IntentClassifier.train(examples.filter((example) => foldOf.get(example) !== fold))
    const listener = new Listener(base, new Map([[language, classifier]]), defaultAssistConfig, meaning.queries)
    for (const example of examples) {
      if (foldOf.get(example) !== fold) continue
      await listener.prepare(example.text, language)
      heldOut.push(listen(listener, example, language))
    }
  }
  return heldOut
}

/** Every intent's examples are spread over the parts; what comes from articles is always learned. */
function assignFolds(examples: readonly Example[], own: ReadonlySet<string>, folds: number): Map<Example, number> {
  const seen = new Map<string | null, number>()
  const foldOf = new Map<Example, number>()
  for (const example of examples) {
    if (!own.has(example.text)) continue
    const place = seen.get(example.label) ?? 0
    seen.set(example.label, place + 1)
    foldOf.set(example, place % folds)
  }
  return foldOf
}

function listen(listener: Listener, { text, label }: Example, language: Language): HeldOut {
  const found = listener.find(text, language, newConversation)
  const silence = label === null
  if (typeof found === 'string') return { silence, features: undefined, right: false }
  return { silence, features: evidenceFeatures(found.evidence), right: label !== null && found.article.intents.includes(label) }
}
