import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@souffleur/flow'
import { createRecordingLog, ManualClock } from '@souffleur/testkit'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { acquireDataFolder, LOCK_FILE } from '../src/storage/data-folder-lock.ts'
import { select } from '../src/storage/database.ts'
import { DISK_RESERVE_BYTES, openPgliteDatabase } from '../src/storage/pglite-database.ts'
import { sql } from '../src/storage/statement.ts'
import { temporaryFolder } from './temporary-folder.ts'

const log = createRecordingLog()
const ports = { clock: systemClock, log }
const locked = { code: 'data.locked' }

/** A second process that takes the folder and says so, then stays until it is killed. */
async function otherProcess(folder: string) {
  const script = fileURLToPath(new URL('./hold-data-folder.ts', import.meta.url))
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  return {
    answer: String(line).trim(),
    async kill(signal: NodeJS.Signals) {
      child.kill(signal)
      await once(child, 'exit')
    },
  }
}

describe('a data folder', () => {
  it('belongs to one process: a second one is refused, with the reason', async () => {
    const folder = await temporaryFolder()
    const database = await openPgliteDatabase({ ...ports, dataFolder: folder })
    const second = await otherProcess(folder)
    expect(second.answer).toBe('data.locked')
    await database.close()
    const third = await otherProcess(folder)
    expect(third.answer).toBe('taken')
    await expect(openPgliteDatabase({ ...ports, dataFolder: folder })).rejects.toMatchObject(locked)
    await third.kill('SIGKILL')
  })

  it('is taken over from a process that was killed, with what it had stored', async () => {
    const folder = await temporaryFolder()
    const killed = await otherProcess(folder)
    expect(killed.answer).toBe('taken')
    await killed.kill('SIGKILL')
    const database = await openPgliteDatabase({ ...ports, dataFolder: folder })
    expect(await select(database, z.object({ word: z.string() }), sql`SELECT word FROM kept`)).toEqual([{ word: 'acknowledged' }])
    expect(log.lines.at(-1)?.fields.event).toBe('data-folder-taken-over')
    await database.close()
    expect(await readdir(folder)).toEqual(['postgres'])
  })

  it('is refused to the same process as well', async () => {
    const folder = await temporaryFolder()
    const lock = await acquireDataFolder(folder, ports)
    await expect(acquireDataFolder(folder, ports)).rejects.toMatchObject(locked)
    await lock.release()
    await (await acquireDataFolder(folder, ports)).release()
  })

  it('goes to exactly one of many that find a stale lock at once', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, LOCK_FILE), JSON.stringify({ token: 'old', pid: 1, processStart: 'another boot', host: hostname() }))
    const attempts = await Promise.allSettled(Array.from({ length: 12 }, () => acquireDataFolder(folder, ports)))
    const winners = attempts.filter((attempt) => attempt.status === 'fulfilled')
    expect(winners).toHaveLength(1)
    await winners[0]?.value.release()
    expect(await readdir(folder)).toEqual([])
  })

  it.each([
    ['the number of a process that started later', { pid: process.pid, processStart: 'another boot', host: hostname() }],
    ['a process that doesn’t exist', { pid: 0x7fff_fff0, processStart: '', host: hostname() }],
  ])('is taken over from a lock with %s', async (_, owner) => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, LOCK_FILE), JSON.stringify({ token: 'old', ...owner }))
    await (await acquireDataFolder(folder, ports)).release()
  })

  it.each(['', '{', '{"pid":"x"}'])('is taken over from the broken lock %j', async (content) => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, LOCK_FILE), content)
    await (await acquireDataFolder(folder, ports)).release()
  })

  it('stays with a process on another host for as long as that renews its lock', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, LOCK_FILE)
    const clock = new ManualClock()
    await writeFile(path, JSON.stringify({ token: 'theirs', pid: 1, processStart: '', host: 'another-container' }))
    const renewed = clock.unixMs() / 1000
    await utimes(path, renewed, renewed)
    await expect(acquireDataFolder(folder, { clock, log })).rejects.toMatchObject(locked)
    clock.advance(30_000)
    const lock = await acquireDataFolder(folder, { clock, log })
    expect(JSON.parse(await readFile(path, 'utf8')).host).toBe(hostname())
    await lock.release()
  })
})

describe('PGlite on a disk that fills up', () => {
  it('refuses to write while less than the reserve is free, still reads, and writes again when there is room', async () => {
    const clock = new ManualClock()
    let free = DISK_RESERVE_BYTES
    const database = await openPgliteDatabase({ clock, log, dataFolder: await temporaryFolder(), freeBytes: async () => free })
    await database.exec('CREATE TABLE notes (id integer)')
    free -= 1
    clock.advance(1000)
    await expect(database.query(sql`INSERT INTO notes VALUES (1)`)).rejects.toMatchObject({ code: 'data.full' })
    await expect(database.transaction((tx) => tx.query(sql`INSERT INTO notes VALUES (1)`))).rejects.toMatchObject({ code: 'data.full' })
    expect(await select(database, z.object({ id: z.number() }), sql`SELECT id FROM notes`)).toEqual([])
    free += 1
    clock.advance(1000)
    await database.query(sql`INSERT INTO notes VALUES (1)`)
    await database.close()
  })

  it('is opened again when its thread gives no answer, and has kept what was stored', async () => {
    const clock = new ManualClock()
    const database = await openPgliteDatabase({ clock, log, dataFolder: await temporaryFolder() })
    await database.exec('CREATE TABLE notes (id integer); INSERT INTO notes VALUES (1)')
    const endless = database.query(sql`SELECT count(*) FROM generate_series(1, 100000000000) AS n`)
    const refused = expect(endless).rejects.toMatchObject({ code: 'data.unavailable' })
    await clock.advanceAsync(60_000)
    await refused
    expect(await select(database, z.object({ id: z.number() }), sql`SELECT id FROM notes`)).toEqual([{ id: 1 }])
    await database.close()
  })

  it('says that a folder that can’t be written is unavailable', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'file'), '')
    await expect(openPgliteDatabase({ ...ports, dataFolder: join(folder, 'file') })).rejects.toThrow()
  })
})
