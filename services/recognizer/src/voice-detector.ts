/** Samples a window at 16 kHz, 32 ms: the only size that Silero takes. */
export const WINDOW_SAMPLES = 512
export const SAMPLE_RATE_HZ = 16_000
export const WINDOW_MS = (WINDOW_SAMPLES * 1000) / SAMPLE_RATE_HZ

/** Says how likely it is that somebody speaks, window by window, for any number of streams at once. */
export interface VoiceDetector {
  /** @throws AppError `model.missing` or `engine.failed`. */
  load(): Promise<void>
  openStream(): VoiceStream
  close(): Promise<void>
}

/** One channel's audio: what was heard before matters for what follows. */
export interface VoiceStream {
  /**
   * Whole windows of 16 kHz samples, one after the other; gives a probability for each. Calls are answered in their order.
   * @throws AppError `engine.failed`; the stream starts afresh then.
   */
  detect(windows: Float32Array): Promise<Float32Array>
  /** What comes next doesn't follow on from what was heard. */
  reset(): void
  close(): void
}
