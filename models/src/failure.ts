import { AppError } from '@souffleur/proto'

/** `corrupt`: the source answered, with something other than was published. */
export interface SourceFailure {
  readonly reason: 'unreachable' | 'corrupt'
  readonly detail: string
}

/** One line about an error, with what caused it: `fetch` says why only there. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const text = error instanceof AppError ? error.detail || error.message : error.message
  return error.cause instanceof Error && error.cause.message !== '' ? `${text}: ${error.cause.message}` : text
}

/** Other programs' complaints are text: they name the same errors. */
const DISK_FULL = /ENOSPC|EDQUOT|no space left on device|disk quota exceeded|not enough space on the disk/i

export function tellsOfFullDisk(text: string): boolean {
  return DISK_FULL.test(text)
}

export function isFullDisk(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
}

/** @throws AppError `model.disk-full` with the folder that needs room */
export function refuseFullDisk(folder: string, cause?: unknown): never {
  throw new AppError('model.disk-full', folder, { cause })
}
