import { AppError, type ErrorCode } from '@souffleur/proto'

export interface ServerComplaint {
  readonly code: ErrorCode
  readonly detail: string
  /** The bus would lose messages, or not work at all. */
  readonly isFatal: boolean
}

const LEAST_VERSION = 7

/** @param info what `INFO` answers. */
export function complaintsAbout(info: string): ServerComplaint[] {
  const fields = new Map(info.split('\r\n').map((line) => splitOnce(line)))
  const version = fields.get('redis_version') ?? ''
  const policy = fields.get('maxmemory_policy') ?? ''
  const complaints: ServerComplaint[] = []
  if (!(Number.parseInt(version, 10) >= LEAST_VERSION))
    complaints.push({ code: 'bus.redis-version', detail: `version ${version}`, isFatal: true })
  if (policy !== 'noeviction') complaints.push({ code: 'bus.redis-eviction', detail: `maxmemory-policy ${policy}`, isFatal: true })
  if (fields.get('role') !== 'master') complaints.push({ code: 'bus.redis-readonly', detail: 'role', isFatal: false })
  if (fields.get('aof_enabled') !== '1') complaints.push({ code: 'bus.redis-unkept', detail: 'appendonly no', isFatal: false })
  return complaints
}

function splitOnce(line: string): [string, string] {
  const at = line.indexOf(':')
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]
}

const codesByPrefix: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^(-?)(NOAUTH|WRONGPASS|NOPERM)|invalid password|without any password|invalid username/i, 'bus.redis-refused'],
  [/^READONLY|can't write against a read only/i, 'bus.redis-readonly'],
  [/^OOM|used memory > 'maxmemory'/i, 'bus.redis-full'],
  [/^MISCONF/, 'bus.redis-disk'],
  [/timed out/i, 'bus.redis-slow'],
  [/NOREPLICAS|LOADING|MASTERDOWN|CLUSTERDOWN|BUSY /, 'bus.redis-away'],
]

/** The catalogue's name for what a client or a server says; `bus.redis-away` for all that has to do with the connection. */
export function codedRedisError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const message = error instanceof Error ? error.message : String(error)
  const [, code] = codesByPrefix.find(([pattern]) => pattern.test(message)) ?? []
  // The first word is the server's name for it; the rest may quote arguments.
  return new AppError(code ?? 'bus.redis-away', message.split(' ').slice(0, 8).join(' '), { cause: error })
}

/** 100 ms, doubled with each failure up to 5 s, half of it by chance so that processes don't come back all at once. */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const full = Math.min(5000, 100 * 2 ** Math.min(failures, 10))
  return full / 2 + (full / 2) * random()
}
