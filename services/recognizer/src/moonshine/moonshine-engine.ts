import { existsSync } from 'node:fs'
import { type Clock, systemClock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import type { Hypothesis, SpeechEngine, SpeechSegment } from '../engine.ts'
import { InferenceThread } from '../inference-thread.ts'
import type { DecodedTokens } from './decode-tokens.ts'
import type { DecodingRequest, MoonshineFiles } from './decoding-thread.ts'
import { wordsOf } from './words.ts'

export interface MoonshineOptions extends MoonshineFiles {
  /** Threads, 250 MB each: segments decoded at the same time. */
  readonly threads: number
  readonly log: Log
  readonly clock?: Clock
  /** The longest segment takes about 2 s on a slow core. */
  readonly timeoutMs?: number
}

const DEFAULT_TIMEOUT_MS = 30_000

type DecodingThread = InferenceThread<DecodingRequest, DecodedTokens>

/** Moonshine base for English, by onnxruntime in worker threads. Jeffries et al., "Moonshine", 2024 (arXiv 2410.15608). */
export function createMoonshineEngine(options: MoonshineOptions): SpeechEngine {
  const { encoderPath, decoderPath, threads, log, clock = systemClock, timeoutMs = DEFAULT_TIMEOUT_MS } = options
  const all: DecodingThread[] = Array.from(
    { length: threads },
    () =>
      new InferenceThread({
        script: new URL('./decoding-thread.ts', import.meta.url),
        settings: { encoderPath, decoderPath } satisfies MoonshineFiles,
        clock,
        log,
        timeoutMs,
      }),
  )
  const idle = [...all]
  const waiting: ((thread: DecodingThread) => void)[] = []
  const take = () => idle.shift() ?? new Promise<DecodingThread>((resolve) => waiting.push(resolve))
  const giveBack = (thread: DecodingThread) => {
    const next = waiting.shift()
    if (next === undefined) idle.push(thread)
    else next(thread)
  }

  return {
    name: 'moonshine-base',
    languages: ['en'],
    capacity: threads,
    async load() {
      const missing = [encoderPath, decoderPath].find((path) => !existsSync(path))
      if (missing !== undefined) throw new AppError('model.missing', missing)
      await Promise.all(all.map((thread) => thread.start()))
    },
    async decode(segment) {
      const thread = await take()
      try {
        return hypothesisOf(segment, await thread.request({ samples: segment.samples, draft: segment.draft }))
      } finally {
        giveBack(thread)
      }
    },
    async close() {
      await Promise.all(all.map((thread) => thread.close()))
    },
  }
}

function hypothesisOf(segment: SpeechSegment, decoded: DecodedTokens): Hypothesis {
  const words = wordsOf(decoded, segment.speechMs)
  const confidence = words.length === 0 ? 0 : words.reduce((sum, word) => sum + word.confidence, 0) / words.length
  return { words, confidence, draft: decoded.tokens }
}
