import { chooseThreshold, type Example, IntentClassifier, largeSet, type ScoredExample, smallSet } from '@souffleur/assist'
import * as z from 'zod'
import { type Evaluation, UsageError } from './evaluation.ts'
import { readIntentSets } from './intent/intent-sets.ts'
import { readOptions } from './options.ts'
import { percent, percentile, rounded } from './percentiles.ts'

const options = z.object({
  train: z.string(),
  test: z.string().optional(),
  oos: z.string().optional(),
  validation: z.string().optional(),
  holdout: z.coerce.number().min(0.05).max(0.5).default(0.2),
})

/** From this many examples on, cross-validation in many parts takes longer than it tells. */
const MANY_EXAMPLES = 3000

interface Judged extends ScoredExample {
  readonly text: string
  readonly intentId: string | undefined
  readonly ms: number
}

/** How many utterances get their intent, and how many that have none are refused. */
export const evaluation: Evaluation = {
  usage: 'intent --train T [--test S] [--oos O] [--validation V] [--holdout 0.2]',
  async run(words, progress) {
    const sets = readIntentSets(readOptions(words, options))
    if (sets.train.length === 0 || sets.test.length === 0)
      throw new UsageError('There must be examples to learn from and examples to be judged by.')
    const startedMs = performance.now()
    const classifier = IntentClassifier.train(sets.train, sets.train.length > MANY_EXAMPLES ? largeSet : smallSet)
    const trainSeconds = (performance.now() - startedMs) / 1000
    progress('trained')
    // A set in which everything has an intent refuses nothing.
    const refuses = sets.test.some(({ label }) => label === null) || sets.validation.some(({ label }) => label === null)
    const chosen =
      sets.validation.length === 0 ? classifier.threshold : chooseThreshold(sets.validation.map((one) => judge(classifier, one)))
    const threshold = refuses ? chosen : 0
    const judged = sets.test.map((example) => judge(classifier, example))
    const accepted = ({ probability, intentId }: Judged) => intentId !== undefined && (!refuses || probability >= threshold)
    const inScope = judged.filter((one) => one.inScope)
    const outside = judged.filter((one) => !one.inScope)
    const right = inScope.filter((one) => one.right && accepted(one)).length
    const refused = outside.filter((one) => !accepted(one)).length
    const figures = {
      accuracy: rounded((right + refused) / judged.length, 4),
      inScopeAccuracy: rounded(right / Math.max(1, inScope.length), 4),
      oosRecall: outside.length === 0 ? null : rounded(refused / outside.length, 4),
      threshold: refuses ? rounded(threshold, 4) : null,
      trainSeconds: rounded(trainSeconds, 2),
      p95Ms: rounded(
        percentile(
          judged.map(({ ms }) => ms),
          0.95,
        ),
        2,
      ),
      trainExamples: sets.train.length,
      testExamples: judged.length,
      testedOn: sets.testedOn,
    }
    return {
      figures,
      models: [],
      items: judged.map((one) => ({ text: one.text, label: accepted(one) ? (one.intentId ?? null) : null, score: one.probability })),
      table: [
        ['', `${judged.length} UTTERANCES`],
        ['accuracy', percent(figures.accuracy)],
        ['in scope', percent(figures.inScopeAccuracy)],
        ['out of scope refused', percent(figures.oosRecall)],
        ['training', `${figures.trainSeconds} s`],
        ['p95', `${figures.p95Ms} ms`],
      ],
      complete: true,
    }
  },
}

function judge(classifier: IntentClassifier, { text, label }: Example): Judged {
  const startedMs = performance.now()
  const [best] = classifier.classify(text)
  const ms = performance.now() - startedMs
  return { text, intentId: best?.intentId, probability: best?.score ?? 0, right: best?.intentId === label, inScope: label !== null, ms }
}
