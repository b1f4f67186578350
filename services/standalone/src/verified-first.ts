import { join } from 'node:path'
import { ModelVerification } from '@souffleur/models'
import type { Config } from './config.ts'

/** In the data folder: what the hashes of models were, so that a start reads only what has changed. */
const VERIFIED_FILE = 'verified-models.json'

export function openModelVerification({ modelsFolder, dataFolder }: Pick<Config, 'modelsFolder' | 'dataFolder'>): ModelVerification {
  return new ModelVerification({ filesFolder: modelsFolder, cacheFile: join(dataFolder, VERIFIED_FILE) })
}

/** The same part, which loads its model only when its files are what they should be; `load` throws AppError `model.corrupt` otherwise. */
export function verifiedFirst<Part extends { load(): Promise<void> }>(part: Part, model: string, models: ModelVerification): Part {
  const load = part.load.bind(part)
  return Object.assign(part, {
    async load() {
      // A model that is missing is told at once: calls that come with the start must hear of it.
      if (models.isThere(model)) await models.verify(model)
      await load()
    },
  })
}
