import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { checkFiles, type FileState, measureFile } from './file-hash.ts'
import type { ModelFile } from './model.ts'

/** Lies beside the files that were built, and says what they are and where they come from. */
export const MANIFEST_FILE = 'built.json'
const FORMAT = 1

/** `outdated`: whole, but another version of Souffleur wrote it, or it was built from files that the registry no longer names. */
export type ModelState = FileState | 'outdated'

/** `published`: built from the very files that the registry names. `site`: from files of the operator's choice. */
export type BuildOrigin = 'published' | 'site'

const fileSchema = z.object({
  name: z.string().regex(/^[\w-][\w.-]*$/),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
const manifestSchema = z.object({
  format: z.literal(FORMAT),
  writer: z.number().int(),
  origin: z.enum(['published', 'site']),
  source: z.array(fileSchema).min(1),
  files: z.array(fileSchema).min(1),
})
export type BuiltManifest = z.infer<typeof manifestSchema>

export interface BuiltExpectation {
  /** Version of the writer, and what it writes at least. */
  readonly version: number
  readonly files: readonly string[]
  /** What the registry has as the model's source; undefined for a model that it doesn't know. */
  readonly publishedSource: readonly ModelFile[] | undefined
}

export interface BuildFacts {
  readonly writer: number
  readonly origin: BuildOrigin
  readonly source: readonly ModelFile[]
}

/** The last file of a build: without it, a folder holds no model. */
export async function writeManifest(folder: string, facts: BuildFacts): Promise<void> {
  const files: ModelFile[] = []
  for (const name of (await readdir(folder)).toSorted()) files.push(await measureFile(join(folder, name)))
  const manifest: BuiltManifest = { format: FORMAT, writer: facts.writer, origin: facts.origin, source: [...facts.source], files }
  await writeFile(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, undefined, 2)}\n`)
}

export type ManifestReading = { readonly state: 'read'; readonly manifest: BuiltManifest } | { readonly state: Exclude<ModelState, 'good'> }

export async function readManifest(folder: string): Promise<ManifestReading> {
  const path = join(folder, MANIFEST_FILE)
  if (!existsSync(path)) return { state: 'missing' }
  try {
    const content: unknown = JSON.parse(await readFile(path, 'utf8'))
    const { format } = z.object({ format: z.number() }).parse(content)
    if (format !== FORMAT) return { state: 'outdated' }
    return { state: 'read', manifest: manifestSchema.parse(content) }
  } catch {
    return { state: 'corrupt' }
  }
}

/** Compares a folder with its own manifest, and that with what this version of Souffleur expects. */
export async function checkBuilt(folder: string, expected: BuiltExpectation): Promise<ModelState> {
  const reading = await readManifest(folder)
  if (reading.state !== 'read') return reading.state
  const { manifest } = reading
  if (manifest.writer !== expected.version) return 'outdated'
  const { publishedSource } = expected
  if (manifest.origin === 'published' && publishedSource !== undefined && !isPublished(manifest.source, publishedSource)) return 'outdated'
  const named = new Set(manifest.files.map((file) => file.name))
  if (!expected.files.every((name) => named.has(name))) return 'corrupt'
  return checkFiles((name) => join(folder, name), manifest.files)
}

/** Whether every one of these files is the one that the registry has under its name. */
export function isPublished(files: readonly ModelFile[], published: readonly ModelFile[]): boolean {
  return files.every((file) => published.some((known) => known.name === file.name && known.sha256 === file.sha256))
}
