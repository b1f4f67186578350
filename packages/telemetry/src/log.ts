/**
 * Structured logs. Messages are static sentences; everything that varies is a field. Words that people said never go here.
 */
export interface LogFields {
  readonly service?: string
  readonly event?: string
  readonly callId?: string
  readonly channel?: string
  readonly seq?: number
  readonly positionMs?: number
  readonly utteranceId?: string
  readonly suggestionId?: string
  readonly model?: string
  readonly durMs?: number
  readonly code?: string
  readonly detail?: string
  readonly error?: unknown
  readonly [field: string]: unknown
}

export interface Log {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  child(fields: LogFields): Log
}
