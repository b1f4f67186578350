import { readFileSync } from 'node:fs'
import { AppError } from '@souffleur/proto'

/** Settings that hold a secret: each may be a file's content instead, as orchestrators mount them. `NAME_FILE` names the file. */
const fromFiles = [
  'DATABASE_URL',
  'SOUFFLEUR_REDIS_URL',
  'SOUFFLEUR_STREAM_TOKEN',
  'SOUFFLEUR_INTERNAL_TOKEN',
  'SOUFFLEUR_REMOTE_ASR_KEY',
] as const

/** @throws AppError `config.invalid` where both are set, or the file can't be read */
export function withSecretFiles(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const found = fromFiles.flatMap((name): [string, string][] => {
    const file = variables[`${name}_FILE`]
    if (file === undefined) return []
    if (variables[name] !== undefined) throw new AppError('config.invalid', `${name}, ${name}_FILE: expected one of them`)
    try {
      return [[name, readFileSync(file, 'utf8').trim()]]
    } catch (error) {
      throw new AppError('config.invalid', `${name}_FILE: ${file} cannot be read`, { cause: error })
    }
  })
  return { ...variables, ...Object.fromEntries(found) }
}
