import type { SystemStatus } from '@souffleur/desk'
import type { Recognizer } from '@souffleur/recognizer'
import type { Config } from './config.ts'

/** The engines as screens show them, with the command that installs a missing one. */
export function engineStatusOf(
  recognizer: Recognizer | undefined,
  { decoders }: Pick<Config, 'decoders'>,
): SystemStatus['engines'][number][] {
  const { engines: known = [], load } = recognizer?.status() ?? {}
  return known.map(({ name, languages, state }) => ({
    name,
    languages,
    state,
    ...(state === 'ready' && load !== undefined ? { workers: decoders, load } : {}),
    installCommand: state === 'missing' || state === 'failed' ? `npm run models -- pull ${name}` : null,
  }))
}
