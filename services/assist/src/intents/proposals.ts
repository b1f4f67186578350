import { foldText, isStopWord } from '@souffleur/language'
import type { Language } from '@souffleur/proto'
import { clusterPoints } from './clusters.ts'
import type { Hints, ScoredIntent } from './intent-classifier.ts'
import type { Point } from './packed-examples.ts'
import { featuresOf, Vectoriser } from './text-features.ts'
import { VectorScale } from './vector-features.ts'

/** A question that brought no intent or no answer. */
export interface UnansweredQuestion {
  readonly text: string
  /** Where it was asked, for whoever looks at the proposal. */
  readonly callId?: string | undefined
  readonly vector?: Float32Array | undefined
}

/** Questions that may be one intent. A person decides: nothing is added by itself. Plain JSON. */
export interface IntentProposal {
  /** Fits an intent's id; unique among the proposals, perhaps not in the catalogue. */
  readonly suggestedId: string
  /** The words that these questions have and others lack, in the order of the most typical question. */
  readonly suggestedName: string
  /** How many times such a question was asked. */
  readonly asked: number
  readonly calls: number
  /** Word for word, the most typical one first. */
  readonly examples: readonly string[]
  /** Mean likeness to the most typical question: 1 for equal ones. */
  readonly likeness: number
  /** What most of these questions come nearest to: they may be missing examples of it rather than an intent of their own. */
  readonly nearest: ScoredIntent | null
}

export interface ProposalOptions {
  readonly language: Language
  /** Fewer different questions are no proposal. */
  readonly leastQuestions: number
  readonly mostProposals: number
  /** Of the questions, the last ones count. Time grows with its square: half a second for 2,000. */
  readonly mostQuestions: number
  /** What an existing classifier makes of a question. */
  readonly classify?: ((text: string, hints: Hints) => readonly ScoredIntent[]) | undefined
}

export const proposalDefaults = { leastQuestions: 3, mostProposals: 20, mostQuestions: 2000 } as const

/** Cosines from which on two questions are about one thing: of words, and of centred vectors. */
const LIKE_BY_WORDS = 0.3
const LIKE_BY_VECTORS = 0.5
const MOST_EXAMPLES = 20
const NAME_WORDS = 3

interface Question {
  readonly text: string
  readonly vector: Float32Array | undefined
  readonly asked: readonly UnansweredQuestion[]
}

/** Groups unanswered questions. The same questions in the same order give the same proposals, those asked most first. */
export function proposeIntents(unanswered: readonly UnansweredQuestion[], options: ProposalOptions): IntentProposal[] {
  const questions = distinct(unanswered.slice(-options.mostQuestions), options.language)
  const { points, like } = pointsOf(questions, options.language)
  const rarity = raritiesOf(questions, options.language)
  const taken = new Set<string>()
  return clusterPoints(points, like)
    .filter(({ members }) => members.length >= options.leastQuestions)
    .map(({ members, likeness }) => ({ likeness, members: members.flatMap((place) => questions[place] ?? []) }))
    .toSorted((a, b) => timesAsked(b.members) - timesAsked(a.members))
    .slice(0, options.mostProposals)
    .map(({ members, likeness }) => proposalOf(members, likeness, { options, rarity, taken }))
}

/** What has no word of any meaning is left out. */
function distinct(unanswered: readonly UnansweredQuestion[], language: Language): Question[] {
  const telling = unanswered.filter(({ text }) => contentWords(text, language).length > 0)
  const groups = Map.groupBy(telling, ({ text }) => keysOf(text).join(' '))
  return [...groups.values()].flatMap((asked) => {
    const [first] = asked
    return first === undefined ? [] : [{ text: first.text, vector: first.vector, asked }]
  })
}

function pointsOf(questions: readonly Question[], language: Language): { points: Point[]; like: number } {
  const vectors = questions.flatMap(({ vector }) => (vector === undefined ? [] : [vector]))
  const width = vectors[0]?.length ?? 0
  const none = { indices: new Uint32Array(0), values: new Float32Array(0) }
  if (vectors.length === questions.length && vectors.every(({ length }) => length === width)) {
    const scale = new VectorScale(vectors)
    return { points: vectors.map((vector) => ({ sparse: none, dense: scale.scaled(vector) })), like: LIKE_BY_VECTORS }
  }
  // "I would like to know" makes no two questions one, and neighbours of the one word that they share make them no less one.
  const features = questions.map(({ text }) => ({ ...featuresOf(contentWords(text, language).join(' ')), pairs: [] }))
  const vectoriser = new Vectoriser(features, 1)
  return { points: features.map((one) => ({ sparse: vectoriser.vectorOf(one), dense: new Float32Array(0) })), like: LIKE_BY_WORDS }
}

interface Naming {
  readonly options: ProposalOptions
  /** Of a word: in what share of all questions it is not. */
  readonly rarity: ReadonlyMap<string, number>
  readonly taken: Set<string>
}

function proposalOf(members: readonly Question[], likeness: number, { options, rarity, taken }: Naming): IntentProposal {
  const words = distinguishingWords(members, rarity, options.language)
  const suggestedId = freeId(words.map(foldText).join('_'), taken)
  const calls = new Set(members.flatMap(({ asked }) => asked.flatMap(({ callId }) => (callId === undefined ? [] : [callId]))))
  return {
    suggestedId,
    suggestedName: words.join(' '),
    asked: timesAsked(members),
    calls: calls.size,
    examples: members.slice(0, MOST_EXAMPLES).map(({ text }) => text),
    likeness,
    nearest: nearestOf(members, options.classify),
  }
}

function timesAsked(members: readonly Question[]): number {
  return members.reduce((sum, { asked }) => sum + asked.length, 0)
}

/** Words that many of the questions have and few others, as the most typical question has them; then as the others have them. */
function distinguishingWords(members: readonly Question[], rarity: ReadonlyMap<string, number>, language: Language): string[] {
  const counts = new Map<string, number>()
  for (const { text } of members) for (const word of new Set(contentWords(text, language))) counts.set(word, (counts.get(word) ?? 0) + 1)
  const weights = [...counts].map(([word, count]) => ({ word, weight: count * (rarity.get(word) ?? 0) }))
  const best = new Set(
    weights
      .toSorted((a, b) => b.weight - a.weight)
      .slice(0, NAME_WORDS)
      .map(({ word }) => word),
  )
  return [...new Set(members.flatMap(({ text }) => contentWords(text, language)))].filter((word) => best.has(word))
}

function raritiesOf(questions: readonly Question[], language: Language): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { text } of questions) for (const word of new Set(contentWords(text, language))) counts.set(word, (counts.get(word) ?? 0) + 1)
  return new Map([...counts].map(([word, count]) => [word, Math.log((1 + questions.length) / count)]))
}

function nearestOf(members: readonly Question[], classify: ProposalOptions['classify']): ScoredIntent | null {
  if (classify === undefined) return null
  const sums = new Map<string, number>()
  for (const { text, vector } of members)
    for (const { intentId, score } of classify(text, { vector }).slice(0, 1)) sums.set(intentId, (sums.get(intentId) ?? 0) + score)
  const [best] = [...sums].toSorted(([, a], [, b]) => b - a)
  return best === undefined ? null : { intentId: best[0], score: best[1] / members.length }
}

const LONGEST_ID = 60

function freeId(words: string, taken: Set<string>): string {
  const stem =
    words
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
      .slice(0, LONGEST_ID) || 'intent'
  let id = stem
  for (let number = 2; taken.has(id); number += 1) id = `${stem}_${number}`
  taken.add(id)
  return id
}

function contentWords(text: string, language: Language): string[] {
  return keysOf(text).filter((word) => word.length > 1 && !/\d/.test(word) && !isStopWord(foldText(word), language))
}

/** Lower case, accents kept; elided articles left out. */
function keysOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replace(/[’ʼ]/g, "'")
      .match(/[\p{L}\p{M}\d]+(?:'[\p{L}\p{M}]+)*/gu) ?? []
  ).map((word) => word.replace(/^(?:[cdjlmnst]|qu)'/u, ''))
}
