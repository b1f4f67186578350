import { randomBytes } from 'node:crypto'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mountedSealingKey, readSealingKey, SealingKey, sealingKeyCommand, sealingKeyFile } from '../src/sealing/sealing-key.ts'
import { temporaryFolder } from './temporary-folder.ts'

describe('a sealing key', () => {
  const key = new SealingKey(randomBytes(32))

  it('opens what it sealed, in its place only', () => {
    const sealed = key.seal('à secret', 'here')
    expect(key.open(sealed, 'here')).toBe('à secret')
    expect(key.open(sealed, 'there')).toBeUndefined()
    expect(new SealingKey(randomBytes(32)).open(sealed, 'here')).toBeUndefined()
    expect(key.seal('à secret', 'here')).not.toBe(sealed)
  })

  it('opens nothing that was changed or cut', () => {
    const sealed = Buffer.from(key.seal('secret', 'here'), 'base64')
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed)
      changed[index] = (changed[index] ?? 0) ^ 1
      expect(key.open(changed.toString('base64'), 'here')).toBeUndefined()
      expect(key.open(sealed.subarray(0, index).toString('base64'), 'here')).toBeUndefined()
    }
  })

  it('has 32 bytes, as hexadecimal or as base64', () => {
    const bytes = randomBytes(32)
    for (const text of [bytes.toString('hex'), bytes.toString('base64'), `${bytes.toString('base64url')}\n`]) {
      expect(Buffer.from(readSealingKey(text) ?? []).equals(bytes)).toBe(true)
    }
    for (const text of ['', 'secret', bytes.toString('hex').slice(1), `${bytes.toString('hex')}00`, randomBytes(16).toString('base64')]) {
      expect(readSealingKey(text)).toBeUndefined()
    }
  })
})

describe('the key file', () => {
  it('is made when it is needed, once, for its owner only', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'data', 'secret.key')
    expect(await sealingKeyFile(path).find()).toBeUndefined()
    const made = await Promise.all(Array.from({ length: 8 }, () => sealingKeyFile(path).findOrCreate()))
    const sealed = made[0]?.seal('secret', '') ?? ''
    for (const key of made) expect(key.open(sealed, '')).toBe('secret')
    expect((await sealingKeyFile(path).find())?.open(sealed, '')).toBe('secret')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readdir(join(folder, 'data'))).toEqual(['secret.key'])
  })

  it('that holds no key is neither used nor overwritten', async () => {
    const path = join(await temporaryFolder(), 'secret.key')
    await writeFile(path, 'not a key\n')
    await expect(sealingKeyFile(path).find()).rejects.toMatchObject({ code: 'source.key-invalid' })
    await expect(sealingKeyFile(path).findOrCreate()).rejects.toMatchObject({ code: 'source.key-invalid' })
    expect(await readFile(path, 'utf8')).toBe('not a key\n')
  })
})

describe('a command', () => {
  const key = 'ab'.repeat(32)

  it('prints the key, and is asked once', async () => {
    const folder = await temporaryFolder()
    const holder = sealingKeyCommand(`echo asked >> '${folder}/log'; echo ${key}`)
    const sealed = (await holder.findOrCreate()).seal('words', 'here')
    expect((await holder.find())?.open(sealed, 'here')).toBe('words')
    expect(await readFile(join(folder, 'log'), 'utf8')).toBe('asked\n')
  })

  it.each([
    ['fails', 'exit 3', 'exit status 3'],
    ['prints something else', 'echo hunter2', 'no key'],
    ['prints without end', 'yes', 'exit status'],
  ])('that %s is an error that says what to do, and nothing of what it printed', async (_, command, detail) => {
    const error = await sealingKeyCommand(command)
      .find()
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'data.key-command-failed', message: expect.stringContaining(detail) })
    expect(String(error)).not.toContain('hunter2')
  })
})

describe('a mounted file', () => {
  it('is read, and never made', async () => {
    const path = join(await temporaryFolder(), 'key')
    await expect(mountedSealingKey(path).findOrCreate()).rejects.toMatchObject({ code: 'data.key-missing' })
    await writeFile(path, 'ab'.repeat(32))
    expect((await mountedSealingKey(path).findOrCreate()).open('x', 'y')).toBeUndefined()
  })
})
