export type RecordedLevel = 'debug' | 'info' | 'warn' | 'error'
export type RecordedFields = { readonly [field: string]: unknown }

export interface RecordedLine {
  readonly level: RecordedLevel
  readonly message: string
  /** The fields of the line and of the loggers above it. */
  readonly fields: RecordedFields
}

/** The shape of telemetry's `Log`, which the test kit may not import. Children write to the same `lines`. */
export interface RecordingLog {
  readonly lines: readonly RecordedLine[]
  debug(message: string, fields?: RecordedFields): void
  info(message: string, fields?: RecordedFields): void
  warn(message: string, fields?: RecordedFields): void
  error(message: string, fields?: RecordedFields): void
  child(fields: RecordedFields): RecordingLog
  /** Values of the field `code`, in the order written. */
  codes(): string[]
}

export function createRecordingLog(): RecordingLog {
  return recordInto([], {})
}

function recordInto(lines: RecordedLine[], inherited: RecordedFields): RecordingLog {
  const write =
    (level: RecordedLevel) =>
    (message: string, fields: RecordedFields = {}): void => {
      lines.push({ level, message, fields: { ...inherited, ...fields } })
    }
  return {
    lines,
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => recordInto(lines, { ...inherited, ...fields }),
    codes: () => lines.flatMap(({ fields }) => (typeof fields.code === 'string' ? [fields.code] : [])),
  }
}
