import type { Clock } from '@souffleur/flow'
import { AppError, type Language } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import type { AssistMetrics } from './assist-metrics.ts'
import { type Example, IntentClassifier } from './intents/intent-classifier.ts'
import { runInTurns } from './intents/steps.ts'
import type { KnowledgeBase } from './knowledge/knowledge-base.ts'
import { type IndexingProgress, indexVectors } from './knowledge/vector-indexing.ts'
import type { Meaning } from './meaning/meaning.ts'

interface FollowerDependencies {
  readonly meaning: Meaning
  readonly base: KnowledgeBase
  readonly clock: Clock
  readonly log: Log
  readonly observed: AssistMetrics
  /** What intents are learned from at present. */
  examples(): ReadonlyMap<Language, readonly Example[]>
  onLearned(language: Language, classifier: IntentClassifier): void
  nextTurn(): Promise<void>
}

const AGAIN_MS = 30_000
/** Between two batches, others have their turn. */
const EXAMPLES_A_BATCH = 16

/**
 * Gives articles and examples of intents their vectors, in the background: words alone find and understand until then, and whenever there
 * is no embedder. What an earlier start made is read from the store.
 */
export class MeaningFollower {
  readonly #dependencies: FollowerDependencies
  readonly #stopping = new AbortController()
  readonly #learned = new Map<Language, string>()
  #working = false
  #changed = false
  #cancelRetry: (() => void) | undefined
  #progress: IndexingProgress = { done: 0, wanted: 0 }

  constructor(dependencies: FollowerDependencies) {
    this.#dependencies = dependencies
  }

  /** Of the articles, since the start. */
  get progress(): IndexingProgress {
    return this.#progress
  }

  /** Articles or examples may have changed. */
  wake(): void {
    this.#changed = true
    if (this.#working || this.#stopping.signal.aborted) return
    this.#working = true
    this.#cancelRetry?.()
    this.#follow()
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#working = false
      })
  }

  stop(): void {
    this.#stopping.abort()
    this.#cancelRetry?.()
  }

  async #follow(): Promise<void> {
    const { meaning, base, log, clock } = this.#dependencies
    await meaning.load()
    while (this.#changed && !this.#stopping.signal.aborted) {
      this.#changed = false
      const startedMs = clock.monotonicMs()
      const before = this.#progress.done
      this.#report({ done: before, wanted: before + base.wantedVectors().length })
      for (const [language, examples] of this.#dependencies.examples()) await this.#learn(language, examples)
      const done = await indexVectors(base, (texts) => meaning.ofKnown(texts, 'passage'), {
        signal: this.#stopping.signal,
        onProgress: (at) => this.#report({ done: before + at.done, wanted: before + at.wanted }),
      })
      await this.#forgetOthers()
      const durMs = Math.round(clock.monotonicMs() - startedMs)
      log.info('Articles and intents have their vectors of meaning', { service: 'assist', articles: done, durMs })
    }
  }

  #report(progress: IndexingProgress): void {
    const { observed } = this.#dependencies
    this.#progress = progress
    observed.vectors.set({ state: 'done' }, progress.done)
    observed.vectors.set({ state: 'wanted' }, progress.wanted)
  }

  async #learn(language: Language, examples: readonly Example[]): Promise<void> {
    const content = JSON.stringify(examples)
    if (this.#learned.get(language) === content || examples.length === 0) return
    const { meaning, nextTurn, onLearned } = this.#dependencies
    const withVectors: Example[] = []
    for (let from = 0; from < examples.length; from += EXAMPLES_A_BATCH) {
      const batch = examples.slice(from, from + EXAMPLES_A_BATCH)
      const vectors = await meaning.ofKnown(
        batch.map(({ text }) => text),
        'query',
      )
      withVectors.push(...batch.map((example, place) => ({ ...example, vector: vectors[place] })))
      await nextTurn()
    }
    const classifier = await runInTurns(IntentClassifier.trainInSteps(withVectors), nextTurn)
    if (this.#stopping.signal.aborted) return
    onLearned(language, classifier)
    this.#learned.set(language, content)
  }

  #forgetOthers(): Promise<void> {
    const { meaning, base, examples } = this.#dependencies
    const known = [
      ...base.vectorTexts().map((text) => ({ text, kind: 'passage' as const })),
      ...[...examples().values()].flat().map(({ text }) => ({ text, kind: 'query' as const })),
    ]
    return meaning.forgetOthers(known)
  }

  /** The embedder has logged why. Without a model there is nothing to wait for. */
  #failed(error: unknown): void {
    const { clock, log } = this.#dependencies
    const code = error instanceof AppError ? error.code : 'internal.unexpected'
    if (this.#stopping.signal.aborted) return
    if (code === 'model.missing') {
      log.info('There are no vectors of meaning; words alone find', { service: 'assist', code })
      return
    }
    if (!(error instanceof AppError)) log.error('Vectors of meaning could not be followed', { service: 'assist', code, error })
    this.#cancelRetry = clock.setTimer(() => this.wake(), AGAIN_MS)
  }
}
