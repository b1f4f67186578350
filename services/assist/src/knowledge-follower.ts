import type { Clock } from '@souffleur/flow'
import { AppError, type Language, languages } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import type { AssistMetrics } from './assist-metrics.ts'
import type { IntentCatalogue } from './intents/catalogue.ts'
import { type Example, IntentClassifier } from './intents/intent-classifier.ts'
import { runInTurns } from './intents/steps.ts'
import { examplesFor } from './intents/training.ts'
import { KnowledgeBase, type KnowledgeSource } from './knowledge/knowledge-base.ts'
import { type SearchHit, searchHits } from './search-hit.ts'
import { Listener } from './suggestions/understanding.ts'

interface FollowerDependencies {
  readonly clock: Clock
  readonly log: Log
  readonly observed: AssistMetrics
  readonly knowledge: KnowledgeSource
  readonly catalogue: IntentCatalogue
  readonly leastConfidence: number
}

/**
 * Keeps the index and the intents' classifiers in step with the knowledge base. Calls are listened to all the while with what was known
 * before. A change that can't be read leaves everything as it was.
 */
export class KnowledgeFollower {
  readonly #dependencies: FollowerDependencies
  readonly #base: KnowledgeBase
  readonly #classifiers = new Map<Language, IntentClassifier>()
  readonly #learned = new Map<Language, string>()
  readonly #unsubscribe: () => void
  readonly ready: Promise<void>
  #listener: Listener | undefined
  #following: Promise<void>
  #stopped = false

  constructor(dependencies: FollowerDependencies) {
    this.#dependencies = dependencies
    this.#base = new KnowledgeBase(dependencies.clock)
    this.ready = this.#follow()
    this.#following = this.ready.catch(() => undefined)
    this.#unsubscribe = dependencies.knowledge.onChange(() => this.#followLater())
  }

  /** Undefined until everything has been read once. */
  get listener(): Listener | undefined {
    return this.#listener
  }

  search(query: string, language: Language, limit: number): SearchHit[] {
    return searchHits(this.#base.retrieve({ language, texts: [{ text: query, weight: 1 }], typing: true }, limit))
  }

  stop(): void {
    this.#stopped = true
    this.#unsubscribe()
  }

  /** One after the other: a later reading never loses to an earlier one. */
  #followLater(): void {
    const { log } = this.#dependencies
    this.#following = this.#following
      .then(() => this.#follow())
      .catch((error: unknown) => {
        const code = error instanceof AppError ? error.code : 'internal.unexpected'
        log.error('A change of the knowledge base could not be followed; the articles stay as they were', {
          service: 'assist',
          code,
          error,
        })
      })
  }

  async #follow(): Promise<void> {
    if (this.#stopped) return
    const { knowledge, log, observed, catalogue, clock, leastConfidence } = this.#dependencies
    const startedMs = clock.monotonicMs()
    const articles = await knowledge.load()
    const { replaced, removed } = await this.#base.follow(articles, nextTurn)
    for (const language of languages) {
      observed.passages.set({ language }, this.#base.passageCount(language))
      await this.#learn(language, examplesFor(language, catalogue, articles))
    }
    this.#listener ??= new Listener(this.#base, this.#classifiers, { leastConfidence })
    const durMs = Math.round(clock.monotonicMs() - startedMs)
    log.info('The knowledge base has been read', { service: 'assist', articles: articles.length, replaced, removed, durMs })
  }

  async #learn(language: Language, examples: readonly Example[]): Promise<void> {
    const content = JSON.stringify(examples)
    if (this.#learned.get(language) === content) return
    this.#classifiers.set(language, await runInTurns(IntentClassifier.trainInSteps(examples), nextTurn))
    this.#learned.set(language, content)
  }
}

/** Sockets, timers and the bus have their turn in between. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
