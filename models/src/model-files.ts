import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@souffleur/proto'
import { type BuiltExpectation, checkBuilt, MANIFEST_FILE, type ModelState } from './built-manifest.ts'
import { type ModelsConfig, readModelsConfig } from './config.ts'
import { checkFiles } from './file-hash.ts'
import type { Model } from './model.ts'
import { type LoadBuilder, loadBuilderOf } from './model-builder.ts'
import { findModel } from './registry.ts'

/** Names that `build` accepts beside those of the registry, and folders that are looked at beside it. */
export const BUILDABLE_NAME = /^whisper-[a-z0-9]+(?:[.-][a-z0-9]+)*$/

/** The worst state among the files of a model. Reads all of them: about a tenth of a second for 100 MB. */
export async function checkModel(model: Model, filesFolder: string, load: LoadBuilder = loadBuilderOf): Promise<ModelState> {
  const folder = join(filesFolder, model.name)
  if (model.form === 'published') return checkFiles((name) => join(folder, name), model.files)
  return checkBuilt(folder, await expectation(model, load))
}

/** A model that the registry doesn't know, and that somebody built here: see {@link extraModels}. */
export async function checkExtraModel(name: string, filesFolder: string, load: LoadBuilder = loadBuilderOf): Promise<ModelState> {
  return checkBuilt(join(filesFolder, name), await expectation(undefined, load))
}

/** What a folder with a built model must hold; without a model of the registry, it is a Whisper, and any source is as good. */
export async function expectation(model: Model | undefined, load: LoadBuilder): Promise<BuiltExpectation> {
  const known = model?.form === 'built' ? model : undefined
  const { version, files } = await load(known?.family ?? 'whisper')
  return { version, files, publishedSource: known?.sourceFiles }
}

/** Names of the models on this machine that were built here and that the registry doesn't have, such as `whisper-small`. */
export async function extraModels(filesFolder: string): Promise<readonly string[]> {
  const names = await readdir(filesFolder).catch(() => [])
  return names.filter((name) => isExtra(name, filesFolder)).toSorted()
}

function isExtra(name: string, filesFolder: string): boolean {
  return findModel(name) === undefined && BUILDABLE_NAME.test(name) && existsSync(join(filesFolder, name, MANIFEST_FILE))
}

/**
 * Path of an installed model's file. It is not hashed again here: `ensureModels` does that at a start.
 * @throws AppError `model.unknown`, or `model.missing` when it is not on this machine.
 */
export function modelPath(name: string, file: string, config: ModelsConfig = readModelsConfig(process.env)): string {
  if (findModel(name) === undefined && !isExtra(name, config.filesFolder)) throw new AppError('model.unknown', name)
  const path = join(config.filesFolder, name, file)
  if (!existsSync(path)) throw new AppError('model.missing', `${name}/${file}`)
  return path
}
