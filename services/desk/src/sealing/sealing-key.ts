import { execFile } from 'node:child_process'
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { AppError } from '@souffleur/proto'

export const SEALING_KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Seals small secrets with AES-256-GCM (NIST SP 800-38D). What is sealed opens only in the place that it was sealed for. */
export class SealingKey {
  readonly #key: Buffer

  /** @throws RangeError for another length than 32 bytes. */
  constructor(key: Uint8Array) {
    if (key.length !== SEALING_KEY_BYTES) throw new RangeError(`a key of ${key.length} bytes: expected ${SEALING_KEY_BYTES}`)
    this.#key = Buffer.from(key)
  }

  /** @param place what the secret belongs to; the same is needed to open it. Returns base64 of nonce, ciphertext and tag. */
  seal(secret: string, place: string): string {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(place))
    return Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64')
  }

  /** Undefined for what another key sealed, for another place, or has been changed since. */
  open(sealed: string, place: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64')
    if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined
    const nonce = bytes.subarray(0, NONCE_BYTES)
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(place))
      .setAuthTag(bytes.subarray(-TAG_BYTES))
    try {
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8')
    } catch {
      return undefined
    }
  }
}

/** Where the key comes from. */
export interface SealingKeyHolder {
  /** Undefined while there is none. @throws AppError `source.key-invalid` */
  find(): Promise<SealingKey | undefined>
  /** Makes one where there is none. @throws AppError `source.key-invalid` */
  findOrCreate(): Promise<SealingKey>
}

/** 32 bytes as 64 hexadecimal digits or as base64. Undefined for any other text. */
export function readSealingKey(text: string): Uint8Array | undefined {
  const trimmed = text.trim()
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex')
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return undefined
  return Buffer.from(trimmed.replaceAll('-', '+').replaceAll('_', '/'), 'base64')
}

/** A key that was given, as in an environment variable. */
export function givenSealingKey(key: Uint8Array): SealingKeyHolder {
  const holder = new SealingKey(key)
  return { find: async () => holder, findOrCreate: async () => holder }
}

const COMMAND_LIMIT_MS = 30_000

/**
 * What a command prints, such as one that asks a key management service: run once, when the key is first needed.
 * @param command for the shell, as the operator wrote it
 */
export function sealingKeyCommand(command: string): SealingKeyHolder {
  let asked: Promise<SealingKey> | undefined
  const find = () => {
    asked ??= askCommand(command).catch((error: unknown) => {
      asked = undefined
      throw error
    })
    return asked
  }
  return { find, findOrCreate: find }
}

/** @throws AppError `data.key-command-failed`: what it printed may be a key, and is told to nobody. */
async function askCommand(command: string): Promise<SealingKey> {
  const run = promisify(execFile)
  const answer = await run('/bin/sh', ['-c', command], { timeout: COMMAND_LIMIT_MS, maxBuffer: 4096 }).catch(({ code, killed }) => {
    throw new AppError('data.key-command-failed', killed === true ? 'it took too long' : `exit status ${code}`)
  })
  const key = readSealingKey(answer.stdout)
  if (key === undefined) throw new AppError('data.key-command-failed', 'what it printed is no key')
  return new SealingKey(key)
}

/** A file that somebody else put there, such as a mounted secret: it is read, and never made. */
export function mountedSealingKey(path: string): SealingKeyHolder {
  const find = async () => {
    const text = await readIfThere(path)
    if (text === undefined) throw new AppError('data.key-missing', path)
    return keyOf(text, path)
  }
  return { find, findOrCreate: find }
}

/** A file that only its owner may read, made when the first secret has to be sealed. */
export function sealingKeyFile(path: string): SealingKeyHolder {
  const find = async () => {
    const text = await readIfThere(path)
    return text === undefined ? undefined : keyOf(text, path)
  }
  return {
    find,
    async findOrCreate() {
      const known = await find()
      if (known !== undefined) return known
      await create(path)
      return keyOf((await readIfThere(path)) ?? '', path)
    },
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new AppError('source.key-invalid', path, { cause: error })
  }
}

function keyOf(text: string, path: string): SealingKey {
  const key = readSealingKey(text)
  if (key === undefined) throw new AppError('source.key-invalid', path)
  return new SealingKey(key)
}

/** All of it under its name or nothing, and never over a key that is there. */
async function create(path: string): Promise<void> {
  const unfinished = `${path}.${randomBytes(6).toString('hex')}`
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  try {
    await writeFile(unfinished, `${randomBytes(SEALING_KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true })
    await link(unfinished, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw new AppError('source.key-invalid', path, { cause: error })
    }
  } finally {
    await unlink(unfinished).catch(() => undefined)
  }
}
