import type { IncomingMessage } from 'node:http'
import type { Authorise } from '../upgrade-gate.ts'
import type { SourceKeys } from './source-keys.ts'

/** Headers by which a proxy says that it stands in between: its own address is no proof of anything. */
const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const

/** A program on this machine. Browsers name an origin and programs don't. */
export function isLocalProgram({ headers, socket: { remoteAddress } }: IncomingMessage): boolean {
  if (headers.origin !== undefined || PROXY_HEADERS.some((name) => headers[name] !== undefined)) return false
  return isLoopback(remoteAddress)
}

export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(?:::ffff:)?127\.|^::1$/.test(address)
}

/** For protocols that bring a bearer token, or a user name and a password (HTTP Basic, RFC 7617). Without either, programs on this machine only. */
export function authoriseBearers(door: string, keys: SourceKeys): Authorise {
  return async (request) => {
    const { authorization } = request.headers
    if (authorization === undefined) return isLocalProgram(request) ? { ok: true } : { ok: false, code: 'stream.unauthorised' }
    const credential = readCredential(authorization)
    const source = credential && keys.bearerOf(door, credential.user, credential.secret)
    return source === undefined ? { ok: false, code: 'stream.unauthorised' } : { ok: true, source }
  }
}

function readCredential(authorization: string): { readonly user: string | undefined; readonly secret: string } | undefined {
  const [, scheme = '', value = ''] = /^(\w+) +(\S+)$/.exec(authorization) ?? []
  if (scheme.toLowerCase() === 'bearer') return { user: undefined, secret: value }
  if (scheme.toLowerCase() !== 'basic') return undefined
  const [, user, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(value, 'base64').toString('utf8')) ?? []
  return user === undefined || secret === undefined ? undefined : { user, secret }
}
