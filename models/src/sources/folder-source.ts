import { existsSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { err, ok } from '@souffleur/flow'
import { describe, isFullDisk } from '../failure.ts'
import type { Model } from '../model.ts'
import type { ModelSource } from './model-source.ts'

/** A site's own copy: one folder a model, with the files as Souffleur installs them, or with those that it builds from. */
export function folderSource(root: string, label: string): ModelSource {
  const folderOf = (model: Model) => join(root, model.name)
  return {
    label,
    offers: (model) => existsSync(folderOf(model)),
    async fetch(model, { folder }) {
      // What a model is built from is large and only read: it stays where it is.
      if (model.form === 'built') return ok(folderOf(model))
      try {
        for (const { name } of model.files) await copyFile(join(folderOf(model), name), join(folder, name))
        return ok(folder)
      } catch (error) {
        if (isFullDisk(error)) throw error
        return err({ reason: 'unreachable', detail: describe(error) })
      }
    },
  }
}
