import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import * as z from 'zod'
import { translateFailure } from './database-failure.ts'
import { processStart } from './process-start.ts'

/**
 * PGlite has no lock against a second process: two on one folder destroy it. So a file says who uses the folder. It names the
 * process by number and by start time, since numbers come back, above all in containers where every start is process 1.
 * From another host (a container that was replaced) the process can't be asked: then the file's age decides, which its owner
 * renews.
 */
export interface FolderLock {
  release(): Promise<void>
}

export const LOCK_FILE = 'souffleur.lock'
const RENEWAL_MS = 10_000
/** Three renewals missed. */
const FOREIGN_STALE_MS = 30_000
/** Taking a stale lock over takes milliseconds: an older claim is what a process that died in the middle left. */
const CLAIM_STALE_MS = 10_000

const ownerSchema = z.object({ token: z.string(), pid: z.number().int(), processStart: z.string(), host: z.string() })
type Owner = z.infer<typeof ownerSchema>

/** @throws AppError `data.locked` */
export async function acquireDataFolder(folder: string, { clock, log }: { clock: Clock; log: Log }): Promise<FolderLock> {
  const path = join(folder, LOCK_FILE)
  const owner: Owner = { token: randomUUID(), pid: process.pid, processStart: await processStart(process.pid), host: hostname() }
  const draft = `${path}.${owner.token}`
  try {
    // Written in full before it gets its name: nobody ever reads half a lock.
    await writeFile(draft, JSON.stringify(owner), { mode: 0o600 })
    if (!(await linkIfAbsent(draft, path))) await takeOver(path, draft, clock, log)
  } catch (error) {
    throw translateFailure(error)
  } finally {
    await rm(draft, { force: true })
  }
  return keep(path, owner, clock)
}

async function takeOver(path: string, draft: string, clock: Clock, log: Log): Promise<void> {
  const found = await readOwner(path)
  if (found !== undefined && (await isAlive(found, path, clock))) {
    throw new AppError('data.locked', `process ${found.pid} on ${found.host}`)
  }
  const claim = `${path}.claim`
  await dropStaleClaim(claim, clock)
  if (!(await linkIfAbsent(draft, claim))) throw new AppError('data.locked', 'another process is starting')
  try {
    // Somebody may have been through here between our look and our claim.
    const still = await readOwner(path)
    if (still?.token !== found?.token) throw new AppError('data.locked', 'another process was quicker')
    await rename(draft, path)
    log.warn('took over the data folder of a process that is gone', { event: 'data-folder-taken-over', pid: found?.pid })
  } finally {
    await rm(claim, { force: true })
  }
}

function keep(path: string, owner: Owner, clock: Clock): FolderLock {
  let cancel = () => {}
  const renew = () => {
    const now = clock.unixMs() / 1000
    // A renewal that fails (full disk, folder removed) costs nothing but the lock's age.
    utimes(path, now, now).catch(() => {})
    cancel = clock.setTimer(renew, RENEWAL_MS)
  }
  renew()
  return {
    async release() {
      cancel()
      if ((await readOwner(path))?.token === owner.token) await rm(path, { force: true })
    },
  }
}

async function isAlive(owner: Owner, path: string, clock: Clock): Promise<boolean> {
  if (owner.host !== hostname()) {
    const { mtimeMs } = await stat(path)
    return clock.unixMs() - mtimeMs < FOREIGN_STALE_MS
  }
  if (!processExists(owner.pid)) return false
  return owner.processStart === (await processStart(owner.pid))
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Another account's process: it exists, we just may not signal it.
    return isSystemError(error, 'EPERM')
  }
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    return ownerSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError || isSystemError(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Creates `to` with the content of `from` in one step, unless it exists. */
async function linkIfAbsent(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false
    throw error
  }
}

async function dropStaleClaim(claim: string, clock: Clock): Promise<void> {
  const age = await stat(claim).then(
    ({ ctimeMs }) => clock.unixMs() - ctimeMs,
    () => 0,
  )
  if (age > CLAIM_STALE_MS) await rm(claim, { force: true })
}

function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
