import { existsSync } from 'node:fs'
import { readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@souffleur/proto'
import * as z from 'zod'
import { readManifest } from './built-manifest.ts'
import { measureFile } from './file-hash.ts'
import type { Model, ModelFile } from './model.ts'
import { findModel } from './registry.ts'

/** What a file was when it was hashed. The change time of an inode can't be set, so a file that is swapped or written is hashed again. */
const fingerprint = z.object({ size: z.string(), inode: z.string(), modifiedNs: z.string(), changedNs: z.string(), sha256: z.string() })
const cacheSchema = z.record(z.string(), fingerprint)
type Cache = z.infer<typeof cacheSchema>

export interface VerificationOptions {
  readonly filesFolder: string
  /** Remembers hashes from start to start, so that only new and changed files are read. */
  readonly cacheFile: string
  /** The registry's, except in tests. */
  readonly find?: (name: string) => Model | undefined
}

export interface VerifiedFile {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

/** Checks models before their engines load them. One for a process: what it reads, it reads once. */
export class ModelVerification {
  readonly #options: VerificationOptions
  readonly #verified = new Map<string, Promise<readonly VerifiedFile[]>>()
  /** Cache writes and models that load at the same time don't mix. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: VerificationOptions) {
    this.#options = options
  }

  /**
   * The files of a model, each with the hash that the registry, or the manifest of what was built here, has for it. Files that are missing
   * are left to whoever loads them.
   * @throws AppError `model.corrupt`
   */
  verify(name: string): Promise<readonly VerifiedFile[]> {
    const known = this.#verified.get(name)
    if (known !== undefined) return known
    const verified = this.#turn.then(() => this.#check(name))
    this.#turn = verified.catch(() => undefined)
    this.#verified.set(name, verified)
    return verified
  }

  /** Whether anything of a model is here: what isn't, nobody has to wait for. */
  isThere(name: string): boolean {
    return existsSync(join(this.#options.filesFolder, name))
  }

  async #check(name: string): Promise<readonly VerifiedFile[]> {
    const { filesFolder, cacheFile } = this.#options
    const expected = await this.#expectedFiles(name)
    const cache = await readCache(cacheFile)
    const found: VerifiedFile[] = []
    let isCacheOld = false
    for (const file of expected) {
      const path = join(filesFolder, name, file.name)
      const state = await stateOf(path)
      if (state === undefined) continue
      const key = `${name}/${file.name}`
      const remembered = cache[key]
      const isSame = remembered !== undefined && sameFile(remembered, state)
      const sha256 = isSame ? remembered.sha256 : (await measureFile(path)).sha256
      if (!isSame) {
        cache[key] = { ...state, sha256 }
        isCacheOld = true
      }
      if (sha256 !== file.sha256) throw new AppError('model.corrupt', key)
      found.push({ name: file.name, bytes: file.bytes, sha256 })
    }
    if (isCacheOld) await writeCache(cacheFile, cache)
    return found
  }

  async #expectedFiles(name: string): Promise<readonly ModelFile[]> {
    const model = (this.#options.find ?? findModel)(name)
    if (model?.form === 'published') return model.files
    const reading = await readManifest(join(this.#options.filesFolder, name))
    if (reading.state === 'corrupt') throw new AppError('model.corrupt', `${name}/built.json`)
    return reading.state === 'read' ? reading.manifest.files : []
  }
}

type FileStateNow = Omit<Cache[string], 'sha256'>

async function stateOf(path: string): Promise<FileStateNow | undefined> {
  const facts = await stat(path, { bigint: true }).catch(() => undefined)
  if (facts === undefined) return undefined
  const { size, ino, mtimeNs, ctimeNs } = facts
  return { size: String(size), inode: String(ino), modifiedNs: String(mtimeNs), changedNs: String(ctimeNs) }
}

function sameFile(remembered: FileStateNow, now: FileStateNow): boolean {
  return (
    remembered.size === now.size &&
    remembered.inode === now.inode &&
    remembered.modifiedNs === now.modifiedNs &&
    remembered.changedNs === now.changedNs
  )
}

/** A cache that can't be read costs a second of hashing, no more. */
async function readCache(path: string): Promise<Cache> {
  try {
    return cacheSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return {}
  }
}

async function writeCache(path: string, cache: Cache): Promise<void> {
  try {
    await writeFile(`${path}.new`, JSON.stringify(cache), { mode: 0o600 })
    await rename(`${path}.new`, path)
  } catch {
    // Read again at the next start.
  }
}
