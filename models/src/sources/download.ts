import { open, rename, rm, stat } from 'node:fs/promises'
import { type Clock, err, ok, type Result } from '@souffleur/flow'
import { describe, isFullDisk, type SourceFailure } from '../failure.ts'
import { checkFile } from '../file-hash.ts'
import type { ModelFile } from '../model.ts'
import { megabytes } from '../progress.ts'

export interface DownloadSurroundings {
  readonly clock: Clock
  /** Bytes of the file that are here, those of earlier attempts included. */
  readonly onBytes: (bytes: number) => void
}

const CONNECT_MS = 10_000
/** A server that sends nothing for this long counts as cut. */
const STALLED_MS = 60_000
/** A cut connection is continued at once, as long as each attempt brings something. */
const ATTEMPTS = 4

/**
 * Downloads one file to `path`. What arrived before a cut stays in `path.part`, and the next call goes on from there with a range request
 * (RFC 9110, section 14); a server that knows no ranges makes it start over. Bytes other than were published are deleted.
 */
export async function download(
  url: string,
  path: string,
  expected: ModelFile,
  surroundings: DownloadSurroundings,
): Promise<Result<void, SourceFailure>> {
  if ((await checkFile(path, expected)) === 'good') return ok(undefined)
  const part = `${path}.part`
  for (let attempt = 1; ; attempt += 1) {
    const before = await sizeOf(part)
    const got = before >= expected.bytes ? ok(undefined) : await attemptDownload(url, part, expected, surroundings)
    if (got.ok) return settle(part, path, expected)
    if (got.error.reason === 'corrupt') await rm(part, { force: true })
    const gained = (await sizeOf(part)) > before
    if (got.error.reason === 'corrupt' || !gained || attempt === ATTEMPTS) return got
  }
}

async function settle(part: string, path: string, expected: ModelFile): Promise<Result<void, SourceFailure>> {
  if ((await checkFile(part, expected)) !== 'good') {
    await rm(part, { force: true })
    return corrupt(`${expected.name} is not the published file`)
  }
  await rename(part, path)
  return ok(undefined)
}

async function attemptDownload(
  url: string,
  part: string,
  expected: ModelFile,
  surroundings: DownloadSurroundings,
): Promise<Result<void, SourceFailure>> {
  const watchdog = createWatchdog(surroundings.clock)
  try {
    const offset = await sizeOf(part)
    watchdog.expect(`no answer within ${CONNECT_MS / 1000} s`, CONNECT_MS)
    const response = await fetch(url, { headers: requestHeaders(offset), signal: watchdog.signal })
    if (response.status === 416) {
      // The server's file ends before ours does: ours is of another file.
      await response.body?.cancel()
      return corrupt(`${expected.name} has another length there`)
    }
    if (!response.ok || response.body === null) {
      await response.body?.cancel()
      return unreachable(`${url} answered ${response.status}`)
    }
    const from = continuesAt(response) === offset ? offset : 0
    const bytes = await receive(response.body, part, from, { expected, watchdog, onBytes: surroundings.onBytes })
    if (bytes === expected.bytes) return ok(undefined)
    // Without a declared length, a cut looks like an end.
    const cut = bytes < expected.bytes && !response.headers.has('content-length')
    return cut ? unreachable(`${url} ended early`) : corrupt(`${expected.name} has another length than the published file`)
  } catch (error) {
    if (isFullDisk(error)) throw error
    return unreachable(`${url}: ${watchdog.complaint() ?? describe(error)}${await whatIsHere(part, expected)}`)
  } finally {
    watchdog.stop()
  }
}

interface Receiving extends Pick<DownloadSurroundings, 'onBytes'> {
  readonly expected: ModelFile
  readonly watchdog: Watchdog
}

/** @returns how long the file is now; reading stops where it is too long */
async function receive(
  body: AsyncIterable<Uint8Array>,
  part: string,
  from: number,
  { expected, watchdog, onBytes }: Receiving,
): Promise<number> {
  const file = await open(part, from > 0 ? 'a' : 'w')
  let bytes = from
  const expectMore = () => watchdog.expect(`nothing came for ${STALLED_MS / 1000} s`, STALLED_MS)
  try {
    expectMore()
    for await (const chunk of body) {
      expectMore()
      await file.appendFile(chunk)
      bytes += chunk.length
      onBytes(bytes)
      if (bytes > expected.bytes) break
    }
    return bytes
  } finally {
    await file.close()
  }
}

/** Stored bytes must not be squeezed on the way: a range counts them as they are sent. */
function requestHeaders(offset: number): Record<string, string> {
  const plain = { 'accept-encoding': 'identity' }
  return offset > 0 ? { ...plain, range: `bytes=${offset}-` } : plain
}

/** Where a partial answer begins; an ordinary one begins at 0. */
function continuesAt(response: Response): number {
  if (response.status !== 206) return 0
  const begin = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1]
  return begin === undefined ? 0 : Number(begin)
}

interface Watchdog {
  readonly signal: AbortSignal
  /** Gives up after `delayMs`, unless something else is expected or it is stopped before. */
  expect(complaint: string, delayMs: number): void
  complaint(): string | undefined
  stop(): void
}

function createWatchdog(clock: Clock): Watchdog {
  const controller = new AbortController()
  let bitten: string | undefined
  let cancel = () => {}
  return {
    signal: controller.signal,
    expect(complaint, delayMs) {
      cancel()
      cancel = clock.setTimer(() => {
        bitten = complaint
        controller.abort()
      }, delayMs)
    },
    complaint: () => bitten,
    stop: () => cancel(),
  }
}

async function whatIsHere(part: string, expected: ModelFile): Promise<string> {
  const bytes = await sizeOf(part)
  return bytes === 0 ? '' : `; ${megabytes(bytes)} of ${megabytes(expected.bytes)} MB are kept, and the next attempt goes on from there`
}

function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}

const unreachable = (detail: string) => err<SourceFailure>({ reason: 'unreachable', detail })
const corrupt = (detail: string) => err<SourceFailure>({ reason: 'corrupt', detail })
