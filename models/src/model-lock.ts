import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '@souffleur/flow'
import * as z from 'zod'

const RENEWAL_MS = 5_000
/** Writing a large graph can keep a process from renewing for some seconds. */
const STALE_MS = 60_000
const LOOK_AGAIN_MS = 500

const ownerSchema = z.object({ token: z.string(), pid: z.number().int(), host: z.string() })
type Owner = z.infer<typeof ownerSchema>

export interface LockSurroundings {
  readonly clock: Clock
  /** Called once if another process has the lock. */
  readonly onWait: () => void
}

/**
 * Lets one process at a time work on a model; others wait. It saves a second download and keeps two from writing one partial file. What is
 * installed doesn't depend on it: that is checked, and put in place by a rename.
 */
export async function withModelLock<T>(
  filesFolder: string,
  name: string,
  surroundings: LockSurroundings,
  work: () => Promise<T>,
): Promise<T> {
  const path = join(filesFolder, `.${name}.lock`)
  const owner: Owner = { token: randomUUID(), pid: process.pid, host: hostname() }
  let waited = false
  while (!(await take(path, owner, surroundings.clock))) {
    if (!waited) surroundings.onWait()
    waited = true
    await delay(surroundings.clock)
  }
  const stopRenewing = renew(path, surroundings.clock)
  try {
    return await work()
  } finally {
    stopRenewing()
    if ((await readOwner(path))?.token === owner.token) await rm(path, { force: true })
  }
}

async function take(path: string, owner: Owner, clock: Clock): Promise<boolean> {
  await removeStale(path, clock)
  try {
    await writeFile(path, JSON.stringify(owner), { flag: 'wx' })
    const now = clock.unixMs() / 1000
    await utimes(path, now, now)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Moved away before it is deleted: when two see one stale lock, the slower must not delete the new lock of the quicker. */
async function removeStale(path: string, clock: Clock): Promise<void> {
  const found = await readOwner(path)
  if (!(await isStale(path, found, clock))) return
  const moved = `${path}.${randomUUID()}`
  try {
    await rename(path, moved)
  } catch {
    return
  }
  if ((await readOwner(moved))?.token !== found?.token) await link(moved, path).catch(() => undefined)
  await rm(moved, { force: true })
}

/** A process of this machine can be asked whether it lives. Of another machine's, or where a number was given again, the age decides. */
async function isStale(path: string, owner: Owner | undefined, clock: Clock): Promise<boolean> {
  const facts = await stat(path).catch(() => undefined)
  if (facts === undefined) return false
  if (clock.unixMs() - facts.mtimeMs > STALE_MS) return true
  return owner !== undefined && owner.host === hostname() && !processExists(owner.pid)
}

function renew(path: string, clock: Clock): () => void {
  let cancel = () => {}
  const again = () => {
    const now = clock.unixMs() / 1000
    utimes(path, now, now).catch(() => {})
    cancel = clock.setTimer(again, RENEWAL_MS)
  }
  cancel = clock.setTimer(again, RENEWAL_MS)
  return () => cancel()
}

/** Undefined where nobody has the lock, or its owner is still writing it. */
async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    return ownerSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return undefined
  }
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Another account's process: it exists, we just may not signal it.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function delay(clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(resolve, LOOK_AGAIN_MS)
  })
}
