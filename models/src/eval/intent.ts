import { chooseThreshold, type Example, IntentClassifier, largeSet, reliabilityOf, type ScoredExample, smallSet } from '@souffleur/assist'
import * as z from 'zod'
import { type Evaluation, type EvaluationResult, UsageError } from './evaluation.ts'
import { type IntentSets, readIntentSets } from './intent/intent-sets.ts'
import { makeVectors, readVectors, withVectors } from './intent/vectors.ts'
import { readOptions } from './options.ts'
import { percent, percentile, rounded } from './percentiles.ts'
import { evaluationEmbedder, WORDS_ALONE } from './retrieval/embedder.ts'

const options = z.object({
  train: z.string(),
  test: z.string().optional(),
  oos: z.string().optional(),
  validation: z.string().optional(),
  holdout: z.coerce.number().min(0.05).max(0.5).default(0.2),
  context: z.enum(['yes', 'no']).default('no'),
  vectors: z.string().optional(),
})

/** From this many examples on, features of a single example are noise. */
const MANY_EXAMPLES = 3000

interface Judged extends ScoredExample {
  readonly text: string
  readonly intentId: string | undefined
  readonly ms: number
}

/** How many utterances get their intent, and how many that have none are refused. */
export const evaluation: Evaluation = {
  usage: 'intent --train T [--test S] [--oos O] [--validation V] [--holdout 0.2] [--context yes] [--vectors V.jsonl|none]',
  async run(words, progress) {
    const given = readOptions(words, options)
    const { sets, models } = await meant(readIntentSets({ ...given, context: given.context === 'yes' }), given.vectors, progress)
    if (sets.train.length === 0 || sets.test.length === 0)
      throw new UsageError('There must be examples to learn from and examples to be judged by.')
    const startedMs = performance.now()
    const size = sets.train.length > MANY_EXAMPLES ? largeSet : smallSet
    const classifier = IntentClassifier.train(sets.train, { ...size, alsoWithoutVectors: false })
    const trainSeconds = (performance.now() - startedMs) / 1000
    progress('trained')
    return { ...report(sets, judgeAll(classifier, sets), trainSeconds), models }
  },
}

interface Meant {
  readonly sets: IntentSets
  readonly models: readonly string[]
}

/** Sets with vectors: those of a file, or those of the model where it is installed. */
async function meant(sets: IntentSets, path: string | undefined, progress: (line: string) => void): Promise<Meant> {
  if (path === WORDS_ALONE) return { sets, models: [] }
  if (path !== undefined) return { sets: allWithVectors(sets, readVectors(path)), models: ['given vectors'] }
  const embedder = await evaluationEmbedder()
  if (embedder === undefined) return { sets, models: [] }
  try {
    const texts = [...sets.train, ...sets.validation, ...sets.test].map(({ text }) => text)
    return { sets: allWithVectors(sets, await makeVectors(embedder, texts, progress)), models: [embedder.name] }
  } finally {
    await embedder.close()
  }
}

function allWithVectors(sets: IntentSets, vectors: ReadonlyMap<string, Float32Array>): IntentSets {
  const { train, validation, test } = sets
  return { ...sets, train: withVectors(train, vectors), validation: withVectors(validation, vectors), test: withVectors(test, vectors) }
}

interface Accepted extends Judged {
  readonly accepted: boolean
}

interface Outcome {
  readonly judged: readonly Accepted[]
  /** Null where everything has an intent: nothing is refused. */
  readonly threshold: number | null
}

function judgeAll(classifier: IntentClassifier, { test, validation, byHalves }: IntentSets): Outcome {
  const judged = test.map((example) => judge(classifier, example))
  const refuses = test.some(({ label }) => label === null) || validation.some(({ label }) => label === null)
  const accept = (threshold: (place: number) => number) =>
    judged.map((one, place) => ({
      ...one,
      accepted: one.intentId !== undefined && (!refuses || one.probability >= threshold(place)),
    }))
  if (!refuses) return { judged: accept(() => 0), threshold: null }
  if (byHalves) {
    const halves = [0, 1].map((half) => chooseThreshold(judged.filter((_, place) => place % 2 === half)))
    return { judged: accept((place) => halves[1 - (place % 2)] ?? 0), threshold: chooseThreshold(judged) }
  }
  const [sample] = test
  const chosen =
    validation.length === 0 ? classifier.thresholdFor(sample ?? {}) : chooseThreshold(validation.map((one) => judge(classifier, one)))
  return { judged: accept(() => chosen), threshold: chosen }
}

function judge(classifier: IntentClassifier, example: Example): Judged {
  const { text, label, also = [] } = example
  const startedMs = performance.now()
  const [best] = classifier.classify(text, example)
  const ms = performance.now() - startedMs
  const right = best !== undefined && label !== null && [label, ...also].includes(best.intentId)
  return { text, intentId: best?.intentId, probability: best?.score ?? 0, right, inScope: label !== null, ms }
}

function report(sets: IntentSets, { judged, threshold }: Outcome, trainSeconds: number): Omit<EvaluationResult, 'models'> {
  const inScope = judged.filter((one) => one.inScope)
  const outside = judged.filter((one) => !one.inScope)
  const right = inScope.filter((one) => one.right && one.accepted).length
  const refused = outside.filter(({ accepted }) => !accepted).length
  const durations = judged.map(({ ms }) => ms)
  const { bins, error } = reliabilityOf(judged)
  const figures = {
    accuracy: rounded((right + refused) / judged.length, 4),
    inScopeAccuracy: rounded(right / Math.max(1, inScope.length), 4),
    oosRecall: outside.length === 0 ? null : rounded(refused / outside.length, 4),
    threshold: rounded(threshold, 4),
    trainSeconds: rounded(trainSeconds, 2),
    p95Ms: rounded(percentile(durations, 0.95), 2),
    trainExamples: sets.train.length,
    testExamples: judged.length,
    testedOn: sets.testedOn,
    calibrationError: rounded(error, 4),
    reliability: bins.map(({ from, to, examples, meanScore, right: share }) => ({
      from,
      to,
      examples,
      meanScore: rounded(meanScore, 3),
      right: rounded(share, 3),
    })),
  }
  return {
    figures,
    items: judged.map(({ text, accepted, intentId, probability }) => ({
      text,
      label: accepted ? (intentId ?? null) : null,
      score: probability,
    })),
    table: [
      ['', `${judged.length} UTTERANCES`],
      ['accuracy', percent(figures.accuracy)],
      ['in scope', percent(figures.inScopeAccuracy)],
      ['out of scope refused', percent(figures.oosRecall)],
      ['calibration error', percent(figures.calibrationError)],
      ['training', `${figures.trainSeconds} s`],
      ['p95', `${figures.p95Ms} ms`],
    ],
    complete: true,
  }
}
