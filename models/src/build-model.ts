import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { systemClock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import { readModelsConfig } from './config.ts'
import { isFullDisk, refuseFullDisk } from './failure.ts'
import type { FetchOptions } from './fetcher.ts'
import { buildReady, type InstallSurroundings, inArrivingFolder, putInPlace } from './install-model.ts'
import { BUILDABLE_NAME } from './model-files.ts'
import { withModelLock } from './model-lock.ts'
import { findModel } from './registry.ts'
import { loadWhisperBuilder } from './whisper-builder.ts'
import { measureSource, sourceForm } from './whisper-source.ts'

/**
 * Builds a Whisper model of any size from a folder of its files, which stay as they are, and installs it under `name`, such as `whisper-small`.
 * @param from `model.bin` (CTranslate2) or `model.safetensors` (Hugging Face), `config.json`, `tokenizer.json`, and for the latter
 * `generation_config.json`
 * @throws AppError `model.unknown` for a name of another kind; `model.missing` or `model.corrupt` when the folder isn't such a model;
 * `model.disk-full`
 */
export async function buildModel(name: string, from: string, options: Omit<FetchOptions, 'sources'> = {}): Promise<void> {
  if (!BUILDABLE_NAME.test(name)) throw new AppError('model.unknown', `${name}: a model that is built has a name such as whisper-small`)
  const folder = resolve(from)
  const form = sourceForm(folder)
  if (form === undefined) throw new AppError('model.missing', `${folder} holds neither model.bin nor model.safetensors`)
  const surroundings: InstallSurroundings = {
    name,
    config: options.config ?? readModelsConfig(process.env),
    clock: options.clock ?? systemClock,
    loadBuilder: options.loadBuilder ?? loadWhisperBuilder,
    report: options.onProgress ?? (() => undefined),
  }
  const { filesFolder } = surroundings.config
  const known = findModel(name)
  const published = known?.form === 'built' ? known : undefined
  const onWait = () => surroundings.report({ model: name, kind: 'note', text: 'another process is installing it; waiting' })
  const build = () =>
    inArrivingFolder(name, surroundings.config, async (work) => {
      const ready = join(work, 'built')
      const source = await measureSource(folder, form)
      await buildReady(ready, { folder, form, source, published: published?.sourceFiles, aboutBytes: published?.builtBytes }, surroundings)
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
