import { type ArticleEvidence, evidenceNames } from '@souffleur/assist'

/** The candidates of a query, and which of them answer it. */
export interface RankedChoice {
  readonly candidates: readonly { readonly evidence: ArticleEvidence; readonly answers: boolean }[]
  /** How much the query counts. */
  readonly share: number
}

export type Weights = Readonly<Record<keyof ArticleEvidence, number>>

const STEPS = 400
const PENALTY = 1

/**
 * Fits linear weights so that a softmax over each query's candidates gives the answers the most: full-batch gradient descent with
 * momentum over standardised evidence, from zero, so the result is the same each time. Queries whose answer isn't a candidate teach nothing.
 */
export function fitRanking(choices: readonly RankedChoice[], names: readonly (keyof ArticleEvidence)[] = evidenceNames): Weights {
  const scales = names.map((name) => spread(choices.flatMap(({ candidates }) => candidates.map(({ evidence }) => evidence[name]))))
  const rows = choices
    .filter(({ candidates }) => candidates.some(({ answers }) => answers))
    .map(({ candidates, share }) => ({
      share,
      vectors: candidates.map(({ evidence }) => names.map((name, place) => evidence[name] / (scales[place] ?? 1))),
      answers: candidates.map(({ answers }) => answers),
    }))
  const total = rows.reduce((sum, { share }) => sum + share, 0)
  let weights = names.map(() => 0)
  let speed = names.map(() => 0)
  if (rows.length === 0) return nothing
  for (let step = 0; step < STEPS; step += 1) {
    const slope = weights.map((weight) => (PENALTY * weight) / total)
    for (const row of rows) addSlope(slope, row, weights, total)
    speed = speed.map((value, place) => 0.9 * value - 0.3 * (slope[place] ?? 0))
    weights = weights.map((weight, place) => weight + (speed[place] ?? 0))
  }
  const fitted = Object.fromEntries(names.map((name, place) => [name, (weights[place] ?? 0) / (scales[place] ?? 1)]))
  return { ...nothing, ...fitted }
}

const nothing: Weights = { words: 0, headlinePairs: 0, bodyPairs: 0, coverage: 0, headline: 0, nearness: 0 }

interface Row {
  readonly share: number
  readonly vectors: readonly (readonly number[])[]
  readonly answers: readonly boolean[]
}

function addSlope(slope: number[], { share, vectors, answers }: Row, weights: readonly number[], total: number): void {
  const scores = vectors.map((vector) => vector.reduce((sum, value, place) => sum + value * (weights[place] ?? 0), 0))
  const highest = Math.max(...scores)
  const odds = scores.map((score) => Math.exp(score - highest))
  const all = odds.reduce((sum, value) => sum + value, 0)
  const right = odds.reduce((sum, value, place) => sum + (answers[place] === true ? value : 0), 0)
  for (const [place, vector] of vectors.entries()) {
    const value = odds[place] ?? 0
    const error = value / all - (answers[place] === true ? value / Math.max(right, 1e-12) : 0)
    for (const [at, feature] of vector.entries()) slope[at] = (slope[at] ?? 0) + (share / total) * error * feature
  }
}

function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length)
  return Math.sqrt(square) || 1
}

export function rankBy(weights: Weights, evidence: ArticleEvidence): number {
  return evidenceNames.reduce((sum, name) => sum + weights[name] * evidence[name], 0)
}
