import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isLocal } from './same-origin.ts'

/** Asked by a program on this machine, or by one that bears the token. A page is neither: browsers name an origin. */
export function isOwnProgram({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>, token: string): boolean {
  if (bears(headers.authorization ?? '', token)) return true
  return headers.origin === undefined && isLocal(socket.remoteAddress, headers)
}

/** Whether a header holds a token; none is held by an empty one. Hashes have one length: the comparison takes one time, whatever is sent. */
export function bears(authorization: string, token: string): boolean {
  const sha256 = (text: string) => createHash('sha256').update(text).digest()
  return token !== '' && timingSafeEqual(sha256(authorization), sha256(`Bearer ${token}`))
}
