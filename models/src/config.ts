import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '@souffleur/proto'
import * as z from 'zod'

const sourceKinds = ['folder', 'npm', 'pypi', 'hub'] as const
export type SourceKind = (typeof sourceKinds)[number]

export interface ModelsConfig {
  /** Holds one folder a model. */
  readonly filesFolder: string
  /** A site's own copy of the files, in the same layout. */
  readonly localFolder: string | undefined
  /** Sources in the order in which they are tried. */
  readonly sources: readonly SourceKind[]
  /** Address of a model hub, without a slash at its end. */
  readonly hubUrl: string
  /** Whether the files that a model was built from stay, for the next version that writes it differently. */
  readonly keepSources: boolean
}

const environment = z.object({
  SOUFFLEUR_MODELS: z
    .string()
    .min(1)
    .default(fileURLToPath(new URL('../files', import.meta.url))),
  SOUFFLEUR_MODEL_FOLDER: z.string().min(1).optional(),
  SOUFFLEUR_MODEL_SOURCES: z
    .string()
    .default(sourceKinds.join(','))
    .transform((list) => list.split(',').map((word) => word.trim()))
    .pipe(z.array(z.enum(sourceKinds)).min(1)),
  SOUFFLEUR_MODEL_HUB: z.url({ protocol: /^https?$/ }).default('https://huggingface.co'),
  SOUFFLEUR_KEEP_MODEL_SOURCES: z.enum(['0', '1']).default('0'),
})

/** @throws AppError `config.invalid` that names the variable and what it expects. */
export function readModelsConfig(variables: NodeJS.ProcessEnv): ModelsConfig {
  const parsed = environment.safeParse(variables)
  if (!parsed.success) {
    const detail = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
    throw new AppError('config.invalid', detail)
  }
  const values = parsed.data
  return Object.freeze({
    filesFolder: resolve(values.SOUFFLEUR_MODELS),
    localFolder: values.SOUFFLEUR_MODEL_FOLDER === undefined ? undefined : resolve(values.SOUFFLEUR_MODEL_FOLDER),
    sources: values.SOUFFLEUR_MODEL_SOURCES,
    hubUrl: values.SOUFFLEUR_MODEL_HUB.replace(/\/+$/, ''),
    keepSources: values.SOUFFLEUR_KEEP_MODEL_SOURCES === '1',
  })
}
