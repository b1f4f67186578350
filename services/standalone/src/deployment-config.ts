import { AppError } from '@souffleur/proto'
import * as z from 'zod'

/** What a process does; `all` needs nothing but itself. */
export const roles = ['all', 'gateway', 'recognizer', 'assist', 'wrapup', 'desk'] as const
export type Role = (typeof roles)[number]

export const deploymentVariables = {
  SOUFFLEUR_ROLE: z.enum(roles).default('all'),
  /** The server of the bus: `redis://[USER:PASSWORD@]HOST:PORT/DATABASE`, or `rediss://`. */
  SOUFFLEUR_REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  /** What desks say to assist's internal address. */
  SOUFFLEUR_INTERNAL_TOKEN: z.string().min(16).optional(),
  /** Where desks ask assist for articles and intents. */
  SOUFFLEUR_ASSIST_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Where desks play samples and uploaded recordings. */
  SOUFFLEUR_STREAM_URL: z.url({ protocol: /^wss?$/ }).optional(),
  /** How long a gateway that is told to stop waits for its calls to end before their platforms are sent elsewhere. */
  SOUFFLEUR_DRAIN_SECONDS: z.coerce.number().min(0).max(3600).default(30),
}

/** Of a process among others. */
export interface ClusterConfig {
  readonly role: Exclude<Role, 'all'>
  readonly redisUrl: string
  readonly internalToken: string
  readonly assistUrl: string | undefined
  readonly streamUrl: string | undefined
  readonly drainMs: number
}

const variables = z.object(deploymentVariables)

/** Undefined for a process that does everything. @throws AppError `config.invalid` for what a role is missing */
export function clusterConfigOf(
  values: z.infer<typeof variables> & { readonly DATABASE_URL?: string | undefined },
): ClusterConfig | undefined {
  const { SOUFFLEUR_ROLE: role, SOUFFLEUR_REDIS_URL: redisUrl, SOUFFLEUR_INTERNAL_TOKEN: internalToken } = values
  if (role === 'all') return undefined
  const wanted = {
    SOUFFLEUR_REDIS_URL: redisUrl,
    DATABASE_URL: values.DATABASE_URL,
    ...(role === 'desk' || role === 'assist' ? { SOUFFLEUR_INTERNAL_TOKEN: internalToken } : {}),
    ...(role === 'desk' ? { SOUFFLEUR_ASSIST_URL: values.SOUFFLEUR_ASSIST_URL, SOUFFLEUR_STREAM_URL: values.SOUFFLEUR_STREAM_URL } : {}),
  }
  const missing = Object.entries(wanted).flatMap(([name, value]) => (value === undefined ? [name] : []))
  if (redisUrl === undefined || missing.length > 0)
    throw new AppError('config.invalid', `${missing.join(', ')}: expected where SOUFFLEUR_ROLE is ${role}`)
  return {
    role,
    redisUrl,
    internalToken: internalToken ?? '',
    assistUrl: values.SOUFFLEUR_ASSIST_URL,
    streamUrl: values.SOUFFLEUR_STREAM_URL,
    drainMs: values.SOUFFLEUR_DRAIN_SECONDS * 1000,
  }
}
