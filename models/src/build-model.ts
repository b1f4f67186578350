import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { systemClock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import { readModelsConfig } from './config.ts'
import { isFullDisk, refuseFullDisk } from './failure.ts'
import type { FetchOptions } from './fetcher.ts'
import { buildReady, type InstallSurroundings, inArrivingFolder, putInPlace } from './install-model.ts'
import { loadBuilderOf } from './model-builder.ts'
import { BUILDABLE_NAME } from './model-files.ts'
import { withModelLock } from './model-lock.ts'
import { findModel } from './registry.ts'
import { measureSource, sourceForm, weightsFilesOf } from './source-form.ts'

/**
 * Builds a Whisper model of any size, or one that the registry knows as built, from a folder of its files, which stay as they are, and
 * installs it under `name`, such as `whisper-small`.
 * @param from for Whisper `model.bin` (CTranslate2) or `model.safetensors` (Hugging Face), `config.json`, `tokenizer.json`, and for the
 * latter `generation_config.json`; for multilingual-e5-small `e5-small-q4.bin`
 * @throws AppError `model.unknown` for a name of another kind; `model.missing` or `model.corrupt` when the folder isn't such a model;
 * `model.disk-full`
 */
export async function buildModel(name: string, from: string, options: Omit<FetchOptions, 'sources'> = {}): Promise<void> {
  const known = findModel(name)
  const published = known?.form === 'built' ? known : undefined
  if (published === undefined && !BUILDABLE_NAME.test(name)) {
    throw new AppError('model.unknown', `${name}: a model that is built has a name such as whisper-small`)
  }
  const family = published?.family ?? 'whisper'
  const folder = resolve(from)
  const form = sourceForm(folder, family)
  if (form === undefined) throw new AppError('model.missing', `${folder} has no ${weightsFilesOf(family).join(' and no ')}`)
  const surroundings: InstallSurroundings = {
    name,
    config: options.config ?? readModelsConfig(process.env),
    clock: options.clock ?? systemClock,
    loadBuilder: options.loadBuilder ?? loadBuilderOf,
    report: options.onProgress ?? (() => undefined),
  }
  const { filesFolder } = surroundings.config
  const onWait = () => surroundings.report({ model: name, kind: 'note', text: 'another process is installing it; waiting' })
  const build = () =>
    inArrivingFolder(name, surroundings.config, async (work) => {
      const ready = join(work, 'built')
      const source = await measureSource(folder, form)
      await buildReady(
        ready,
        { family, folder, form, source, published: published?.sourceFiles, aboutBytes: published?.builtBytes },
        surroundings,
      )
      await putInPlace(ready, join(filesFolder, name))
    })
  try {
    await mkdir(filesFolder, { recursive: true })
    await withModelLock(filesFolder, name, { clock: surroundings.clock, onWait }, build)
  } catch (error) {
    if (isFullDisk(error)) refuseFullDisk(filesFolder, error)
    throw error
  }
}
