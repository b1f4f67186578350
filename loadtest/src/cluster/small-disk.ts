import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A disk in memory that can be filled without harm to others. Needs root. */
export class SmallDisk {
  readonly folder: string
  readonly #filler: string

  /** @throws Error when this account may not mount */
  constructor(folder: string, megabytes: number) {
    this.folder = folder
    this.#filler = join(folder, 'filler')
    mkdirSync(folder, { recursive: true })
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', folder], { stdio: 'pipe' })
  }

  /** Not a byte more can be written. */
  fill(): void {
    const { bavail, bsize } = statfsSync(this.folder)
    const piece = Buffer.alloc(bsize * 16)
    try {
      // Others write meanwhile: the last pages are taken as they come.
      for (let pieces = bavail; pieces > 0; pieces -= 1) writeFileSync(this.#filler, piece, { flag: 'a' })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
    }
  }

  free(): void {
    rmSync(this.#filler, { force: true })
  }

  /** With all that is on it. */
  remove(): void {
    execFileSync('umount', ['--lazy', this.folder], { stdio: 'pipe' })
  }
}
