import { readFileSync } from 'node:fs'
import { type Role, roles, type SignOnConfig } from '@souffleur/desk'
import { AppError } from '@souffleur/proto'
import * as z from 'zod'

/** An empty value is as good as none: compose files have them. */
const emptyIsNone = <Schema extends z.ZodType>(schema: Schema) => z.preprocess((value) => (value === '' ? undefined : value), schema)
const text = emptyIsNone(z.string().min(1).optional())

/** "call-advisors=advisor,call-supervisors=supervisor" */
const roleList = emptyIsNone(
  z
    .string()
    .transform((list, context) => {
      const pairs = list.split(',').map((pair) => pair.split('=').map((part) => part.trim()))
      const read = pairs.flatMap(([claim = '', name = '']): [string, Role][] => {
        const role = roles.find((known) => known === name)
        return claim === '' || role === undefined ? [] : [[claim, role]]
      })
      if (read.length === pairs.length) return new Map(read)
      context.addIssue({ code: 'custom', message: `expected VALUE=ROLE, separated by commas; roles are ${roles.join(', ')}` })
      return z.NEVER
    })
    .optional(),
)

/** The organisation's identity provider, by OpenID Connect. */
export const signOnVariables = {
  SOUFFLEUR_OIDC_ISSUER: emptyIsNone(z.url({ protocol: /^https?$/ }).optional()),
  SOUFFLEUR_OIDC_CLIENT_ID: text,
  SOUFFLEUR_OIDC_CLIENT_SECRET: text,
  /** A file that holds it, as container secrets come. */
  SOUFFLEUR_OIDC_CLIENT_SECRET_FILE: text,
  SOUFFLEUR_OIDC_ROLE_CLAIM: z.string().min(1).default('roles'),
  SOUFFLEUR_OIDC_ROLES: roleList,
  SOUFFLEUR_OIDC_TEAM_CLAIM: text,
}
const schema = z.object(signOnVariables)

const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/

/**
 * Undefined where no provider is named.
 * @throws AppError `config.invalid` for half a configuration, or a provider that could be anybody
 */
export function signOnConfigOf(values: z.infer<typeof schema>): SignOnConfig | undefined {
  const { SOUFFLEUR_OIDC_ISSUER: issuer, SOUFFLEUR_OIDC_CLIENT_ID: clientId, SOUFFLEUR_OIDC_ROLES: named } = values
  if (issuer === undefined) return undefined
  if (clientId === undefined) throw new AppError('config.invalid', 'SOUFFLEUR_OIDC_CLIENT_ID: needed with SOUFFLEUR_OIDC_ISSUER')
  if (named === undefined) throw new AppError('config.invalid', 'SOUFFLEUR_OIDC_ROLES: needed with SOUFFLEUR_OIDC_ISSUER')
  const { protocol, hostname } = new URL(issuer)
  if (protocol === 'http:' && !loopback.test(hostname))
    throw new AppError('config.invalid', 'SOUFFLEUR_OIDC_ISSUER: https, or a provider on this machine')
  return {
    issuer,
    clientId,
    clientSecret: values.SOUFFLEUR_OIDC_CLIENT_SECRET ?? secretIn(values.SOUFFLEUR_OIDC_CLIENT_SECRET_FILE),
    roleClaim: values.SOUFFLEUR_OIDC_ROLE_CLAIM,
    roles: named,
    teamClaim: values.SOUFFLEUR_OIDC_TEAM_CLAIM,
  }
}

function secretIn(file: string | undefined): string | undefined {
  if (file === undefined) return undefined
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new AppError('config.invalid', 'SOUFFLEUR_OIDC_CLIENT_SECRET_FILE: it cannot be read', { cause: error })
  }
}
