import { dialogueActs } from '@souffleur/language'
import type { Language } from '@souffleur/proto'
import type { IntentClassifier, ScoredIntent } from '../intents/intent-classifier.ts'
import { logistic } from '../intents/logistic.ts'
import type { Article } from '../knowledge/article.ts'
import type { RankedArticle } from '../knowledge/lexical-index.ts'
import type { Passage } from '../knowledge/passages.ts'
import { contentTerms, type WeightedText } from '../knowledge/query.ts'
import type { Retriever } from '../knowledge/retriever.ts'
import { excerptOf } from './excerpt.ts'
import { type RoutineReason, routineReason } from './routine.ts'

export type SilenceReason = RoutineReason | 'nothing-found' | 'unsure'

/** A passage that may answer. */
export interface Candidate {
  readonly article: Article
  readonly passage: Passage
  /** The passage's best sentences, verbatim. */
  readonly excerpt: string
  /** Probability that the advisor has use for its article. */
  readonly confidence: number
  /** The intent of the call that the article answers; empty when it was found by words alone. */
  readonly intentId: string
}

/** What assist makes of some words. */
export interface Understanding {
  /** Best first; guesses are left out. */
  readonly intents: readonly ScoredIntent[]
  /** The best passage of the best article, or why there is none. */
  readonly outcome: Candidate | SilenceReason
}

/** What was said before, for words that lean on it ("and how long does that take?"). */
export interface Context {
  /** Earlier turns of both parties, newest first. */
  readonly turns: readonly Turn[]
  /** What the customer has been speaking of, fading. */
  readonly topics: ReadonlyMap<string, number>
}

export interface Turn {
  readonly text: string
  readonly language: Language
  readonly speaker: 'customer' | 'advisor'
}

export const noContext: Context = { turns: [], topics: new Map() }

export interface ListeningConfig {
  /** Suggestions that are less likely to be of use aren't made. */
  readonly leastConfidence: number
}

/** What the customer's earlier turns count beside the last words, newest first; and the advisor's last turn. */
const CUSTOMER_WEIGHTS = [1, 0.5]
const ADVISOR_WEIGHT = 0.5
/** "And how much is that?" says nothing by itself and leans on what was said before; a whole sentence stands alone. */
const LEANING = {
  few: { words: 2, turns: 0.5, topics: 0.9 },
  some: { words: 4, turns: 0.3, topics: 0.7 },
  many: { turns: 0.15, topics: 0.5 },
}
/**
 * Offset, then: share of the words that the article answers, probability of the best intent, probability of the article's intent,
 * whether something is asked. Fitted on the demonstration catalogue's examples against its silence, cross-validated; the test set of
 * models/eval/suggestions had no part in it.
 */
const confidenceWeights = [-2.88, 3.39, 0.45, 2.05, 0.73]

/** Reads intents and finds passages. It remembers nothing: what was said before comes with the question. */
export class Listener {
  readonly #retriever: Retriever
  readonly #classifiers: ReadonlyMap<Language, IntentClassifier>
  readonly #config: ListeningConfig

  constructor(retriever: Retriever, classifiers: ReadonlyMap<Language, IntentClassifier>, config: ListeningConfig) {
    this.#retriever = retriever
    this.#classifiers = classifiers
    this.#config = config
  }

  /** The intents that words have by themselves. */
  intentsOf(text: string, language: Language): ScoredIntent[] {
    const classifier = this.#classifiers.get(language)
    return classifier === undefined ? [] : classifier.classify(text).filter(({ score }) => score >= classifier.threshold)
  }

  understand(text: string, language: Language, context: Context): Understanding {
    const routine = routineReason(text, language)
    if (routine !== undefined) return { intents: [], outcome: routine }
    const guesses = this.#classifiers.get(language)?.classify(text) ?? []
    return { intents: this.intentsOf(text, language), outcome: this.#find(text, language, { guesses, context }) }
  }

  #find(
    text: string,
    language: Language,
    { guesses, context }: { readonly guesses: readonly ScoredIntent[]; readonly context: Context },
  ): Candidate | SilenceReason {
    const leaning = leaningOf(text, language)
    const weighed = withTopics(guesses, context.topics, leaning.topics)
    const [best] = this.#retriever.retrieve({ language, texts: textsOf(text, language, context, leaning.turns), intents: weighed }, 1)
    const passage = best?.passages[0]?.passage
    if (best === undefined || passage === undefined) return 'nothing-found'
    const asks = dialogueActs(text, language, 'customer').some(({ act }) => act === 'question' || act === 'request')
    const confidence = confidenceIn(best, { best: guesses[0]?.score ?? 0, weighed, asks })
    if (confidence < this.#config.leastConfidence) return 'unsure'
    const { article } = best
    return { article, passage, confidence, excerpt: excerptOf(passage.quote, text, language), intentId: intentOf(article, weighed) }
  }
}

interface Evidence {
  readonly best: number
  readonly weighed: ReadonlyMap<string, number>
  readonly asks: boolean
}

function confidenceIn({ article, score }: RankedArticle, { best, weighed, asks }: Evidence): number {
  const agreement = Math.max(0, ...article.intents.map((intent) => weighed.get(intent) ?? 0))
  return logistic(confidenceWeights, [score, best, agreement, asks ? 1 : 0])
}

/** The likeliest of the intents that an article answers. */
function intentOf({ intents }: Article, weighed: ReadonlyMap<string, number>): string {
  const likeliest = intents.filter((intent) => weighed.has(intent)).toSorted((a, b) => (weighed.get(b) ?? 0) - (weighed.get(a) ?? 0))
  return likeliest[0] ?? ''
}

interface Leaning {
  readonly turns: number
  readonly topics: number
}

/** How much words count on what was said before. */
function leaningOf(text: string, language: Language): Leaning {
  const words = contentTerms(text, language).length
  if (words <= LEANING.few.words) return LEANING.few
  return words <= LEANING.some.words ? LEANING.some : LEANING.many
}

function withTopics(guesses: readonly ScoredIntent[], topics: ReadonlyMap<string, number>, share: number): ReadonlyMap<string, number> {
  const weighed = new Map(guesses.map(({ intentId, score }) => [intentId, score]))
  for (const [intentId, strength] of topics) weighed.set(intentId, Math.max(weighed.get(intentId) ?? 0, share * strength))
  return weighed
}

/** The words themselves, then what they may lean on. An advisor's question gives an answer its meaning; in another language it can't. */
function textsOf(text: string, language: Language, { turns }: Context, share: number): WeightedText[] {
  const earlier = turns.filter((turn) => turn.language === language)
  const weightOf = (weights: readonly number[]) => (turn: Turn, place: number) => ({
    text: turn.text,
    weight: share * (weights[place] ?? 0),
  })
  const customer = earlier.filter(({ speaker }) => speaker === 'customer').map(weightOf(CUSTOMER_WEIGHTS))
  const advisor = earlier.filter(({ speaker }) => speaker === 'advisor').map(weightOf([ADVISOR_WEIGHT]))
  return [{ text, weight: 1 }, ...customer, ...advisor].filter(({ weight }) => weight > 0)
}
