import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import type { Embedder, TextKind } from './embedder.ts'
import { type VectorStore, vectorKey } from './vector-store.ts'

export interface MeaningDependencies {
  readonly embedder: Embedder
  /** Opens where vectors are kept; without it, every start makes them again. */
  openStore?(model: string, width: number): Promise<VectorStore>
  /** Calls need the machine: what can wait waits. */
  isBusy?(): boolean
  readonly clock: Clock
  readonly log: Log
}

const BUSY_AGAIN_MS = 1_000

/** Vectors for assist: at once for what is said, kept and without haste for what is known beforehand. */
export class Meaning {
  readonly #dependencies: MeaningDependencies
  readonly #waits = new Set<() => void>()
  /** Undefined where vectors can't be kept. */
  #store: Promise<VectorStore | undefined> | undefined
  #stopped = false

  constructor(dependencies: MeaningDependencies) {
    this.#dependencies = dependencies
  }

  get embedder(): Embedder {
    return this.#dependencies.embedder
  }

  /** What somebody says or types. @throws AppError as {@link Embedder} does */
  async ofQuery(text: string): Promise<Float32Array> {
    const [vector] = await this.embedder.embed([text], 'query', { priority: 'live' })
    if (vector === undefined) throw new AppError('embedder.failed', 'no vector came')
    return vector
  }

  /** What is known beforehand: from the store where it was made before, else when the machine has time. @throws AppError as {@link Embedder} does */
  async ofKnown(texts: readonly string[], kind: TextKind): Promise<Float32Array[]> {
    const keys = texts.map((text) => vectorKey(text, kind))
    const store = await this.#kept()
    const vectors = [...((await store?.get(keys).catch((error: unknown) => this.#cannotKeep(error))) ?? [])]
    const missing = texts.flatMap((text, place) => (vectors[place] === undefined ? [{ text, place, key: keys[place] ?? '' }] : []))
    if (missing.length > 0) {
      await this.#quiet()
      const made = await this.embedder.embed(
        missing.map(({ text }) => text),
        kind,
        { priority: 'background' },
      )
      for (const [number, { place }] of missing.entries()) vectors[place] = made[number]
      await this.#keep(missing.flatMap(({ key }, number) => (made[number] === undefined ? [] : [{ key, vector: made[number] }])))
    }
    return vectors.flatMap((vector) => vector ?? [])
  }

  /** Says which texts are all that is known now: vectors of others may go. */
  async forgetOthers(known: readonly { readonly text: string; readonly kind: TextKind }[]): Promise<void> {
    const store = await this.#kept()
    await store?.keepOnly(new Set(known.map(({ text, kind }) => vectorKey(text, kind)))).catch((error: unknown) => this.#cannotKeep(error))
  }

  /** Lets go of the embedder too. */
  async stop(): Promise<void> {
    this.#stopped = true
    for (const wake of this.#waits) wake()
    const store = await this.#store?.catch(() => undefined)
    await store?.close().catch(() => undefined)
    await this.embedder.close()
  }

  /** Loads the embedder when no call needs the machine. @throws AppError as {@link Embedder} does */
  async load(): Promise<void> {
    await this.#quiet()
    await this.embedder.load()
  }

  /** Resolves when no call needs the machine. */
  async #quiet(): Promise<void> {
    const { isBusy, clock } = this.#dependencies
    while (!this.#stopped && isBusy?.() === true) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waits.delete(wake)
          cancel()
          resolve()
        }
        const cancel = clock.setTimer(wake, BUSY_AGAIN_MS)
        this.#waits.add(wake)
      })
    }
    if (this.#stopped) throw new AppError('embedder.failed', 'closed')
  }

  #kept(): Promise<VectorStore | undefined> {
    this.#store ??= this.#openStore().catch((error: unknown) => {
      this.#store = undefined
      throw error
    })
    return this.#store
  }

  async #openStore(): Promise<VectorStore | undefined> {
    const { embedder, openStore } = this.#dependencies
    await this.load()
    if (openStore === undefined) return undefined
    // Its width is that of any vector of the model.
    const [vector] = await embedder.embed(['?'], 'query', { priority: 'background' })
    return openStore(embedder.model, vector?.length ?? 0).catch((error: unknown) => this.#cannotKeep(error))
  }

  async #keep(vectors: readonly { readonly key: string; readonly vector: Float32Array }[]): Promise<void> {
    const store = await this.#kept()
    await store?.put(vectors).catch((error: unknown) => this.#cannotKeep(error))
  }

  /** Once: from then on, vectors are in memory only. */
  #cannotKeep(error: unknown): undefined {
    this.#dependencies.log.warn('Vectors of meaning cannot be kept; the next start makes them again', { service: 'assist', error })
    this.#store = Promise.resolve(undefined)
    return undefined
  }
}
