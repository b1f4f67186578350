import { existsSync } from 'node:fs'
import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import type { Hypothesis, SpeechEngine } from '../engine.ts'
import { InferencePool } from '../inference-pool.ts'
import type { WhisperRequest } from './whisper-decoder.ts'
import type { WhisperFiles } from './whisper-files.ts'

export interface WhisperOptions extends WhisperFiles {
  /** `whisper-base` by default; any size that `npm run models -- build` has written. */
  readonly name?: string
  /** Threads, 250 MB each with the base model: segments decoded at the same time. */
  readonly threads: number
  readonly log: Log
  readonly clock?: Clock
  /** A decoding that takes longer is given up. */
  readonly timeoutMs?: number
}

/** Whisper for French, English, and calls that mix them, by onnxruntime in worker threads. Radford et al., 2022 (arXiv 2212.04356). */
export function createWhisperEngine({ encoderPath, decoderPath, descriptionPath, ...options }: WhisperOptions): SpeechEngine {
  const settings: WhisperFiles = { encoderPath, decoderPath, descriptionPath }
  const script = new URL('./decoding-thread.ts', import.meta.url)
  const pool = new InferencePool<WhisperRequest, Hypothesis>({ ...options, script, settings })
  return {
    name: options.name ?? 'whisper-base',
    languages: ['fr', 'en'],
    capacity: options.threads,
    // 1.5 % of the firm words of read French prompts were revised later.
    sureConfidence: 0.65,
    tellsLanguages: true,
    async load() {
      const missing = Object.values(settings).find((path) => !existsSync(path))
      if (missing !== undefined) throw new AppError('model.missing', missing)
      await pool.start()
    },
    decode: ({ samples, languages, effort, draft }) => pool.request({ samples, languages, effort, draft }),
    close: () => pool.close(),
  }
}
