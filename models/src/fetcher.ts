import { mkdir, rm } from 'node:fs/promises'
import { type Clock, systemClock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import { type ModelsConfig, readModelsConfig } from './config.ts'
import { describe, isFullDisk, refuseFullDisk, type SourceFailure, tellsOfFullDisk } from './failure.ts'
import { type InstallSurroundings, installFrom, partialFolder } from './install-model.ts'
import { type LoadBuilder, loadBuilderOf } from './model-builder.ts'
import { checkExtraModel, checkModel, extraModels } from './model-files.ts'
import { withModelLock } from './model-lock.ts'
import { megabytes, type PullProgress } from './progress.ts'
import { downloadBytes, findModel, type Model } from './registry.ts'
import type { ModelSource } from './sources/model-source.ts'
import { sourcesOf } from './sources.ts'

export interface FetchOptions {
  readonly onProgress?: (progress: PullProgress) => void
  readonly config?: ModelsConfig
  readonly clock?: Clock
  /** For tests; the configured ones by default. */
  readonly sources?: readonly ModelSource[]
  readonly loadBuilder?: LoadBuilder
}

/**
 * Makes sure that the named models are on this machine, whole, unaltered and of this version; fetches, and where need be builds, what isn't.
 * @throws AppError `model.unknown`; `model.corrupt` when every source that answered gave other bytes than were published;
 * `model.source-unreachable` when none answered; `model.disk-full`.
 */
export async function ensureModels(names: readonly string[], options: FetchOptions = {}): Promise<void> {
  for (const name of names) {
    const model = findModel(name)
    if (model === undefined) await requireExtra(name, options)
    else await ensureModel(model, options)
  }
}

/** What somebody built here has no source that could be asked. */
async function requireExtra(name: string, options: FetchOptions): Promise<void> {
  const { filesFolder } = options.config ?? readModelsConfig(process.env)
  if (!(await extraModels(filesFolder)).includes(name)) throw new AppError('model.unknown', name)
  const state = await checkExtraModel(name, filesFolder, options.loadBuilder)
  if (state !== 'good') throw new AppError('model.corrupt', `${name} is ${state}: \`npm run models -- build ${name} --from FOLDER\``)
}

/** One model of the registry; see {@link ensureModels}. */
export async function ensureModel(model: Model, options: FetchOptions): Promise<void> {
  const surroundings = surroundingsOf(model, options)
  const { config, clock, loadBuilder } = surroundings
  if ((await checkModel(model, config.filesFolder, loadBuilder)) === 'good') return
  const note = (text: string) => surroundings.report({ model: model.name, kind: 'note', text })
  try {
    await mkdir(config.filesFolder, { recursive: true })
    const onWait = () => note('another process is installing it; waiting')
    await withModelLock(config.filesFolder, model.name, { clock, onWait }, () => install(model, options, surroundings))
  } catch (error) {
    if (isFullDisk(error)) refuseFullDisk(config.filesFolder, error)
    throw error
  }
}

async function install(model: Model, options: FetchOptions, surroundings: InstallSurroundings): Promise<void> {
  const { config, clock, loadBuilder, report } = surroundings
  const note = (text: string) => report({ model: model.name, kind: 'note', text })
  const state = await checkModel(model, config.filesFolder, loadBuilder)
  if (state === 'good') return
  if (state === 'corrupt') note('a file is damaged; fetching it again')
  if (state === 'outdated') note('another version of Souffleur wrote it; building it again')
  const failures: string[] = []
  let answered = false
  for (const source of options.sources ?? sourcesOf(config, clock)) {
    if (!source.offers(model)) continue
    report({
      model: model.name,
      kind: 'phase',
      phase: 'fetching',
      text: `fetching ${megabytes(downloadBytes(model))} MB from ${source.label}`,
    })
    const failure = await attempt(source, model, surroundings)
    if (failure === undefined) return note('installed')
    answered ||= failure.reason === 'corrupt'
    failures.push(`${source.label}: ${failure.detail}`)
    note(`${source.label} did not help (${failure.detail})`)
  }
  const detail = failures.length > 0 ? failures.join('; ') : 'no configured source has it'
  throw new AppError(answered ? 'model.corrupt' : 'model.source-unreachable', `${model.name}: ${detail}`)
}

/** A full disk ends everything: no other source would help, and what is half here would only keep the disk full. */
async function attempt(source: ModelSource, model: Model, surroundings: InstallSurroundings): Promise<SourceFailure | undefined> {
  let failure: SourceFailure | undefined
  let cause: unknown
  try {
    failure = await installFrom(source, model, surroundings)
  } catch (error) {
    cause = error
    failure = { reason: error instanceof AppError ? 'corrupt' : 'unreachable', detail: describe(error) }
  }
  if (!isFullDisk(cause) && !tellsOfFullDisk(failure?.detail ?? '')) return failure
  await rm(partialFolder(model.name, surroundings.config), { recursive: true, force: true })
  return refuseFullDisk(surroundings.config.filesFolder, cause)
}

function surroundingsOf(model: Model, options: FetchOptions): InstallSurroundings {
  return {
    config: options.config ?? readModelsConfig(process.env),
    clock: options.clock ?? systemClock,
    loadBuilder: options.loadBuilder ?? loadBuilderOf,
    report: options.onProgress ?? (() => undefined),
    name: model.name,
  }
}
