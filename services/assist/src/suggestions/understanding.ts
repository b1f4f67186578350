import { dialogueActs } from '@souffleur/language'
import type { Language } from '@souffleur/proto'
import type { IntentClassifier, ScoredIntent } from '../intents/intent-classifier.ts'
import { intentsWithin } from '../intents/several-intents.ts'
import type { Article } from '../knowledge/article.ts'
import type { RankedArticle } from '../knowledge/lexical-index.ts'
import type { Passage } from '../knowledge/passages.ts'
import type { QueryVectors } from '../knowledge/query-vectors.ts'
import type { Retriever } from '../knowledge/retriever.ts'
import { confidenceOf, type FindingEvidence, withOdds } from './confidence.ts'
import type { Context } from './conversation.ts'
import { excerptOf } from './excerpt.ts'
import { leaningOf, withTopics, withTurns } from './leaning.ts'
import { type RoutineReason, routineReason } from './routine.ts'
import { sourceIdOf } from './source-id.ts'

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

/** The best article for some words, before it is decided whether it is good enough. */
export interface Finding {
  readonly article: Article
  readonly passage: Passage
  readonly evidence: FindingEvidence
  readonly intentId: string
}

/** How many articles feedback can put in another order. */
const LOOKED_AT = 3

export interface ListeningConfig {
  /** Suggestions that are less likely to be of use aren't made. */
  readonly leastConfidence: number
  /** What advisors' feedback does to the odds that a source's suggestions are of use: see `sourceIdOf`. 1 where nothing is known. */
  readonly oddsFactor?: (sourceId: string) => number
}

/** Reads intents and finds passages. It remembers nothing: what was said before comes with the question. */
export class Listener {
  readonly #retriever: Retriever
  readonly #classifiers: ReadonlyMap<Language, IntentClassifier>
  readonly #config: ListeningConfig
  readonly #vectors: QueryVectors | undefined

  /** @param vectors of what was said; without them, or where one hasn't come yet, words alone count */
  constructor(retriever: Retriever, classifiers: ReadonlyMap<Language, IntentClassifier>, config: ListeningConfig, vectors?: QueryVectors) {
    this.#retriever = retriever
    this.#classifiers = classifiers
    this.#config = config
    this.#vectors = vectors
  }

  /** Asks for what words mean, if they are worth it. Resolves with true once they are understood better than before. */
  async prepare(text: string, language: Language): Promise<boolean> {
    if (this.#vectors === undefined || routineReason(text, language) !== undefined) return false
    return this.#vectors.get(text) === undefined && (await this.#vectors.ask(text))
  }

  /** The intents that words have by themselves: those of the whole and of its parts. */
  intentsOf(text: string, language: Language): ScoredIntent[] {
    const classifier = this.#classifiers.get(language)
    return classifier === undefined ? [] : intentsWithin(classifier, text, language, { vector: this.#vectors?.get(text) })
  }

  understand(text: string, language: Language, context: Context): Understanding {
    const found = this.find(text, language, context)
    if (typeof found === 'string') {
      const says = found === 'nothing-found'
      return { intents: says ? this.intentsOf(text, language) : [], outcome: found }
    }
    const { article, passage, evidence, intentId } = found
    const intents = this.intentsOf(text, language)
    const confidence = withOdds(confidenceOf(evidence), this.#oddsFactor(article))
    if (confidence < this.#config.leastConfidence) return { intents, outcome: 'unsure' }
    return { intents, outcome: { article, passage, confidence, excerpt: excerptOf(passage.quote, text, language), intentId } }
  }

  /** What would be suggested if everything were. */
  find(text: string, language: Language, context: Context): Finding | SilenceReason {
    const routine = routineReason(text, language)
    if (routine !== undefined) return routine
    const guesses = this.#guess(text, language)
    const leaning = leaningOf(text, language, this.intentsOf(text, language).length > 0)
    const intents = withTopics(guesses, context, leaning)
    const vector = this.#vectors?.get(text)
    const query = {
      language,
      texts: withTurns(text, language, context, leaning),
      intents,
      ...(vector === undefined ? {} : { vector }),
      ...(context.queue === undefined ? {} : { queue: context.queue }),
    }
    const best = this.#best(this.#retriever.retrieve(query, this.#config.oddsFactor === undefined ? 1 : LOOKED_AT))
    const passage = best?.passages[0]?.passage
    if (best === undefined || passage === undefined) return 'nothing-found'
    const { article, score: lexical } = best
    const [answered] = article.intents
      .map((intentId) => ({ intentId, probability: intents.get(intentId) ?? 0 }))
      .toSorted((a, b) => b.probability - a.probability)
    const asks = dialogueActs(text, language, 'customer').some(({ act }) => act === 'question' || act === 'request')
    const agreement = answered?.probability ?? 0
    const evidence = { lexical, intent: guesses[0]?.score ?? 0, agreement, asks }
    return { article, passage, evidence, intentId: agreement > 0 ? (answered?.intentId ?? '') : '' }
  }

  /** Of articles that fit almost alike, feedback decides. */
  #best(found: readonly RankedArticle[]): RankedArticle | undefined {
    return found.toSorted((a, b) => b.score * this.#oddsFactor(b.article) - a.score * this.#oddsFactor(a.article))[0]
  }

  #oddsFactor(article: Article): number {
    return this.#config.oddsFactor?.(sourceIdOf({ kind: 'answer', articleId: article.id })) ?? 1
  }

  #guess(text: string, language: Language): ScoredIntent[] {
    return this.#classifiers.get(language)?.classify(text, { vector: this.#vectors?.get(text) }) ?? []
  }
}
