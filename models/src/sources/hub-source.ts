import { copyFile, link, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, ok } from '@souffleur/flow'
import { download } from './download.ts'
import type { ModelSource } from './model-source.ts'

/** Files of a model hub: addresses as Hugging Face has them, which mirrors of it copy. */
export function hubSource(hubUrl: string, clock: Clock): ModelSource {
  return {
    label: hubUrl,
    offers: (model) => model.form === 'built',
    async fetch(model, { folder, partialFolder, onBytes }) {
      if (model.form !== 'built') return ok(folder)
      await mkdir(partialFolder, { recursive: true })
      const totalBytes = model.sourceFiles.reduce((sum, file) => sum + file.bytes, 0)
      let doneBytes = 0
      for (const file of model.sourceFiles) {
        const url = `${hubUrl}/${model.hubRepository}/resolve/main/${file.name}`
        const path = join(partialFolder, file.name)
        const got = await download(url, path, file, { clock, onBytes: (bytes) => onBytes(doneBytes + bytes, totalBytes) })
        if (!got.ok) return got
        doneBytes += file.bytes
        // The downloaded file stays until the model is installed: a build that fails costs no second download.
        await link(path, join(folder, file.name)).catch(() => copyFile(path, join(folder, file.name)))
      }
      return ok(folder)
    },
  }
}
