import { join } from 'node:path'
import type { ModelState } from './built-manifest.ts'
import { readManifest } from './built-manifest.ts'
import type { Model, ModelFile } from './model.ts'
import { checkExtraModel, checkModel, extraModels } from './model-files.ts'
import { registry } from './registry.ts'

/** A model that is, or could be, on this machine. */
export interface InventoriedModel {
  readonly name: string
  readonly purpose: Model['purpose']
  readonly languages: Model['languages']
  /** Null for a model that was built here from files of the operator's own. */
  readonly licence: string | null
  readonly state: ModelState
  readonly origin: 'published' | 'site'
  /** What was published, or what was built here; empty when it isn't here. */
  readonly files: readonly ModelFile[]
}

/** Hashes every file: half a second for the models of a usual installation. */
export async function inventoryModels(filesFolder: string): Promise<readonly InventoriedModel[]> {
  const known = registry.map(async (model): Promise<InventoriedModel> => {
    const { name, purpose, languages, licence } = model
    const state = await checkModel(model, filesFolder)
    const built = await builtFiles(name, filesFolder)
    const files = state === 'missing' ? [] : model.form === 'published' ? model.files : built.files
    return { name, purpose, languages, licence, state, origin: built.origin, files: files.map(factsOf) }
  })
  const own = (await extraModels(filesFolder)).map(async (name): Promise<InventoriedModel> => {
    const state = await checkExtraModel(name, filesFolder)
    const { files } = await builtFiles(name, filesFolder)
    return { name, purpose: 'speech-recognition', languages: ['fr', 'en'], licence: null, state, origin: 'site', files: files.map(factsOf) }
  })
  return Promise.all([...known, ...own])
}

async function builtFiles(name: string, filesFolder: string) {
  const reading = await readManifest(join(filesFolder, name))
  return reading.state === 'read' ? reading.manifest : { origin: 'published' as const, files: [] }
}

function factsOf({ name, bytes, sha256 }: ModelFile): ModelFile {
  return { name, bytes, sha256 }
}
