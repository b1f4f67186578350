import { AppError } from '@souffleur/proto'
import * as z from 'zod'

export type StorageFailureCode = 'data.full' | 'data.unavailable'

const coded = z.object({ code: z.string() })

/** SQLSTATE of PostgreSQL (appendix A of its manual) and error codes of Node for a disk that is full. */
const fullCodes = new Set(['53100', 'ENOSPC', 'EDQUOT'])
/** SQLSTATE classes: connection, insufficient resources, operator intervention, system error, internal error. */
const unavailableClasses = new Set(['08', '53', '57', '58', 'XX'])
const unavailableCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', 'EIO', 'EROFS', 'EACCES'])

/** Whether trying again later can help, and why it can't now. Undefined for a mistake in the statement or its values. */
export function storageFailureOf(error: unknown): StorageFailureCode | undefined {
  if (error instanceof AppError) {
    return error.code === 'data.full' || error.code === 'data.unavailable' ? error.code : undefined
  }
  const parsed = coded.safeParse(error)
  if (!parsed.success) return undefined
  const { code } = parsed.data
  if (fullCodes.has(code)) return 'data.full'
  if (unavailableCodes.has(code)) return 'data.unavailable'
  return /^[0-9A-Z]{5}$/.test(code) && unavailableClasses.has(code.slice(0, 2)) ? 'data.unavailable' : undefined
}

/** An error of a driver, as the rest of desk sees it. */
export function translateFailure(error: unknown): unknown {
  const code = error instanceof AppError ? undefined : storageFailureOf(error)
  return code === undefined ? error : new AppError(code, error instanceof Error ? error.message : '', { cause: error })
}
