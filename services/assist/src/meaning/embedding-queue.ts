import { AppError } from '@souffleur/proto'
import type { EmbeddingPriority, TextKind } from './embedder.ts'

/** Makes vectors of few texts at once, in order. */
export type EmbedPiece = (texts: readonly string[], kind: TextKind, priority: EmbeddingPriority) => Promise<readonly Float32Array[]>

interface Job {
  readonly texts: readonly string[]
  readonly kind: TextKind
  readonly priority: EmbeddingPriority
  readonly vectors: Float32Array[]
  /** Texts that have been taken. */
  next: number
  resolve(vectors: Float32Array[]): void
  reject(error: unknown): void
}

const MOST_WAITING: Record<EmbeddingPriority, number> = { live: 64, background: 16 }

export interface EmbeddingQueueOptions {
  readonly embed: EmbedPiece
  /** Pieces that are worked on at once. */
  readonly lanes: number
  /** Of a piece, at least one text: what runs can't be stopped, so this is about how long a live text may wait. */
  readonly charactersAPiece: number
}

/**
 * Live texts pass those of the background. Each line is bounded: of live texts the oldest is given up, since what it was for is over by
 * now; what comes for the background beyond the bound is refused.
 */
export class EmbeddingQueue {
  readonly #options: EmbeddingQueueOptions
  readonly #waiting: Record<EmbeddingPriority, Job[]> = { live: [], background: [] }
  #active = 0
  #closed = false

  constructor(options: EmbeddingQueueOptions) {
    this.#options = options
  }

  /** @throws AppError `embedder.overloaded`, or what making the vectors throws */
  embed(texts: readonly string[], kind: TextKind, priority: EmbeddingPriority): Promise<Float32Array[]> {
    if (texts.length === 0) return Promise.resolve([])
    return new Promise((resolve, reject) => {
      this.#add({ texts, kind, priority, vectors: [], next: 0, resolve, reject })
      this.#work()
    })
  }

  /** What waits is refused; what runs comes to its end. */
  close(): void {
    this.#closed = true
    for (const line of Object.values(this.#waiting)) {
      for (const job of line.splice(0)) job.reject(new AppError('embedder.failed', 'closed'))
    }
  }

  #add(job: Job): void {
    const line = this.#waiting[job.priority]
    if (this.#closed) {
      job.reject(new AppError('embedder.failed', 'closed'))
      return
    }
    if (line.length >= MOST_WAITING[job.priority]) {
      const refused = job.priority === 'live' ? line.shift() : job
      refused?.reject(new AppError('embedder.overloaded', `${line.length} texts wait`))
      if (refused === job) return
    }
    line.push(job)
  }

  #work(): void {
    while (this.#active < this.#options.lanes) {
      const job = this.#waiting.live[0] ?? this.#waiting.background[0]
      if (job === undefined) return
      this.#active += 1
      void this.#run(job).finally(() => {
        this.#active -= 1
        this.#work()
      })
    }
  }

  async #run(job: Job): Promise<void> {
    const from = job.next
    const texts = this.#pieceOf(job)
    job.next += texts.length
    if (job.next === job.texts.length) this.#remove(job)
    try {
      const vectors = await this.#options.embed(texts, job.kind, job.priority)
      for (const [place, vector] of vectors.entries()) job.vectors[from + place] = vector
      // Pieces of a job may be worked on at once: the last that ends completes it.
      if (Object.keys(job.vectors).length === job.texts.length) job.resolve(job.vectors)
    } catch (error) {
      this.#remove(job)
      job.reject(error)
    }
  }

  #pieceOf({ texts, next }: Job): string[] {
    const piece: string[] = []
    let characters = 0
    for (const text of texts.slice(next)) {
      characters += text.length
      if (piece.length > 0 && characters > this.#options.charactersAPiece) break
      piece.push(text)
    }
    return piece
  }

  #remove(job: Job): void {
    const line = this.#waiting[job.priority]
    const place = line.indexOf(job)
    if (place >= 0) line.splice(place, 1)
  }
}
