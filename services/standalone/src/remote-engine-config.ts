import { AppError, type Language, languages } from '@souffleur/proto'
import { type RemoteProtocol, remoteProtocols } from '@souffleur/recognizer'
import * as z from 'zod'

/** Servers on the premises that recognise speech; undefined: none, which is how Souffleur comes. */
export type RemoteEngineConfig =
  | {
      readonly urls: readonly string[]
      readonly model: string
      readonly apiKey: string | undefined
      readonly protocol: RemoteProtocol
      readonly languages: readonly Language[]
      readonly capacity: number
      readonly patienceMs: number
    }
  | undefined

/** An empty value is as good as none: compose files have them. */
const emptyIsNone = <Schema extends z.ZodType>(schema: Schema) => z.preprocess((value) => (value === '' ? undefined : value), schema)
const parts = z.string().transform((text) => text.split(',').map((part) => part.trim()))

export const remoteEngineVariables = {
  /** OpenAI-compatible servers, each up to before `/v1/audio/transcriptions`, separated by commas. What is said is sent there, and nowhere else. */
  SOUFFLEUR_REMOTE_ASR_URL: emptyIsNone(parts.pipe(z.array(z.url({ protocol: /^https?$/ }))).optional()),
  SOUFFLEUR_REMOTE_ASR_MODEL: emptyIsNone(z.string().min(1).optional()),
  SOUFFLEUR_REMOTE_ASR_KEY: emptyIsNone(z.string().min(1).optional()),
  SOUFFLEUR_REMOTE_ASR_PROTOCOL: z.enum(remoteProtocols).default('http'),
  SOUFFLEUR_REMOTE_ASR_LANGUAGES: parts.pipe(z.array(z.enum(languages)).min(1)).default([...languages]),
  /** Segments that are sent at the same time. */
  SOUFFLEUR_REMOTE_ASR_CONCURRENCY: z.coerce.number().int().min(1).max(1024).default(32),
  /** How long a text that stays may take before this machine decodes it itself. */
  SOUFFLEUR_REMOTE_ASR_PATIENCE_MS: z.coerce.number().int().min(100).max(60_000).default(4000),
}

const schema = z.object(remoteEngineVariables)

/** @throws AppError `config.invalid` where there is a server and no model */
export function remoteEngineConfigOf(values: z.infer<typeof schema>): RemoteEngineConfig {
  const { SOUFFLEUR_REMOTE_ASR_URL: urls, SOUFFLEUR_REMOTE_ASR_MODEL: model } = values
  if (urls === undefined) return undefined
  if (model === undefined)
    throw new AppError('config.invalid', 'SOUFFLEUR_REMOTE_ASR_MODEL: expected where SOUFFLEUR_REMOTE_ASR_URL is set')
  return {
    urls: urls.map((url) => url.replace(/\/+$/, '').replace(/\/v1$/, '')),
    model,
    apiKey: values.SOUFFLEUR_REMOTE_ASR_KEY,
    protocol: values.SOUFFLEUR_REMOTE_ASR_PROTOCOL,
    languages: values.SOUFFLEUR_REMOTE_ASR_LANGUAGES,
    capacity: values.SOUFFLEUR_REMOTE_ASR_CONCURRENCY,
    patienceMs: values.SOUFFLEUR_REMOTE_ASR_PATIENCE_MS,
  }
}
