import { type Calibration, fitCalibration, type HeldOutMargins, leadOf } from './calibration.ts'
import { type LinearClasses, trainLinearClasses } from './linear-classes.ts'
import { runAtOnce, type Steps } from './steps.ts'
import { featuresOf, type SparseVector, type TextFeatures, Vectoriser } from './text-features.ts'

/** Something that people say, and the intent that it has; null for what has none (small talk, out of scope). */
export interface Example {
  readonly text: string
  readonly label: string | null
}

export interface ScoredIntent {
  readonly intentId: string
  /** 0 to 1: of utterances that score 0.7, about seven in ten have this intent. */
  readonly score: number
}

export interface ClassifierOptions {
  readonly penalty: number
  readonly rounds: number
  /** Parts for cross-validation of the calibration. */
  readonly folds: number
  /** Features of fewer examples are left out. */
  readonly leastExamples: number
}

/** For a catalogue of some tens of intents with some tens of examples each. */
export const smallSet: ClassifierOptions = { penalty: 1, rounds: 20, folds: 4, leastExamples: 1 }
/** For ten thousand examples and more. */
export const largeSet: ClassifierOptions = { penalty: 1, rounds: 8, folds: 2, leastExamples: 2 }

/** Intents of utterances, learned from examples alone: no download, the same result every time. */
export class IntentClassifier {
  readonly #labels: readonly string[]
  readonly #model: Model
  readonly #calibration: Calibration
  /** Intents with a lower score are guesses: chosen in cross-validation where in-scope and out-of-scope rates are best together. */
  readonly threshold: number

  private constructor(labels: readonly string[], model: Model, calibration: Calibration) {
    this.#labels = labels
    this.#model = model
    this.#calibration = calibration
    this.threshold = calibration.threshold
  }

  static train(examples: readonly Example[], options: ClassifierOptions = smallSet): IntentClassifier {
    return runAtOnce(IntentClassifier.trainInSteps(examples, options))
  }

  static *trainInSteps(examples: readonly Example[], options: ClassifierOptions = smallSet): Steps<IntentClassifier> {
    const labels = [...new Set(examples.flatMap(({ label }) => (label === null ? [] : [label])))].toSorted()
    const places = new Map(labels.map((label, place) => [label, place]))
    const numbered: NumberedExample[] = []
    for (const { text, label } of examples) {
      numbered.push({ features: featuresOf(text), label: label === null ? labels.length : (places.get(label) ?? labels.length) })
      if (numbered.length % TEXTS_A_STEP === 0) yield
    }
    const held = yield* crossValidate(numbered, labels.length, options)
    const model = yield* trainModel(numbered, labels.length, options)
    return new IntentClassifier(labels, model, yield* fitCalibration(held, labels.length))
  }

  /** Best first, at most three. Empty when the text is more like what has no intent than like any intent. */
  classify(text: string): ScoredIntent[] {
    const margins = this.#model.marginsOf(featuresOf(text))
    return this.#labels
      .map((intentId, label) => ({ intentId, margin: margins[label] ?? Number.NEGATIVE_INFINITY }))
      .toSorted((a, b) => b.margin - a.margin)
      .slice(0, MOST_INTENTS)
      .map(({ intentId, margin }) => ({ intentId, margin, lead: leadOf(margin, margins, this.#labels.length) }))
      .filter(({ lead }) => lead >= 0)
      .map(({ intentId, margin, lead }) => ({ intentId, score: this.#calibration.probabilityOf(margin, lead) }))
  }
}

const MOST_INTENTS = 3
/** A few milliseconds. */
const TEXTS_A_STEP = 100

interface NumberedExample {
  readonly features: TextFeatures
  /** The number of labels stands for none. */
  readonly label: number
}

interface Model {
  marginsOf(features: TextFeatures): Float64Array
}

function* trainModel(examples: readonly NumberedExample[], labels: number, options: ClassifierOptions): Steps<Model> {
  const vectoriser = new Vectoriser(
    examples.map(({ features }) => features),
    options.leastExamples,
  )
  yield
  const vectors: SparseVector[] = []
  for (const { features } of examples) {
    vectors.push(vectoriser.vectorOf(features))
    if (vectors.length % TEXTS_A_STEP === 0) yield
  }
  const hasNothing = examples.some(({ label }) => label === labels)
  const shape = { classes: hasNothing ? labels + 1 : labels, features: vectoriser.size }
  const classes: LinearClasses = yield* trainLinearClasses(
    vectors,
    examples.map(({ label }) => label),
    shape,
    options,
  )
  return { marginsOf: (features) => classes.margins(vectoriser.vectorOf(features)) }
}

/** Every example is judged by a model of the other parts. */
function* crossValidate(examples: readonly NumberedExample[], labels: number, options: ClassifierOptions): Steps<HeldOutMargins[]> {
  const seen = new Map<number, number>()
  const folds = examples.map(({ label }) => {
    const place = seen.get(label) ?? 0
    seen.set(label, place + 1)
    return place % options.folds
  })
  const held: HeldOutMargins[] = []
  for (let fold = 0; fold < options.folds; fold += 1) {
    const others = examples.filter((_, index) => folds[index] !== fold)
    const model = yield* trainModel(others, labels, options)
    for (const [index, { features, label }] of examples.entries())
      if (folds[index] === fold) held.push({ label, margins: model.marginsOf(features) })
  }
  return held
}
