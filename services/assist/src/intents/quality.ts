import { type ClassifierOptions, type Example, IntentClassifier, smallSet } from './intent-classifier.ts'
import { foldsOf } from './margin-model.ts'
import { type Reliability, reliabilityOf } from './reliability.ts'
import { runAtOnce, type Steps } from './steps.ts'

/** How well one intent is understood. Rates are from 0 to 1; null where there is nothing to divide by. */
export interface IntentQuality {
  readonly intentId: string
  readonly examples: number
  /** Share of its examples that get it. */
  readonly recall: number | null
  /** Share of the utterances that get it which have it. */
  readonly precision: number | null
}

/** Examples of one intent that were taken for another. */
export interface Confusion {
  /** Null: it has no intent. */
  readonly expected: string | null
  /** Null: it was refused, or nothing was recognised. */
  readonly given: string | null
  readonly count: number
  /** Some of them, word for word, in the catalogue's order. */
  readonly examples: readonly string[]
}

/** What would be understood if every intent had at most so many examples. */
export interface LearningPoint {
  readonly examplesAnIntent: number
  /** Share of held-out examples with an intent that get it, the threshold left aside. */
  readonly accuracy: number
  /** How many were judged. */
  readonly judged: number
}

/**
 * What a desk's catalogue is worth, measured in cross-validation: every example is judged by a classifier that has not seen it. Plain JSON.
 */
export interface CatalogueQuality {
  readonly examples: number
  /** Share of examples with an intent that get it, the threshold left aside; null without such examples. */
  readonly accuracy: number | null
  /** The same, when guesses below the threshold count as wrong. */
  readonly accepted: number | null
  /** Share of examples without an intent that are refused; null without such examples. */
  readonly refused: number | null
  /** By recall, the weakest first. */
  readonly intents: readonly IntentQuality[]
  /** Most frequent first; what is right isn't listed. */
  readonly confusions: readonly Confusion[]
  /** Ascending; the last one has all examples. */
  readonly learning: readonly LearningPoint[]
  readonly reliability: Reliability
}

const FOLDS = 4
const CURVE_FOLDS = 2
const MOST_EXAMPLES_SHOWN = 5
const MOST_CONFUSIONS = 50

interface Judged {
  readonly example: Example
  readonly given: string | null
  readonly probability: number
  readonly accepted: boolean
}

/** @throws nothing: a catalogue with too few examples gives nulls and an empty table */
export function measureQuality(examples: readonly Example[], options: ClassifierOptions = smallSet): CatalogueQuality {
  return runAtOnce(measureQualityInSteps(examples, options))
}

/** A minute for a hundred intents with a hundred examples each; calls have their turn between the steps. */
export function* measureQualityInSteps(examples: readonly Example[], options: ClassifierOptions = smallSet): Steps<CatalogueQuality> {
  const once = { ...options, alsoWithoutVectors: false }
  const judged = yield* judgeAll(examples, FOLDS, once)
  const inScope = judged.filter(({ example }) => example.label !== null)
  const outside = judged.filter(({ example }) => example.label === null)
  return {
    examples: examples.length,
    accuracy: share(inScope, isRight),
    accepted: share(inScope, (one) => one.accepted && isRight(one)),
    refused: share(outside, ({ accepted }) => !accepted),
    intents: intentsOf(judged),
    confusions: confusionsOf(judged),
    learning: yield* learningCurve(examples, once),
    reliability: reliabilityOf(inScope.map((one) => ({ probability: one.probability, right: isRight(one) }))),
  }
}

function* judgeAll(examples: readonly Example[], folds: number, options: ClassifierOptions, most?: number): Steps<Judged[]> {
  const parts = foldsOf(
    examples.map(({ label }) => label),
    folds,
  )
  const judged: Judged[] = []
  for (let fold = 0; fold < folds; fold += 1) {
    const known = examples.filter((_, place) => parts[place] !== fold)
    const classifier = yield* IntentClassifier.trainInSteps(most === undefined ? known : firstOfEach(known, most), options)
    for (const [place, example] of examples.entries()) {
      if (parts[place] !== fold) continue
      const [best] = classifier.classify(example.text, example)
      const probability = best?.score ?? 0
      const accepted = best !== undefined && probability >= classifier.thresholdFor(example)
      judged.push({ example, given: best?.intentId ?? null, probability, accepted })
    }
    yield
  }
  return judged
}

function isRight({ example: { label, also = [] }, given }: Judged): boolean {
  return given !== null && (given === label || also.includes(given))
}

function share(judged: readonly Judged[], fits: (one: Judged) => boolean): number | null {
  return judged.length === 0 ? null : judged.filter(fits).length / judged.length
}

function intentsOf(judged: readonly Judged[]): IntentQuality[] {
  const ids = [...new Set(judged.flatMap(({ example: { label } }) => (label === null ? [] : [label])))]
  return ids
    .map((intentId) => {
      const own = judged.filter(({ example }) => example.label === intentId)
      const given = judged.filter((one) => one.accepted && one.given === intentId)
      return { intentId, examples: own.length, recall: share(own, (one) => one.accepted && isRight(one)), precision: share(given, isRight) }
    })
    .toSorted((a, b) => (a.recall ?? 0) - (b.recall ?? 0) || byName(a.intentId, b.intentId))
}

function confusionsOf(judged: readonly Judged[]): Confusion[] {
  const wrong = judged
    .map((one) => ({ one, given: one.accepted ? one.given : null }))
    .filter(({ one, given }) => (given === null ? one.example.label !== null : !isRight(one)))
  const groups = Map.groupBy(wrong, ({ one, given }) => JSON.stringify([one.example.label, given]))
  return [...groups.entries()]
    .toSorted(([a, one], [b, other]) => other.length - one.length || byName(a, b))
    .slice(0, MOST_CONFUSIONS)
    .map(([, group]) => ({
      expected: group[0]?.one.example.label ?? null,
      given: group[0]?.given ?? null,
      count: group.length,
      examples: group.slice(0, MOST_EXAMPLES_SHOWN).map(({ one }) => one.example.text),
    }))
}

function* learningCurve(examples: readonly Example[], options: ClassifierOptions): Steps<LearningPoint[]> {
  const inScope = examples.filter(({ label }) => label !== null)
  const counts = Map.groupBy(inScope, ({ label }) => label)
  const largest = Math.max(0, ...[...counts.values()].map(({ length }) => Math.ceil(length / CURVE_FOLDS)))
  const sizes: number[] = []
  for (let size = 1; size < largest; size *= 2) sizes.push(size)
  if (largest > 0) sizes.push(largest)
  const points: LearningPoint[] = []
  for (const size of sizes) {
    const judged = (yield* judgeAll(examples, CURVE_FOLDS, options, size)).filter(({ example }) => example.label !== null)
    points.push({ examplesAnIntent: size, accuracy: share(judged, isRight) ?? 0, judged: judged.length })
  }
  return points
}

/** What has no intent stays: it isn't an intent that somebody collects examples for. */
function firstOfEach(examples: readonly Example[], most: number): Example[] {
  const seen = new Map<string, number>()
  return examples.filter(({ label }) => {
    if (label === null) return true
    const count = (seen.get(label) ?? 0) + 1
    seen.set(label, count)
    return count <= most
  })
}

function byName(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
