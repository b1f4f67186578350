import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'

/**
 * Whether a page of another site may have sent this. Browsers name the page's origin on every request that changes something, and on
 * every WebSocket; programs send none. The origin must be the address that was asked.
 */
export function isForeign(headers: IncomingHttpHeaders): boolean {
  const { origin, host } = headers
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true
  return origin !== undefined && hostOf(origin) !== host?.toLowerCase()
}

/** By which a proxy says that it stands in between. */
const proxyHeaders = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const

/** From this machine, and not through a proxy that only looks like it. */
export function isLocal(address: string | undefined, headers: IncomingHttpHeaders): boolean {
  if (address === undefined || proxyHeaders.some((name) => headers[name] !== undefined)) return false
  const plain = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'))
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
