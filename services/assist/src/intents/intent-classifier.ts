import { type Calibration, fitCalibration } from './calibration.ts'
import { crossValidate, type MarginModel, type MarginOptions, type NumberedExample, type Seen, trainMarginModel } from './margin-model.ts'
import { runAtOnce, type Steps } from './steps.ts'
import { featuresOf, type SaidAfter } from './text-features.ts'

/** What may be known of an utterance besides its words. */
export interface Hints {
  /** Of a language model, the same one as the examples'. */
  readonly vector?: Float32Array | undefined
  /** Where in a call it is said; of use only where examples have it too. */
  readonly after?: SaidAfter | undefined
}

/** Something that people say, and the intent that it has; null for what has none (small talk, out of scope). */
export interface Example extends Hints {
  readonly text: string
  readonly label: string | null
  /** Other intents that it has as well. */
  readonly also?: readonly string[] | undefined
}

export interface ScoredIntent {
  readonly intentId: string
  /** 0 to 1: of utterances that score 0.7, about seven in ten have this intent. */
  readonly score: number
}

export interface ClassifierOptions extends MarginOptions {
  /** Learns a second time without vectors, for utterances that have none. */
  readonly alsoWithoutVectors: boolean
}

/** For a catalogue of some tens of intents with some tens of examples each. */
export const smallSet: ClassifierOptions = { penalty: 1, rounds: 20, folds: 4, leastExamples: 1, alsoWithoutVectors: true }
/** For ten thousand examples and more. */
export const largeSet: ClassifierOptions = { ...smallSet, penalty: 0.5, leastExamples: 2 }

interface Learned {
  readonly model: MarginModel
  readonly calibration: Calibration
}

/** Intents of utterances, learned from examples alone: no download, the same result every time. Vectors make it better. */
export class IntentClassifier {
  readonly #labels: readonly string[]
  readonly #words: Learned | undefined
  readonly #meaning: Learned | undefined
  /** Intents with a lower score are guesses: chosen in cross-validation where in-scope and out-of-scope rates are best together. */
  readonly threshold: number

  private constructor(labels: readonly string[], words: Learned | undefined, meaning: Learned | undefined) {
    this.#labels = labels
    this.#words = words
    this.#meaning = meaning
    this.threshold = (words ?? meaning)?.calibration.threshold ?? 0
  }

  static train(examples: readonly Example[], options: ClassifierOptions = smallSet): IntentClassifier {
    return runAtOnce(IntentClassifier.trainInSteps(examples, options))
  }

  /** Vectors are used if every example has one. */
  static *trainInSteps(examples: readonly Example[], options: ClassifierOptions = smallSet): Steps<IntentClassifier> {
    const { labels, numbered } = yield* numberExamples(examples)
    const hasVectors = numbered.length > 0 && numbered.every(({ vector }) => vector !== undefined)
    const classes = labels.length + (numbered.some((example) => example.labels.includes(labels.length)) ? 1 : 0)
    const learn = (those: readonly NumberedExample[]) => learnFrom(those, labels.length, classes, options)
    const meaning = hasVectors ? yield* learn(numbered) : undefined
    const alone = !hasVectors || options.alsoWithoutVectors
    const words = alone ? yield* learn(numbered.map((example) => ({ ...example, vector: undefined }))) : undefined
    return new IntentClassifier(labels, words, meaning)
  }

  /** Where an utterance has a vector, its scores are compared with another threshold. */
  thresholdFor({ vector }: Hints): number {
    return this.#learnedFor(vector)?.calibration.threshold ?? 0
  }

  /** Best first, at most three. Empty when the text is more like what has no intent than like any intent. */
  classify(text: string, { vector, after }: Hints = {}): ScoredIntent[] {
    const learned = this.#learnedFor(vector)
    if (learned === undefined) return []
    const margins = learned.model.marginsOf({ features: featuresOf(text, after), vector })
    return learned.calibration.guessesOf(margins).flatMap(({ label, probability }) => {
      const intentId = this.#labels[label]
      return intentId === undefined ? [] : [{ intentId, score: probability }]
    })
  }

  #learnedFor(vector: Seen['vector']): Learned | undefined {
    return vector === undefined ? this.#words : (this.#meaning ?? this.#words)
  }
}

/** A few milliseconds. */
const TEXTS_A_STEP = 100

function* numberExamples(examples: readonly Example[]): Steps<{ labels: string[]; numbered: NumberedExample[] }> {
  const labels = [...new Set(examples.flatMap(({ label, also = [] }) => (label === null ? [] : [label, ...also])))].toSorted()
  const places = new Map(labels.map((label, place) => [label, place]))
  const numbered: NumberedExample[] = []
  for (const { text, label, also = [], vector, after } of examples) {
    const own = label === null ? [labels.length] : [...new Set([label, ...also])].flatMap((one) => places.get(one) ?? [])
    numbered.push({ features: featuresOf(text, after), vector, labels: own })
    if (numbered.length % TEXTS_A_STEP === 0) yield
  }
  return { labels, numbered }
}

function* learnFrom(examples: readonly NumberedExample[], labels: number, classes: number, options: ClassifierOptions): Steps<Learned> {
  const held = yield* crossValidate(examples, classes, options)
  const model = yield* trainMarginModel(examples, classes, options)
  return { model, calibration: yield* fitCalibration(held, labels) }
}
