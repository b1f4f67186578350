import { AppError, type Language } from '@souffleur/proto'
import { createMoonshineEngine, createWhisperEngine, type SpeechEngine } from '@souffleur/recognizer'
import type { Log } from '@souffleur/telemetry'
import { modelPath } from '../../model-files.ts'

interface EngineSettings {
  /** Segments that are decoded at the same time. */
  readonly threads: number
  readonly log: Log
}

/** The engine that `npm start` uses for a language. */
export const defaultEngines: Readonly<Record<Language, string>> = { en: 'moonshine-base', fr: 'whisper-base' }

/**
 * An engine by the name of its model.
 * @throws AppError `model.unknown`, or `model.missing` when its files aren't installed
 */
export function createEngine(name: string, { threads, log }: EngineSettings): SpeechEngine {
  if (name === 'moonshine-base') {
    const encoderPath = modelPath(name, 'encoder_model.onnx')
    const decoderPath = modelPath(name, 'decoder_model_merged.onnx')
    return createMoonshineEngine({ encoderPath, decoderPath, threads, log })
  }
  if (name.startsWith('whisper-')) {
    const encoderPath = modelPath(name, 'encoder.onnx')
    const decoderPath = modelPath(name, 'decoder.onnx')
    return createWhisperEngine({ name, encoderPath, decoderPath, descriptionPath: modelPath(name, 'whisper.json'), threads, log })
  }
  throw new AppError('model.unknown', name)
}
