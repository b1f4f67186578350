import { pino } from 'pino'
import type { Log, LogFields } from './log.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** JSON lines on standard error: standard output belongs to what a command prints for people. */
export function createLog(level: LogLevel, fields: LogFields = {}): Log {
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }))
  return wrap(logger.child({ ...fields }))
}

function wrap(logger: pino.Logger): Log {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: LogFields = {}) =>
      logger[level]({ ...fields, ...(fields.error === undefined ? {} : { error: describe(fields.error) }) }, message)
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => wrap(logger.child({ ...fields })),
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
