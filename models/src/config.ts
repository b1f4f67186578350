import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '@souffleur/proto'
import * as z from 'zod'

const sourceKinds = ['folder', 'npm'] as const
export type SourceKind = (typeof sourceKinds)[number]

export interface ModelsConfig {
  /** Holds one folder a model. */
  readonly filesFolder: string
  /** A site's own copy of the files, in the same layout. */
  readonly localFolder: string | undefined
  /** Sources in the order in which they are tried. */
  readonly sources: readonly SourceKind[]
}

const environment = z.object({
  SOUFFLEUR_MODELS: z
    .string()
    .min(1)
    .default(fileURLToPath(new URL('../files', import.meta.url))),
  SOUFFLEUR_MODEL_FOLDER: z.string().min(1).optional(),
  SOUFFLEUR_MODEL_SOURCES: z
    .string()
    .default('folder,npm')
    .transform((list) => list.split(',').map((word) => word.trim()))
    .pipe(z.array(z.enum(sourceKinds)).min(1)),
})

/** @throws AppError `config.invalid` that names the variable and what it expects. */
export function readModelsConfig(variables: NodeJS.ProcessEnv): ModelsConfig {
  const parsed = environment.safeParse(variables)
  if (!parsed.success) {
    const detail = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
    throw new AppError('config.invalid', detail)
  }
  const { SOUFFLEUR_MODELS, SOUFFLEUR_MODEL_FOLDER, SOUFFLEUR_MODEL_SOURCES } = parsed.data
  return Object.freeze({
    filesFolder: resolve(SOUFFLEUR_MODELS),
    localFolder: SOUFFLEUR_MODEL_FOLDER === undefined ? undefined : resolve(SOUFFLEUR_MODEL_FOLDER),
    sources: SOUFFLEUR_MODEL_SOURCES,
  })
}
