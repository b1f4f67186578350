import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { SigningKey } from '../source-keys.ts'

export const SIGNATURE_HEADER = 'x-twilio-signature'

/**
 * Base64 of the HMAC-SHA1 of the URL that Twilio opened, with the account's auth token. A WebSocket handshake is a GET without parameters:
 * there is nothing else to sign. Source: https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
export function signatureOf(url: string, authToken: Buffer): string {
  return createHmac('sha1', authToken).update(url, 'utf8').digest('base64')
}

/** The first of the keys that signed this handshake. All are tried, in constant time each. */
export function signerOf(request: IncomingMessage, keys: readonly SigningKey[], publicUrl: string | undefined): SigningKey | undefined {
  const given = request.headers[SIGNATURE_HEADER]
  if (typeof given !== 'string') return undefined
  const signature = Buffer.from(given)
  const urls = possibleUrls(request, publicUrl)
  return keys.find(({ key }) => urls.some((url) => isEqual(Buffer.from(signatureOf(url, key)), signature)))
}

/**
 * The ways in which the same address may have been signed. Twilio signs the `wss:` form (twilio-labs/twilio-aspnet issue 162); the `https:`
 * form is what a WebSocket's handshake asks for, and names the same address. It signs with or without the standard port, for which its own
 * library tries both (twilio-node, `lib/webhooks/webhooks.js`); a slash at the end may come or go with the URL that was configured.
 * @param publicUrl `https://host[:port]` as Twilio sees this server; the handshake's `Host` when absent
 */
function possibleUrls({ url = '', headers: { host = '' } }: IncomingMessage, publicUrl: string | undefined): string[] {
  const authority = publicUrl === undefined ? host : publicUrl.replace(/^\w+:\/\//, '').replace(/\/+$/, '')
  const withoutPort = authority.replace(/:443$/, '')
  const authorities = withoutPort.includes(':') ? [withoutPort] : [withoutPort, `${withoutPort}:443`]
  const paths = [url, url.endsWith('/') ? url.slice(0, -1) : `${url}/`]
  return ['wss', 'https'].flatMap((scheme) => authorities.flatMap((each) => paths.map((path) => `${scheme}://${each}${path}`)))
}

function isEqual(first: Buffer, second: Buffer): boolean {
  return first.length === second.length && timingSafeEqual(first, second)
}
