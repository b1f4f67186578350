import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CancelTimer, Clock } from '@souffleur/flow'

/** What happens to a model, for people who wait for it. `text` is a part of a line: "fetching 67 MB from the npm registry". */
export type PullProgress = { readonly model: string } & (
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'phase'; readonly phase: PullPhase; readonly text: string }
  /** Without a total where nobody knows it. */
  | { readonly kind: 'bytes'; readonly phase: PullPhase; readonly doneBytes: number; readonly totalBytes: number | undefined }
)

export type PullPhase = 'fetching' | 'building'

const LOOK_EVERY_MS = 500

/** Follows a work that tells nothing by the size of the folder that it fills. */
export function watchGrowth(folder: string, clock: Clock, onBytes: (bytes: number) => void): CancelTimer {
  let cancelled = false
  let cancelTimer: CancelTimer = () => undefined
  const look = async () => {
    const bytes = await folderBytes(folder)
    if (cancelled) return
    onBytes(bytes)
    schedule()
  }
  const schedule = () => {
    cancelTimer = clock.setTimer(() => void look(), LOOK_EVERY_MS)
  }
  schedule()
  return () => {
    cancelled = true
    cancelTimer()
  }
}

/** Files may come and go meanwhile: what is gone counts nothing. */
async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0)
}
