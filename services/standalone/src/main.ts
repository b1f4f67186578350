import { AppError, errorCatalogue } from '@souffleur/proto'
import { readConfig } from './config.ts'
import { startSouffleur } from './souffleur.ts'

/** `npm start`: one process with every part in it. Exit status 1 when it can't start, with the reason and what to do. */
try {
  const config = readConfig(process.env)
  const souffleur = await startSouffleur(config)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      souffleur.stop().then(
        () => process.exit(0),
        (error: unknown) => exitWith(error),
      )
    })
  }
} catch (error) {
  exitWith(error)
}

function exitWith(error: unknown): never {
  if (error instanceof AppError) {
    const { message, action } = errorCatalogue[error.code]
    const detail = error.detail === '' ? '' : `\n  ${error.detail}`
    process.stderr.write(`souffleur: ${error.code}: ${message.en}${detail}\n  ${action.en}\n  ${message.fr} ${action.fr}\n`)
  } else {
    process.stderr.write(`souffleur: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  }
  process.exit(1)
}
