import type { ErrorCode } from '@souffleur/proto'

/** Nothing is lost and nobody has to do anything: worth a line, not an alarm. */
const quiet: readonly ErrorCode[] = ['engine.degraded']

export function isQuiet(code: string): boolean {
  return quiet.some((known) => known === code)
}
