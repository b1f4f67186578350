import type { Oversight } from '@souffleur/desk'
import type { Config } from '../config.ts'
import type { Egress } from '../egress/egress.ts'
import { mappedModels, readDataMap } from './data-map.ts'
import { readQualityFigures } from './quality-figures.ts'

export function createOversight(config: Config, egress: Egress): Oversight {
  return {
    dataMap: () => readDataMap(config, egress),
    async governance() {
      const models = await mappedModels(config)
      return { models: models.map(({ files: _files, state: _state, ...model }) => model), figures: await readQualityFigures() }
    },
  }
}
