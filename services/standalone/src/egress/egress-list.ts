import { BlockList, isIP } from 'node:net'
import type { AllowedHost } from '@souffleur/desk'

/** What a connection is for: shown to the people who answer for the data. */
export const egressPurposes = [
  'database',
  'bus',
  'assist',
  'gateway',
  'speech-recognition',
  'language-model',
  'embeddings',
  'sign-on',
  'webhooks',
  'named',
] as const
export type EgressPurpose = (typeof egressPurposes)[number]

/** A place that this process may connect to. Plain data: it goes to threads as it is. */
export interface EgressPlace {
  /** `gpu.example`, or `.example` for every name that ends so; in lower case, without brackets. */
  readonly host: string
  readonly isDomain: boolean
  /** Undefined for every port. */
  readonly port: number | undefined
  readonly purpose: EgressPurpose
}

/** The settings that name a place. */
export interface EgressSettings {
  readonly databaseUrl: string | undefined
  readonly cluster?:
    | { readonly redisUrl: string; readonly assistUrl: string | undefined; readonly streamUrl: string | undefined }
    | undefined
  readonly languageModel: { readonly url: string } | undefined
  readonly remoteEngine?: { readonly urls: readonly string[] } | undefined
  readonly meaning: { readonly kind: string; readonly url?: string }
  readonly signOn?: { readonly issuer: string } | undefined
  readonly webhookHosts: readonly AllowedHost[]
  readonly egressHosts: readonly AllowedHost[]
}

/** Everything that the settings name, and nothing else. Loopback needs no entry: it never leaves the machine. */
export function egressPlaces(settings: EgressSettings): readonly EgressPlace[] {
  const { databaseUrl, cluster, languageModel, remoteEngine, meaning, signOn, webhookHosts, egressHosts } = settings
  return [
    ...placesOfUrl(databaseUrl, 'database', 5432),
    ...placesOfUrl(cluster?.redisUrl, 'bus', 6379),
    ...placesOfUrl(cluster?.assistUrl, 'assist'),
    ...placesOfUrl(cluster?.streamUrl, 'gateway', cluster?.streamUrl?.startsWith('wss') === true ? 443 : 80),
    ...(remoteEngine?.urls ?? []).flatMap((url) => placesOfUrl(url, 'speech-recognition')),
    ...placesOfUrl(languageModel?.url, 'language-model'),
    ...placesOfUrl(meaning.url, 'embeddings'),
    ...placesOfUrl(signOn?.issuer, 'sign-on'),
    ...webhookHosts.map((allowed) => placeOf(allowed, 'webhooks', allowed.isPlain ? 80 : 443)),
    ...egressHosts.map((allowed) => placeOf(allowed, 'named', undefined)),
  ].filter(({ host }) => !isLoopback(host))
}

function placesOfUrl(address: string | undefined, purpose: EgressPurpose, ownPort?: number): readonly EgressPlace[] {
  const url = address === undefined ? null : URL.parse(address)
  if (url === null) return []
  const host = url.searchParams.get('host') ?? url.hostname
  // A socket in the file system leaves no machine.
  if (host === '' || host.startsWith('/')) return []
  const port = url.port === '' ? (ownPort ?? (url.protocol === 'https:' ? 443 : 80)) : Number(url.port)
  return [{ host: hostName(host), isDomain: false, port, purpose }]
}

function placeOf({ host, isDomain, port }: AllowedHost, purpose: EgressPurpose, ownPort: number | undefined): EgressPlace {
  return { host: hostName(host), isDomain, port: port ?? ownPort, purpose }
}

/** @param port undefined when only the name is asked for, as by the resolver */
export function isPermitted(places: readonly EgressPlace[], host: string, port: number | undefined): boolean {
  const name = hostName(host)
  return places.some(
    (place) =>
      (port === undefined || place.port === undefined || place.port === port) &&
      (place.isDomain ? name.endsWith(place.host) && name.length > place.host.length : name === place.host),
  )
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')
/** Connecting to "any" address means this machine. */
loopback.addAddress('0.0.0.0', 'ipv4')
loopback.addAddress('::', 'ipv6')

/** Addresses that never leave the machine. A name other than `localhost` is none, whatever it resolves to. */
export function isLoopback(host: string): boolean {
  const name = hostName(host)
  const family = isIP(name)
  return family === 0 ? name === 'localhost' : loopback.check(name, family === 4 ? 'ipv4' : 'ipv6')
}

/** One spelling for each host: RFC 4343 for the case, a final dot means the root. */
export function hostName(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/(?<=.)\.$/, '')
}
