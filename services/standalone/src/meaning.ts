import { join } from 'node:path'
import { E5Embedder, type Embedder, EndpointEmbedder, FileVectorStore, type IndexingProgress, Meaning } from '@souffleur/assist'
import type { SystemStatus } from '@souffleur/desk'
import type { Clock } from '@souffleur/flow'
import type { ModelVerification } from '@souffleur/models'
import type { Recognizer } from '@souffleur/recognizer'
import type { Log } from '@souffleur/telemetry'
import type { Config } from './config.ts'
import type { MeaningConfig } from './meaning-config.ts'

/** In the data folder. Everything in it can be made again. */
const VECTORS_FOLDER = 'vectors'

export interface MeaningParts {
  readonly clock: Clock
  readonly log: Log
  readonly models: ModelVerification
  /** Whether vectors that can wait should. */
  isBusy(): boolean
}

/** Undefined when it is switched off. */
export function createMeaning(config: Config, { clock, log, models, isBusy }: MeaningParts): Meaning | undefined {
  const embedder = createEmbedder(config, { log, models })
  if (embedder === undefined) return undefined
  return new Meaning({
    embedder,
    openStore: (model, width) => FileVectorStore.open(join(config.dataFolder, VECTORS_FOLDER), model, width),
    isBusy,
    clock,
    log,
  })
}

function createEmbedder({ meaning, modelsFolder }: Config, { log, models }: Pick<MeaningParts, 'log' | 'models'>): Embedder | undefined {
  switch (meaning.kind) {
    case 'off':
      return undefined
    case 'model':
      return new E5Embedder({
        name: meaning.name,
        folder: join(modelsFolder, meaning.name),
        log,
        verify: () => models.verify(meaning.name),
      })
    case 'endpoint': {
      const { url, model, apiKey, marked, dimensions } = meaning
      return new EndpointEmbedder({
        url,
        model,
        log,
        ...(apiKey === undefined ? {} : { apiKey }),
        ...(dimensions === undefined ? {} : { dimensions }),
        ...(marked ? { prefixes: { query: 'query: ', passage: 'passage: ' } } : {}),
      })
    }
  }
}

/** Vectors that can wait are made when speech leaves a core: not while its engines load, nor where as many speak as it has threads. */
export function isRecognitionBusy(recognizer: Recognizer | undefined, { decoders }: Pick<Config, 'decoders'>): boolean {
  if (recognizer === undefined) return true
  const { engines, load } = recognizer.status()
  const loading = engines.some(({ state }) => state === 'loading')
  return loading || load.degraded || load.waitingFinals > 0 || load.speakingChannels >= decoders
}

export function meaningStatus(
  meaning: Meaning | undefined,
  config: MeaningConfig,
  progress: IndexingProgress | undefined,
): NonNullable<SystemStatus['meaning']> | null {
  if (meaning === undefined || config.kind === 'off') return null
  const { state } = meaning.embedder
  const name = config.kind === 'model' ? config.name : config.model
  const installable = config.kind === 'model' && (state === 'missing' || state === 'failed')
  const { done = 0, wanted = 0 } = progress ?? {}
  return { name, state, installCommand: installable ? `npm run models -- pull ${name}` : null, articles: { done, wanted } }
}
