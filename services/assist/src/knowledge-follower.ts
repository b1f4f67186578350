import type { Clock } from '@souffleur/flow'
import { AppError, type Language, languages } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import type { AssistMetrics } from './assist-metrics.ts'
import type { IntentSource } from './intents/catalogue.ts'
import { type Example, IntentClassifier } from './intents/intent-classifier.ts'
import { runInTurns } from './intents/steps.ts'
import { examplesFor } from './intents/training.ts'
import { KnowledgeBase, type KnowledgeSource } from './knowledge/knowledge-base.ts'
import { QueryVectors } from './knowledge/query-vectors.ts'
import type { IndexingProgress } from './knowledge/vector-indexing.ts'
import type { Meaning } from './meaning/meaning.ts'
import { MeaningFollower } from './meaning-follower.ts'
import { type SearchHit, searchHits } from './search-hit.ts'
import { Listener, type ListeningConfig } from './suggestions/understanding.ts'

interface FollowerDependencies {
  readonly clock: Clock
  readonly log: Log
  readonly observed: AssistMetrics
  readonly knowledge: KnowledgeSource
  readonly intents: IntentSource
  readonly listening: ListeningConfig
  /** Absent where words alone have to do. */
  readonly meaning?: Meaning | undefined
}

/** A manual search waits this long for what its words mean; usually it takes 10 ms. */
const SEARCH_WAITS_MS = 60

/**
 * Keeps the index and the intents' classifiers in step with the knowledge base. Calls are listened to all the while with what was known
 * before. A change that can't be read leaves everything as it was.
 */
export class KnowledgeFollower {
  readonly #dependencies: FollowerDependencies
  readonly #base: KnowledgeBase
  readonly #classifiers = new Map<Language, IntentClassifier>()
  readonly #learned = new Map<Language, string>()
  readonly #examples = new Map<Language, readonly Example[]>()
  readonly #vectors: QueryVectors | undefined
  readonly #meaning: MeaningFollower | undefined
  readonly #unsubscribe: () => void
  readonly ready: Promise<void>
  #listener: Listener | undefined
  #following: Promise<void>
  #stopped = false

  constructor(dependencies: FollowerDependencies) {
    this.#dependencies = dependencies
    this.#base = new KnowledgeBase(dependencies.clock)
    const { meaning } = dependencies
    if (meaning !== undefined) {
      this.#vectors = new QueryVectors((text) => meaning.ofQuery(text))
      this.#meaning = new MeaningFollower({
        ...dependencies,
        meaning,
        base: this.#base,
        examples: () => this.#examples,
        onLearned: (language, classifier) => this.#classifiers.set(language, classifier),
        nextTurn,
      })
    }
    this.ready = this.#follow()
    this.#following = this.ready.catch(() => undefined)
    const unsubscribes = [dependencies.knowledge, dependencies.intents].map((source) => source.onChange(() => this.#followLater()))
    this.#unsubscribe = () => {
      for (const unsubscribe of unsubscribes) unsubscribe()
    }
  }

  /** Undefined until everything has been read once. */
  get listener(): Listener | undefined {
    return this.#listener
  }

  /** Articles that have their vectors, and that shall have them. */
  get vectorProgress(): IndexingProgress | undefined {
    return this.#meaning?.progress
  }

  /** The model whose vectors have a part in finding; empty while words alone find. */
  get meaningModel(): string {
    const { meaning } = this.#dependencies
    return meaning !== undefined && (this.vectorProgress?.done ?? 0) > 0 ? meaning.embedder.model : ''
  }

  async search(query: string, language: Language, limit: number): Promise<SearchHit[]> {
    await this.#atMost(SEARCH_WAITS_MS, this.#vectors?.ask(query))
    const vector = this.#vectors?.get(query)
    const known = vector === undefined ? {} : { vector }
    return searchHits(this.#base.retrieve({ language, texts: [{ text: query, weight: 1 }], typing: true, ...known }, limit))
  }

  stop(): void {
    this.#stopped = true
    this.#unsubscribe()
    this.#meaning?.stop()
  }

  #atMost(limitMs: number, work: Promise<unknown> | undefined): Promise<void> {
    if (work === undefined) return Promise.resolve()
    return new Promise((resolve) => {
      const cancel = this.#dependencies.clock.setTimer(resolve, limitMs)
      void work.then(() => resolve()).finally(cancel)
    })
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
    const { knowledge, log, observed, intents, clock, listening } = this.#dependencies
    const startedMs = clock.monotonicMs()
    const articles = await knowledge.load()
    const { replaced, removed } = await this.#base.follow(articles, nextTurn)
    for (const language of languages) {
      observed.passages.set({ language }, this.#base.passageCount(language))
      await this.#learn(language, examplesFor(language, intents.current(), articles))
    }
    this.#meaning?.wake()
    this.#listener ??= new Listener(this.#base, this.#classifiers, listening, this.#vectors)
    const durMs = Math.round(clock.monotonicMs() - startedMs)
    log.info('The knowledge base has been read', { service: 'assist', articles: articles.length, replaced, removed, durMs })
  }

  async #learn(language: Language, examples: readonly Example[]): Promise<void> {
    this.#examples.set(language, examples)
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
