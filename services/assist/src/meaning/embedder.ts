/** Models of the e5 family are trained with questions and passages marked apart (Wang et al. 2022, section 3). */
export type TextKind = 'query' | 'passage'

/** `live`: somebody is speaking or typing, and a late vector is of no use. `background`: indexing, which any live text passes. */
export type EmbeddingPriority = 'live' | 'background'

export type EmbedderState = 'loading' | 'ready' | 'missing' | 'failed'

export interface EmbedOptions {
  readonly priority: EmbeddingPriority
}

/**
 * Turns texts into vectors whose cosine says how near they are in meaning. Everything that uses one works without it, with lower figures.
 */
export interface Embedder {
  /** Vectors of two models can't be compared: they are kept under this name. */
  readonly model: string
  readonly state: EmbedderState
  /**
   * Resolves when vectors can be had; later calls give the same promise.
   * @throws AppError `embedder.failed`, `embedder.unreachable` or `model.missing`
   */
  load(): Promise<void>
  /**
   * One vector of length 1 for each text, in order. Texts beyond what the model reads (512 tokens for e5) are cut.
   * @throws AppError `embedder.overloaded` when too much waits already, `embedder.failed` or `embedder.unreachable` when there are no
   * vectors to be had at the moment
   */
  embed(texts: readonly string[], kind: TextKind, options: EmbedOptions): Promise<Float32Array[]>
  close(): Promise<void>
}
