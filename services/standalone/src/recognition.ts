import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bus } from '@souffleur/bus'
import type { Clock } from '@souffleur/flow'
import type { ModelVerification } from '@souffleur/models'
import { AppError } from '@souffleur/proto'
import {
  type CallPrivacy,
  createMoonshineEngine,
  createRecognizer,
  createRemoteRecognition,
  createSileroDetector,
  createWhisperEngine,
  parseVocabulary,
  type Recognizer,
  type Vocabulary,
} from '@souffleur/recognizer'
import type { Log, Metrics } from '@souffleur/telemetry'
import type { Config } from './config.ts'
import { demoVocabularyFile } from './demo.ts'
import { verifiedFirst } from './verified-first.ts'

export interface RecognitionParts {
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly models: ModelVerification
  readonly vocabulary: Vocabulary
  openPrivacy(): CallPrivacy
}

/** Speech recognition with the engines of this configuration, each checked against its hash before it is loaded. */
export function startRecognition(config: Config, parts: RecognitionParts): Recognizer {
  const { decoders: threads, modelsFolder, whisperModel, language, remoteEngine } = config
  const { log, models } = parts
  const moonshine = createMoonshineEngine({
    encoderPath: join(modelsFolder, 'moonshine-base', 'encoder_model.onnx'),
    decoderPath: join(modelsFolder, 'moonshine-base', 'decoder_model_merged.onnx'),
    threads,
    log,
  })
  const whisper = createWhisperEngine({
    name: whisperModel,
    encoderPath: join(modelsFolder, whisperModel, 'encoder.onnx'),
    decoderPath: join(modelsFolder, whisperModel, 'decoder.onnx'),
    descriptionPath: join(modelsFolder, whisperModel, 'whisper.json'),
    threads,
    log,
  })
  const voiceDetector = createSileroDetector({ modelPath: join(modelsFolder, 'silero-vad', 'silero_vad.onnx'), log })
  const local = [moonshine, whisper].map((engine) => verifiedFirst(engine, engine.name, models))
  return createRecognizer({
    ...parts,
    engines: remoteEngine === undefined ? local : [createRemoteRecognition({ ...remoteEngine, ...parts, local })],
    voiceDetector: verifiedFirst(voiceDetector, 'silero-vad', models),
    config: { automaticLanguage: language },
  })
}

/** The organisation's names; the demonstration's by default. @throws AppError `config.invalid` that names the file */
export async function readVocabulary({ vocabularyFile = demoVocabularyFile }: Pick<Config, 'vocabularyFile'>): Promise<Vocabulary> {
  try {
    return parseVocabulary(await readFile(vocabularyFile, 'utf8'), vocabularyFile)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('config.invalid', `SOUFFLEUR_VOCABULARY: ${vocabularyFile} cannot be read`, { cause: error })
  }
}
