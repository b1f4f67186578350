import type { IncomingMessage } from 'node:http'
import type { Clock } from '@souffleur/flow'
import type { ErrorCode } from '@souffleur/proto'
import { findPrincipal, type Principal } from './accounts/sessions.ts'
import { bears } from './http/own-program.ts'
import { isForeign, isLocal } from './http/same-origin.ts'
import { sessionToken } from './http/session-cookie.ts'
import type { TelephonySource } from './sources/source.ts'
import type { SourceKeyring } from './sources/source-keyring.ts'
import type { Database } from './storage/database.ts'

/** Whose call an audio socket makes: the advisor who is signed in, or whoever the hello names; and the platform that sends it. */
export type StreamAuthorisation =
  | { readonly ok: true; readonly advisorId?: string; readonly source?: TelephonySource }
  | { readonly ok: false; readonly code: ErrorCode }

export interface StreamAuthorisationPorts {
  readonly database: Database
  readonly clock: Clock
  readonly secureCookies: boolean
  /** Empty: only the tokens of sources are taken. */
  readonly streamToken: string
  readonly keyring: SourceKeyring
}

const NATIVE_DOOR = 'native'

/**
 * Who may send audio: a program that bears the stream token or that of a source of this door, a signed-in advisor's browser on a page of ours, and a program on this
 * machine. Browsers name an origin and programs don't, so a page of another site can't pass for a program.
 */
export async function authoriseStream(request: IncomingMessage, ports: StreamAuthorisationPorts): Promise<StreamAuthorisation> {
  const { headers, socket } = request
  if (headers.authorization !== undefined) {
    if (bears(headers.authorization, ports.streamToken)) return { ok: true }
    const [, token = ''] = /^Bearer +(\S+)$/i.exec(headers.authorization) ?? []
    const source = ports.keyring.bearerOf(NATIVE_DOOR, undefined, token)
    return source === undefined ? { ok: false, code: 'stream.unauthorised' } : { ok: true, source }
  }
  if (isForeign(headers)) return { ok: false, code: 'stream.foreign-origin' }
  const principal = await sessionOf(request, ports)
  if (principal !== undefined) {
    return principal.role === 'advisor' ? { ok: true, advisorId: principal.username } : { ok: false, code: 'account.forbidden' }
  }
  const isLocalProgram = headers.origin === undefined && isLocal(socket.remoteAddress, headers)
  return isLocalProgram ? { ok: true } : { ok: false, code: 'stream.unauthorised' }
}

/** Who is signed in on the browser that sends this. */
export function sessionOf(
  { headers }: IncomingMessage,
  ports: Pick<StreamAuthorisationPorts, 'database' | 'clock' | 'secureCookies'>,
): Promise<Principal | undefined> {
  return findPrincipal(ports.database, sessionToken(headers.cookie, ports.secureCookies), ports.clock)
}
