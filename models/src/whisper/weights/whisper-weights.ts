/** Sizes of a Whisper model. Base: 80 mel bands, width 512, 8 heads, 6 + 6 layers, 51,865 tokens. */
export interface WhisperDims {
  readonly melBands: number
  readonly width: number
  readonly heads: number
  readonly encoderLayers: number
  readonly decoderLayers: number
  readonly vocabulary: number
  readonly audioPositions: number
  readonly textPositions: number
}

/** y = weight x + bias; `weight` is [outputs, inputs], row by row. */
export interface Linear {
  readonly outputs: number
  readonly inputs: number
  readonly weight: Float32Array
  readonly bias: Float32Array
}

export interface Norm {
  readonly gamma: Float32Array
  readonly beta: Float32Array
}

export interface Convolution {
  /** [outputs, inputs, kernel] */
  readonly dims: readonly number[]
  readonly weight: Float32Array
  readonly bias: Float32Array
}

export interface Attention {
  readonly norm: Norm
  readonly query: Linear
  readonly key: Linear
  readonly value: Linear
  readonly output: Linear
}

export interface FeedForward {
  readonly norm: Norm
  readonly inner: Linear
  readonly outer: Linear
}

export interface EncoderLayer {
  readonly selfAttention: Attention
  readonly feedForward: FeedForward
}

export interface DecoderLayer extends EncoderLayer {
  readonly crossAttention: Attention
}

/**
 * A Whisper model's weights, whatever file they came in. Each call reads from the file, so that a model of any size is never in memory
 * as a whole. Architecture: Radford et al., "Robust Speech Recognition via Large-Scale Weak Supervision", 2022.
 */
export interface WhisperWeights {
  readonly dims: WhisperDims
  convolution(index: 0 | 1): Convolution
  encoderLayer(index: number): EncoderLayer
  decoderLayer(index: number): DecoderLayer
  /** [audioPositions, width] and [textPositions, width] */
  positions(of: 'encoder' | 'decoder'): Float32Array
  finalNorm(of: 'encoder' | 'decoder'): Norm
  /** [vocabulary, width]; the projection to logits is the same matrix. */
  embeddings(): Float32Array
  close(): void
}

/** What the model's own files say about its tokens. */
export interface WhisperSettings {
  /** [layer, head] of the decoder whose cross-attention follows the speech. */
  readonly alignmentHeads: readonly (readonly [number, number])[]
  /** Tokens that are never written: marks of music, speakers and the like. */
  readonly suppressed: readonly number[]
}
