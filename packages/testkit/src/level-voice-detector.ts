const WINDOW_SAMPLES = 512
/** Of the mean square: -40 dB of full scale. */
const SPEECH_POWER = 1e-4

/** A voice detector to which whatever is loud is speech: tests speak in tones. Answers as promptly as promises do. */
export class LevelVoiceDetector {
  readonly streams: LevelVoiceStream[] = []
  /** Makes every answer fail while it is set. */
  failure: Error | undefined
  /** What it says of a loud window. */
  sureness = 1

  load(): Promise<void> {
    return Promise.resolve()
  }

  openStream(): LevelVoiceStream {
    const stream = new LevelVoiceStream(this)
    this.streams.push(stream)
    return stream
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}

export class LevelVoiceStream {
  readonly #detector: LevelVoiceDetector
  resets = 0
  closed = false

  constructor(detector: LevelVoiceDetector) {
    this.#detector = detector
  }

  async detect(windows: Float32Array): Promise<Float32Array> {
    const { failure, sureness } = this.#detector
    if (failure !== undefined) throw failure
    return Float32Array.from({ length: windows.length / WINDOW_SAMPLES }, (_, index) => {
      const window = windows.subarray(index * WINDOW_SAMPLES, (index + 1) * WINDOW_SAMPLES)
      return window.reduce((sum, sample) => sum + sample * sample, 0) / WINDOW_SAMPLES >= SPEECH_POWER ? sureness : 0
    })
  }

  reset(): void {
    this.resets += 1
  }

  close(): void {
    this.closed = true
  }
}
