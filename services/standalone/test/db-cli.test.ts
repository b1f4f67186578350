import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OPS_PASSWORD, type RunningSouffleur, runSouffleur } from './running-souffleur.ts'

const command = fileURLToPath(new URL('../src/db-cli.ts', import.meta.url))
let running: RunningSouffleur
let folder: string

beforeAll(async () => {
  running = await runSouffleur()
  folder = await mkdtemp(join(tmpdir(), 'souffleur-backups-'))
})
afterAll(async () => {
  await running.stop()
  await rm(folder, { recursive: true, force: true })
})

interface Ended {
  readonly status: number
  readonly text: string
}

/** `npm run db -- ...` as an operator runs it. */
function db(dataFolder: string, ...asked: readonly string[]): Promise<Ended> {
  const env = { PATH: process.env.PATH, SOUFFLEUR_DATA: dataFolder, SOUFFLEUR_OPS_PASSWORD: OPS_PASSWORD, SOUFFLEUR_LOG: 'silent' }
  return new Promise((resolve) => {
    execFile(process.execPath, [command, ...asked], { env }, (error, out, err) => {
      resolve({ status: error === null ? 0 : Number(error.code), text: out + err })
    })
  })
}

describe('npm run db', () => {
  it('says what it does when it is asked for something else', async () => {
    expect(await db(folder, 'backup')).toMatchObject({ status: 2, text: expect.stringContaining('npm run db -- restore FOLDER') })
  })

  it('has a running Souffleur copy its database, restores it, and checks it', async () => {
    const backup = join(folder, 'monday')
    const made = await db(running.dataFolder, 'backup', backup, '--url', running.url)
    expect(made).toMatchObject({ status: 0, text: expect.stringContaining('accounts') })
    expect((await readdir(backup)).sort()).toEqual(['backup.json', 'postgres'])
    expect(await readdir(join(running.dataFolder, 'backups'))).toEqual([])

    const restored = join(folder, 'restored')
    const withoutKey = await db(restored, 'restore', backup)
    expect(withoutKey).toMatchObject({ status: 1, text: expect.stringContaining('data.key-missing') })
    await running.copyKey(restored)
    expect(await db(restored, 'restore', backup)).toMatchObject({ status: 0, text: expect.stringContaining('every table counted') })
    expect(await db(restored, 'check')).toMatchObject({ status: 0, text: expect.stringContaining('audit entries') })
    expect(await db(restored, 'restore', backup)).toMatchObject({ status: 1, text: expect.stringContaining('data.not-empty') })
  })

  it('copies the database of a Souffleur that is stopped', async () => {
    const restored = join(folder, 'restored')
    const again = join(folder, 'tuesday')
    expect(await db(restored, 'backup', again)).toMatchObject({ status: 0, text: expect.stringContaining('Keep the key apart') })
    await rename(join(restored, 'postgres'), join(folder, 'lost'))
    expect(await db(restored, 'restore', again)).toMatchObject({ status: 0 })
  })
})
