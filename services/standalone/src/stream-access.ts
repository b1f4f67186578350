import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { ErrorCode } from '@souffleur/proto'

export type StreamAccess = { readonly ok: true; readonly advisorId?: string } | { readonly ok: false; readonly code: ErrorCode }

export interface StreamAccessRules {
  /** Empty: no platform may connect from outside this machine. */
  readonly streamToken: string
  /** The browser session behind a request's cookie, if there is one that may speak. */
  readonly sessionOf: (request: IncomingMessage) => Promise<{ readonly username: string } | undefined>
}

/**
 * Who may send audio: a bearer of the stream token; a signed-in browser on a page of ours; and a program on this machine.
 * Browsers send an Origin and programs don't, so a page of another site can't pass for a program on loopback.
 */
export function createStreamAccess({ streamToken, sessionOf }: StreamAccessRules): (request: IncomingMessage) => Promise<StreamAccess> {
  return async (request) => {
    const { authorization, origin, host } = request.headers
    if (authorization !== undefined) {
      return isBearer(authorization, streamToken) ? { ok: true } : { ok: false, code: 'stream.unauthorised' }
    }
    if (origin !== undefined) {
      if (!isSameHost(origin, host)) return { ok: false, code: 'stream.foreign-origin' }
      const session = await sessionOf(request)
      return session === undefined ? { ok: false, code: 'stream.unauthorised' } : { ok: true, advisorId: session.username }
    }
    return isLoopback(request.socket.remoteAddress) ? { ok: true } : { ok: false, code: 'stream.unauthorised' }
  }
}

/** Hashes have one length, so the comparison takes one time whatever is sent. */
function isBearer(authorization: string, token: string): boolean {
  if (token === '') return false
  const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(sha256(authorization), sha256(`Bearer ${token}`))
}

function isSameHost(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host
}

function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false
  const ipv4 = address.replace(/^::ffff:/, '')
  return ipv4 === '::1' || ipv4.startsWith('127.')
}
