import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rename, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '@souffleur/flow'
import { type BuildOrigin, checkBuilt, isPublished, MANIFEST_FILE, readManifest, writeManifest } from './built-manifest.ts'
import type { ModelsConfig } from './config.ts'
import type { SourceFailure } from './failure.ts'
import { checkFile } from './file-hash.ts'
import type { LoadBuilder } from './model-builder.ts'
import { expectation } from './model-files.ts'
import { megabytes, type PullProgress, watchGrowth } from './progress.ts'
import type { BuiltModel, Model, ModelFamily, ModelFile, PublishedModel } from './registry.ts'
import { measureSource, type SourceForm, sourceForm } from './source-form.ts'
import type { ModelSource } from './sources/model-source.ts'
import { keptSources } from './sources.ts'

export interface InstallSurroundings {
  readonly name: string
  readonly config: ModelsConfig
  readonly clock: Clock
  readonly loadBuilder: LoadBuilder
  readonly report: (progress: PullProgress) => void
}

/** Where half a download waits for the next attempt. */
export function partialFolder(name: string, config: ModelsConfig): string {
  return join(config.filesFolder, '.partial', name)
}

/**
 * Everything arrives in a folder of its own beside the final place, so that the last step is a rename and never a half-written file.
 * Call it under the model's lock: what a killed process left there is deleted.
 */
export async function inArrivingFolder<T>(name: string, config: ModelsConfig, work: (folder: string) => Promise<T>): Promise<T> {
  const arriving = join(config.filesFolder, `.arriving-${name}`)
  await rm(arriving, { recursive: true, force: true })
  await mkdir(arriving, { recursive: true })
  try {
    return await work(await mkdtemp(join(arriving, 'try-')))
  } finally {
    await rm(arriving, { recursive: true, force: true })
    await removeIfEmpty(partialFolder(name, config))
    await removeIfEmpty(join(config.filesFolder, '.partial'))
  }
}

/** @returns why the source was of no use; undefined when the model is installed */
export function installFrom(source: ModelSource, model: Model, surroundings: InstallSurroundings): Promise<SourceFailure | undefined> {
  const { config, report } = surroundings
  return inArrivingFolder(model.name, config, async (work) => {
    const folder = join(work, 'source')
    await mkdir(folder)
    const fetched = await source.fetch(model, {
      folder,
      partialFolder: partialFolder(model.name, config),
      onBytes: (doneBytes, totalBytes) => report({ model: model.name, kind: 'bytes', phase: 'fetching', doneBytes, totalBytes }),
    })
    if (!fetched.ok) return fetched.error
    if (model.form === 'published') return installPublished(model, fetched.value, config)
    const failure = await installBuilt(model, fetched.value, work, surroundings)
    if (failure !== undefined) return failure
    await clearUp(model, fetched.value === folder ? folder : undefined, config)
    return undefined
  })
}

async function installPublished(model: PublishedModel, folder: string, config: ModelsConfig): Promise<SourceFailure | undefined> {
  for (const file of model.files) {
    const state = await checkFile(join(folder, file.name), file)
    if (state !== 'good') return { reason: 'corrupt', detail: `${file.name} is ${state}` }
  }
  await mkdir(join(config.filesFolder, model.name), { recursive: true })
  for (const file of model.files) await rename(join(folder, file.name), join(config.filesFolder, model.name, file.name))
  return undefined
}

/** The graphs themselves if the source has them and they are of this version; else they are built from its source files. */
async function installBuilt(
  model: BuiltModel,
  folder: string,
  work: string,
  surroundings: InstallSurroundings,
): Promise<SourceFailure | undefined> {
  const ready = join(work, 'built')
  const final = join(surroundings.config.filesFolder, model.name)
  const form = sourceForm(folder, model.family)
  if (existsSync(join(folder, MANIFEST_FILE))) {
    const state = await copyBuilt(model, folder, ready, surroundings)
    if (state === 'good') {
      await putInPlace(ready, final)
      return undefined
    }
    await rm(ready, { recursive: true, force: true })
    if (form === undefined) return { reason: 'corrupt', detail: `what was built there is ${state}` }
  }
  if (form === undefined) return { reason: 'unreachable', detail: 'it holds neither built files nor source files' }
  const source = await measureSource(folder, form)
  // The registry knows each model in one form; what is in the other one is the site's own.
  const stranger = form === 'safetensors' ? undefined : firstStranger(source, model.sourceFiles)
  if (stranger !== undefined) return { reason: 'corrupt', detail: `${stranger} is not the published file` }
  await buildReady(
    ready,
    { family: model.family, folder, form, source, published: model.sourceFiles, aboutBytes: model.builtBytes },
    surroundings,
  )
  await putInPlace(ready, final)
  return undefined
}

function firstStranger(files: readonly ModelFile[], published: readonly ModelFile[]): string | undefined {
  return files.find((file) => !isPublished([file], published))?.name
}

async function copyBuilt(model: BuiltModel, folder: string, ready: string, { loadBuilder }: InstallSurroundings) {
  const reading = await readManifest(folder)
  if (reading.state !== 'read') return reading.state
  await mkdir(ready)
  for (const { name } of [...reading.manifest.files, { name: MANIFEST_FILE }]) {
    if (existsSync(join(folder, name))) await copyFile(join(folder, name), join(ready, name))
  }
  return checkBuilt(ready, await expectation(model, loadBuilder))
}

export interface BuildSource {
  readonly family: ModelFamily
  readonly folder: string
  readonly form: SourceForm
  readonly source: readonly ModelFile[]
  /** What the registry has for this name, if anything. */
  readonly published: readonly ModelFile[] | undefined
  /** For progress; undefined where nobody knows. */
  readonly aboutBytes: number | undefined
}

/** Builds into `ready`, which doesn't exist yet. The manifest comes last. */
export async function buildReady(
  ready: string,
  from: BuildSource,
  { name, clock, loadBuilder, report }: InstallSurroundings,
): Promise<void> {
  const builder = await loadBuilder(from.family)
  const sourceBytes = from.source.reduce((sum, file) => sum + file.bytes, 0)
  report({ model: name, kind: 'phase', phase: 'building', text: `building it from ${megabytes(sourceBytes)} MB of source files` })
  await mkdir(ready, { recursive: true })
  const totalBytes = from.aboutBytes
  const stopWatching = watchGrowth(ready, clock, (bytes) => {
    const doneBytes = totalBytes === undefined ? bytes : Math.min(bytes, totalBytes)
    report({ model: name, kind: 'bytes', phase: 'building', doneBytes, totalBytes })
  })
  try {
    await builder.build(from.folder, ready)
  } finally {
    stopWatching()
  }
  const origin: BuildOrigin = from.published !== undefined && isPublished(from.source, from.published) ? 'published' : 'site'
  await writeManifest(ready, { writer: builder.version, origin, source: from.source })
}

/** Between the two renames no model is there; never half of one. */
export async function putInPlace(ready: string, final: string): Promise<void> {
  const replaced = `${ready}-replaced`
  await rename(final, replaced).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  })
  await rename(ready, final)
  await rm(replaced, { recursive: true, force: true })
}

/** Source files are twice as large as what is built from them: they go, unless somebody wants them kept. */
async function clearUp(model: BuiltModel, fetchedInto: string | undefined, config: ModelsConfig): Promise<void> {
  if (fetchedInto !== undefined && config.keepSources) {
    const kept = keptSources(config.filesFolder)
    await mkdir(kept, { recursive: true })
    await rm(join(kept, model.name), { recursive: true, force: true })
    await rename(fetchedInto, join(kept, model.name))
  }
  await rm(partialFolder(model.name, config), { recursive: true, force: true })
}

function removeIfEmpty(folder: string): Promise<void> {
  return rmdir(folder).catch(() => undefined)
}
