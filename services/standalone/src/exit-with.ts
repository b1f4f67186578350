import { AppError, errorCatalogue } from '@souffleur/proto'

/** Ends a command that can't go on: what happened and what to do, in both languages, on standard error. */
export function exitWith(error: unknown): never {
  if (error instanceof AppError) {
    const { message, action } = errorCatalogue[error.code]
    const detail = error.detail === '' ? '' : `\n  ${error.detail}`
    process.stderr.write(`souffleur: ${error.code}: ${message.en}${detail}\n  ${action.en}\n  ${message.fr} ${action.fr}\n`)
  } else {
    process.stderr.write(`souffleur: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  }
  process.exit(1)
}
