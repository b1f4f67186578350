import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Clock } from '@souffleur/flow'
import { type ErrorCode, errorCatalogue } from '@souffleur/proto'
import type { TelephonySource } from './doors/source-keys.ts'

export type Authorisation =
  | { readonly ok: true; readonly advisorId?: string | undefined; readonly source?: TelephonySource }
  | { readonly ok: false; readonly code: ErrorCode }
export type Authorise = (request: IncomingMessage) => Promise<Authorisation>

/**
 * Browsers let any page open a WebSocket anywhere, and send our cookie along: a page's Origin has to be our own host. A bearer
 * credential is never sent by itself, so whoever has one may come from anywhere.
 */
export function hasForeignOrigin({ headers: { origin, host, authorization } }: IncomingMessage): boolean {
  if (origin === undefined || authorization !== undefined) return false
  return !URL.canParse(origin) || new URL(origin).host !== host
}

/** A verdict in any case: `internal.unexpected` when `authorise` fails or takes too long. */
export async function judge(request: IncomingMessage, authorise: Authorise, clock: Clock, timeoutMs: number): Promise<Authorisation> {
  if (hasForeignOrigin(request)) return { ok: false, code: 'stream.foreign-origin' }
  let cancel = () => {}
  const tooLate = new Promise<Authorisation>((resolve) => {
    cancel = clock.setTimer(() => resolve({ ok: false, code: 'internal.unexpected' }), timeoutMs)
  })
  try {
    return await Promise.race([authorise(request), tooLate])
  } catch {
    return { ok: false, code: 'internal.unexpected' }
  } finally {
    cancel()
  }
}

/** What a peer needs to know to ask better (RFC 6455 section 4.2.2). */
const VERSIONS = 'Sec-WebSocket-Version: 13, 8'

/** Answers the upgrade with an HTTP error and its coded body, as REST does, and closes: a peer that doesn't hang up keeps no socket here. */
export function refuseUpgrade(socket: Duplex, code: ErrorCode): void {
  const { message, action } = errorCatalogue[code]
  const body = JSON.stringify({ error: { code, message, action } })
  const head = [
    `HTTP/1.1 ${statusLine(code)}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(code === 'request.invalid' ? [VERSIONS] : []),
  ]
  socket.once('finish', () => socket.destroy())
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

function statusLine(code: ErrorCode): string {
  switch (code) {
    case 'stream.unauthorised':
    case 'account.signed-out':
      return '401 Unauthorized'
    case 'stream.foreign-origin':
    case 'account.forbidden':
      return '403 Forbidden'
    case 'request.not-found':
      return '404 Not Found'
    case 'call.too-many':
    case 'call.no-capacity':
    case 'call.server-stopping':
    case 'internal.unexpected':
    case 'data.unavailable':
      return '503 Service Unavailable'
    default:
      return '400 Bad Request'
  }
}
