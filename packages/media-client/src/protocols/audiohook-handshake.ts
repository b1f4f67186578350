import { createHmac, randomBytes, randomUUID } from 'node:crypto'

export interface Handshake {
  readonly sessionId: string
  readonly organizationId: string
  /** `API_KEY:SECRET`, or an API key alone. */
  readonly credential: string | undefined
  /** Unix time. */
  readonly nowMs: number
}

const SIGNATURE_LIFE_S = 30

/**
 * What an AudioHook client's upgrade says of itself. Signed when there is a secret: draft-ietf-httpbis-message-signatures-11 with HMAC-SHA256,
 * over the parts that `client/src/clientwebsocket.ts` of purecloudlabs/audiohook-reference-implementation signs.
 */
export function handshakeHeaders(
  { host, pathname }: URL,
  { sessionId, organizationId, credential, nowMs }: Handshake,
): Record<string, string> {
  const ids = {
    'audiohook-organization-id': organizationId,
    'audiohook-session-id': sessionId,
    'audiohook-correlation-id': randomUUID(),
  }
  if (credential === undefined) return ids
  const [apiKey = '', secret = ''] = credential.split(':')
  const headers = { ...ids, 'x-api-key': apiKey }
  if (secret === '') return headers
  const covered = { '@request-target': pathname, '@authority': host, ...headers }
  const names = Object.keys(covered).map((name) => `"${name}"`)
  const createdS = Math.floor(nowMs / 1000)
  const nonce = randomBytes(18).toString('base64')
  const times = `created=${createdS};expires=${createdS + SIGNATURE_LIFE_S}`
  const parameters = `(${names.join(' ')});keyid="${apiKey}";nonce="${nonce}";alg="hmac-sha256";${times}`
  const lines = Object.entries({ ...covered, '@signature-params': parameters }).map(([name, value]) => `"${name}": ${value}`)
  const signature = createHmac('sha256', Buffer.from(secret, 'base64')).update(lines.join('\n')).digest('base64')
  return { ...headers, 'signature-input': `sig1=${parameters}`, signature: `sig1=:${signature}:` }
}
