import { createHmac } from 'node:crypto'

/**
 * The value of `Souffleur-Signature`: `t=<unix seconds>,v1=<hex>`, with one `v1` a valid secret, the newest first. Each is HMAC-SHA-256 of
 * `<t>.<body>`, keyed by the secret's own characters. The time is signed too: who kept a copy of a request can't send it later as new.
 * @param unixMs when it is sent
 */
export function signatureOf(body: string, secrets: readonly string[], unixMs: number): string {
  const seconds = Math.floor(unixMs / 1000)
  const signatures = secrets.map((secret) => `v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`)
  return [`t=${seconds}`, ...signatures].join(',')
}
