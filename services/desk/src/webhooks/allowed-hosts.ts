/** A place that webhooks may go to, as SOUFFLEUR_WEBHOOK_HOSTS names it. */
export interface AllowedHost {
  /** As it was written. */
  readonly text: string
  /** `crm.example`, or `.example` for every name that ends so. */
  readonly host: string
  readonly isDomain: boolean
  /** Undefined for the scheme's own: 443, or 80. */
  readonly port: number | undefined
  /** Somebody wrote `http://` before it: without TLS is meant. */
  readonly isPlain: boolean
}

const ENTRY = /^(?:(?<scheme>https?):\/\/)?(?<host>\*\.[a-z0-9.-]+|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::(?<port>\d{1,5}))?$/
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/**
 * A list such as `crm.example, *.hooks.example:8443, http://10.0.0.5:9000`; empty for an empty text.
 * @returns the entry that can't be read when there is one
 */
export function parseAllowedHosts(text: string): readonly AllowedHost[] | { readonly wrong: string } {
  const hosts: AllowedHost[] = []
  for (const entry of text.split(',').map((each) => each.trim())) {
    if (entry === '') continue
    const { scheme, host, port } = ENTRY.exec(entry.toLowerCase())?.groups ?? {}
    if (host === undefined || Number(port ?? 1) < 1 || Number(port ?? 1) > 65_535) return { wrong: entry }
    const isDomain = host.startsWith('*.')
    hosts.push({
      text: entry,
      host: isDomain ? host.slice(1) : host,
      isDomain,
      port: port === undefined ? undefined : Number(port),
      isPlain: scheme === 'http',
    })
  }
  return hosts
}

export type AddressProblem = 'not-an-address' | 'scheme' | 'credentials' | 'fragment' | 'host' | 'plain'

/**
 * Whether a webhook may go to an address: https, at a host and a port that are listed. Without TLS only to this machine, and to where the list
 * itself says `http://`.
 * @returns undefined when it may
 */
export function problemOfAddress(address: string, allowed: readonly AllowedHost[]): AddressProblem | undefined {
  const url = URL.parse(address)
  if (url === null) return 'not-an-address'
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'scheme'
  if (url.username !== '' || url.password !== '') return 'credentials'
  if (url.hash !== '') return 'fragment'
  const isPlain = url.protocol === 'http:'
  const port = url.port === '' ? undefined : Number(url.port)
  const listed = allowed.filter((one) => isAt(one, url.hostname, port, isPlain))
  if (listed.length === 0) return 'host'
  return isPlain && !LOOPBACK.test(url.hostname) && !listed.some((one) => one.isPlain) ? 'plain' : undefined
}

function isAt(allowed: AllowedHost, hostname: string, port: number | undefined, isPlain: boolean): boolean {
  const named = allowed.isDomain ? hostname.endsWith(allowed.host) && hostname.length > allowed.host.length : hostname === allowed.host
  const own = isPlain ? 80 : 443
  return named && (allowed.port ?? own) === (port ?? own)
}
