import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { err, ok } from '@souffleur/flow'
import type { ModelsConfig } from '../src/config.ts'
import type { BuiltModel, ModelFile, PublishedModel } from '../src/model.ts'
import type { ModelBuilder } from '../src/model-builder.ts'
import type { ModelSource } from '../src/sources/model-source.ts'

export function fileOf(name: string, content: string | Buffer): ModelFile {
  const bytes = Buffer.from(content)
  return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

export const published = Buffer.from('the published weights')
export const tinyPublished: PublishedModel = {
  name: 'tiny-example',
  purpose: 'speech-recognition',
  languages: ['en'],
  licence: 'MIT',
  card: 'tiny-example.md',
  form: 'published',
  source: { kind: 'npm', package: 'tiny-example', version: '1.0.0', downloadBytes: 21 },
  files: [{ ...fileOf('weights.onnx', published), pathInPackage: 'package/weights.onnx' }],
}

/** What a tiny model is built from. */
export const sourceFiles: Readonly<Record<string, string>> = {
  'model.bin': 'many numbers, as they were trained',
  'config.json': '{"alignment_heads":[]}',
  'tokenizer.json': '{"model":{}}',
}

export const tinyBuilt: BuiltModel = {
  name: 'whisper-tiny-example',
  purpose: 'speech-recognition',
  languages: ['fr'],
  licence: 'MIT',
  card: 'whisper-tiny-example.md',
  form: 'built',
  family: 'whisper',
  sourceFiles: Object.entries(sourceFiles).map(([name, content]) => fileOf(name, content)),
  wheels: [],
  hubRepository: 'example/whisper-tiny',
  builtBytes: 50,
}

/** Writes two files from the weights, as the real one does. */
export function standInBuilder(version = 1, build?: ModelBuilder['build']): ModelBuilder & { readonly builds: string[] } {
  const builds: string[] = []
  return {
    version,
    files: ['encoder.onnx', 'whisper.json'],
    builds,
    async build(from, to) {
      builds.push(from)
      if (build !== undefined) return build(from, to)
      const weights = await readFile(join(from, 'model.bin')).catch(() => readFile(join(from, 'model.safetensors')))
      await writeFile(join(to, 'encoder.onnx'), `graph ${version} of ${weights}`)
      await writeFile(join(to, 'whisper.json'), JSON.stringify({ version }))
    },
  }
}

export async function writeFolder(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
}

export function sourceOf(label: string, files: Readonly<Record<string, string>>): ModelSource {
  return {
    label,
    offers: () => true,
    async fetch(_, { folder }) {
      await writeFolder(folder, files)
      return ok(folder)
    },
  }
}

export const unreachable: ModelSource = {
  label: 'nowhere',
  offers: () => true,
  fetch: async () => err({ reason: 'unreachable', detail: 'no route' }),
}

export async function temporaryConfig(): Promise<{ readonly root: string; readonly config: ModelsConfig }> {
  const root = await mkdtemp(join(tmpdir(), 'souffleur-models-'))
  const config: ModelsConfig = {
    filesFolder: join(root, 'files'),
    localFolder: undefined,
    sources: ['folder', 'npm', 'pypi', 'hub'],
    hubUrl: 'http://127.0.0.1:9',
    keepSources: false,
  }
  return { root, config }
}
