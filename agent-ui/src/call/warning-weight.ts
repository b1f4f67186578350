import type { ErrorCode } from '@souffleur/proto'

/** Nothing is lost and nobody has to do anything: worth a line, not an alarm. */
const quiet: readonly ErrorCode[] = ['engine.degraded']
/** For those who run Souffleur: nothing that people on a call could see to. */
const operational: readonly ErrorCode[] = ['call.unbalanced']

export function isQuiet(code: string): boolean {
  return quiet.some((known) => known === code)
}

export function isOperational(code: string): boolean {
  return operational.some((known) => known === code)
}

/** Words came after all. */
export function isOutdated(code: string, utterances: number): boolean {
  return utterances > 0 && code === ('call.no-words' satisfies ErrorCode)
}
