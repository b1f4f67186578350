import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { AppError } from '@souffleur/proto'
import { type ModelsConfig, readModelsConfig } from './config.ts'
import { findModel, type InstallableModel, type ModelFile } from './registry.ts'

export type FileState = 'good' | 'missing' | 'corrupt'

/** Reads the whole file: about a tenth of a second for the largest. */
export async function checkFile(path: string, expected: ModelFile): Promise<FileState> {
  const facts = await stat(path).catch(() => undefined)
  if (facts === undefined) return 'missing'
  if (facts.size !== expected.bytes) return 'corrupt'
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex') === expected.sha256 ? 'good' : 'corrupt'
}

/** The worst state among the files of a model. */
export async function checkModel(model: InstallableModel, filesFolder: string): Promise<FileState> {
  const states = await Promise.all(model.files.map((file) => checkFile(join(filesFolder, model.name, file.name), file)))
  if (states.includes('corrupt')) return 'corrupt'
  return states.includes('missing') ? 'missing' : 'good'
}

/**
 * Path of an installed model's file. It is not hashed again here: `ensureModels` does that at a start.
 * @throws AppError `model.unknown`, or `model.missing` when it is not on this machine.
 */
export function modelPath(name: string, file: string, config: ModelsConfig = readModelsConfig(process.env)): string {
  const model = findModel(name)
  if (model === undefined) throw new AppError('model.unknown', name)
  const path = join(config.filesFolder, name, file)
  if (model.state === 'planned' || !existsSync(path)) throw new AppError('model.missing', `${name}/${file}`)
  return path
}
