import { type ErrorCode, type ErrorScope, errorCatalogue } from './error-catalogue.ts'

/**
 * A failure with a code of the catalogue. The scope decides what dies with it: a frame, a channel, a call or the process.
 * `detail` is for the log and must not hold words that people said.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly detail: string

  constructor(code: ErrorCode, detail = '', options?: ErrorOptions) {
    super(
      detail === '' ? `${code}: ${errorCatalogue[code].message.en}` : `${code}: ${errorCatalogue[code].message.en} (${detail})`,
      options,
    )
    this.name = 'AppError'
    this.code = code
    this.detail = detail
  }

  get scope(): ErrorScope {
    return errorCatalogue[this.code].scope
  }

  get retryable(): boolean {
    return errorCatalogue[this.code].retryable
  }
}
