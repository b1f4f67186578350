import type { HeldOutMargins } from './confusions.ts'
import { type TrainingOptions, trainLinearClasses } from './linear-classes.ts'
import type { Point } from './packed-examples.ts'
import type { Steps } from './steps.ts'
import { type TextFeatures, Vectoriser } from './text-features.ts'
import { VectorScale } from './vector-features.ts'

/** What a model sees of an utterance. */
export interface Seen {
  readonly features: TextFeatures
  readonly vector: Float32Array | undefined
}

export interface NumberedExample extends Seen {
  /** None, one or several; the number of labels stands for having no intent. */
  readonly labels: readonly number[]
}

export interface MarginOptions extends TrainingOptions {
  /** Features of fewer examples are left out. */
  readonly leastExamples: number
  /** Parts for cross-validation. */
  readonly folds: number
}

export interface MarginModel {
  marginsOf(seen: Seen): Float64Array
}

/** A few milliseconds. */
const TEXTS_A_STEP = 100
const noVector = new Float32Array(0)

/** @param classes the labels, and one more where some examples have none */
export function* trainMarginModel(examples: readonly NumberedExample[], classes: number, options: MarginOptions): Steps<MarginModel> {
  const vectoriser = new Vectoriser(
    examples.map(({ features }) => features),
    options.leastExamples,
  )
  yield
  const scale = scaleOf(examples)
  const pointOf = ({ features, vector }: Seen): Point => ({
    sparse: vectoriser.vectorOf(features),
    dense: vector === undefined || scale === undefined ? noVector : scale.scaled(vector),
  })
  const points: Point[] = []
  for (const example of examples) {
    points.push(pointOf(example))
    if (points.length % TEXTS_A_STEP === 0) yield
  }
  const labels = examples.map((example) => example.labels)
  const model = yield* trainLinearClasses(points, labels, { classes, features: vectoriser.size }, options)
  return { marginsOf: (seen) => model.margins(pointOf(seen)) }
}

/** Undefined unless every example has a vector, all of one length. */
function scaleOf(examples: readonly NumberedExample[]): VectorScale | undefined {
  const vectors = examples.flatMap(({ vector }) => (vector === undefined ? [] : [vector]))
  const width = vectors[0]?.length
  return vectors.length === examples.length && vectors.every(({ length }) => length === width) ? new VectorScale(vectors) : undefined
}

/** Every example is judged by a model of the other parts; in the order of the examples. */
export function* crossValidate(examples: readonly NumberedExample[], classes: number, options: MarginOptions): Steps<HeldOutMargins[]> {
  const folds = foldsOf(
    examples.map(({ labels: [first = -1] }) => first),
    options.folds,
  )
  const held: HeldOutMargins[] = examples.map(({ labels }) => ({ labels, margins: new Float64Array(classes) }))
  for (let fold = 0; fold < options.folds; fold += 1) {
    const others = examples.filter((_, index) => folds[index] !== fold)
    const model = yield* trainMarginModel(others, classes, options)
    for (const [index, example] of examples.entries()) {
      if (folds[index] !== fold) continue
      held[index] = { labels: example.labels, margins: model.marginsOf(example) }
      if (index % TEXTS_A_STEP === 0) yield
    }
  }
  return held
}

/** Deals examples out, so that each part has its share of every label. */
export function foldsOf(labels: readonly (number | string | null)[], folds: number): number[] {
  const seen = new Map<number | string | null, number>()
  return labels.map((label) => {
    const place = seen.get(label) ?? 0
    seen.set(label, place + 1)
    return place % folds
  })
}
