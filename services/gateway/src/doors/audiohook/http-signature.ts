import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * HTTP message signatures as AudioHook clients make them: draft-ietf-httpbis-message-signatures-11 with HMAC-SHA256, written in structured
 * fields (RFC 8941). Only what a WebSocket upgrade needs is read; whatever else is refused.
 */
export interface MessageSignature {
  /** What is signed, in order: header names in lower case, and parts of the request that start with `@`. */
  readonly components: readonly string[]
  readonly keyId: string
  readonly nonce: string
  /** Unix time in seconds. */
  readonly createdS: number
  readonly expiresS: number | undefined
  /** The last line of what is signed: components and parameters, as they have to be written. */
  readonly parameters: string
  readonly value: Buffer
}

export interface SignedRequest {
  readonly url?: string | undefined
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

const LABEL = /([a-z*][a-z0-9_.*-]*)=/y
const OPEN = /\( */y
const CLOSE = / *\)/y
const STRING = /"((?:[ !#-[\]-~]|\\["\\])*)"/y
const SPACES = / +/y
const PARAMETER = /; *([a-z*][a-z0-9_.*-]*)=("(?:[ !#-[\]-~]|\\["\\])*"|-?(?:0|[1-9]\d{0,14})(?![\d.]))/y
const MEMBER_END = /[ \t]*(?:,|$)/y
const SIGNATURE_MEMBER = /^([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/]+={0,2}):$/

/** The first signature of a request; undefined when there is none, or when it can't be read. */
export function readSignature({ headers }: SignedRequest): MessageSignature | undefined {
  const input = parseSignatureInput(headerOf(headers, 'signature-input') ?? '')
  const value = input && signatureOf(headerOf(headers, 'signature') ?? '', input.label)
  if (input === undefined || value === undefined) return undefined
  const { parameters, components } = input
  const keyId = textOf(parameters.get('keyid'))
  const nonce = textOf(parameters.get('nonce'))
  const createdS = integerOf(parameters.get('created'))
  const expiresS = integerOf(parameters.get('expires'))
  const algorithm = textOf(parameters.get('alg'))
  const isUnderstood = (algorithm === 'hmac-sha256' || !parameters.has('alg')) && (expiresS !== undefined) === parameters.has('expires')
  if (!isUnderstood || keyId === undefined || nonce === undefined || createdS === undefined) return undefined
  return { components, keyId, nonce, createdS, expiresS, parameters: writeParameters(input), value }
}

/**
 * What the signer has signed; undefined when the request lacks a part of it.
 * @param authority what the signer may have connected to, when that isn't the request's `Host`
 */
export function signatureBase(
  { components, parameters }: MessageSignature,
  request: SignedRequest,
  authority = headerOf(request.headers, 'host'),
): string | undefined {
  const lines: string[] = []
  for (const component of components) {
    const value = component === '@authority' ? normalised(authority) : componentOf(component, request)
    if (value === undefined) return undefined
    lines.push(`"${component}": ${value}`)
  }
  return [...lines, `"@signature-params": ${parameters}`].join('\n')
}

/** In constant time for a signature of the right length. */
export function isSignedWith(key: Buffer, base: string, signature: Buffer): boolean {
  const expected = createHmac('sha256', key).update(base, 'utf8').digest()
  return signature.length === expected.length && timingSafeEqual(signature, expected)
}

/** A header as signatures see it: several of a name are one. */
export function headerOf(headers: SignedRequest['headers'], name: string): string | undefined {
  const value = headers[name]
  const text = Array.isArray(value) ? value.map((each) => each.trim()).join(', ') : value?.trim()
  return text === '' ? undefined : text
}

function componentOf(component: string, { url, headers }: SignedRequest): string | undefined {
  switch (component) {
    case '@request-target':
      return url
    default:
      return component.startsWith('@') ? undefined : headerOf(headers, component)
  }
}

/** Lower case and without the default port, as the draft's section 2.2.4 has it. */
function normalised(authority: string | undefined): string | undefined {
  return authority?.toLowerCase().replace(/:443$/, '')
}

interface SignatureInput {
  readonly label: string
  readonly components: readonly string[]
  /** As they are written. */
  readonly parameters: ReadonlyMap<string, string>
}

function parseSignatureInput(text: string): SignatureInput | undefined {
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at
    const match = pattern.exec(text) ?? undefined
    if (match !== undefined) at = pattern.lastIndex
    return match
  }
  const label = take(LABEL)?.[1]
  if (label === undefined || take(OPEN) === undefined) return undefined
  const components: string[] = []
  for (let name = take(STRING)?.[1]; name !== undefined; name = take(SPACES) && take(STRING)?.[1]) components.push(name)
  if (take(CLOSE) === undefined) return undefined
  const parameters = new Map<string, string>()
  for (let found = take(PARAMETER); found !== undefined; found = take(PARAMETER)) {
    const [, key = '', value = ''] = found
    if (parameters.has(key)) return undefined
    parameters.set(key, value)
  }
  const isSound = take(MEMBER_END) !== undefined && new Set(components).size === components.length
  return isSound && components.every((name) => /^@?[a-z0-9-]+$/.test(name)) ? { label, components, parameters } : undefined
}

function writeParameters({ components, parameters }: SignatureInput): string {
  const names = components.map((name) => `"${name}"`).join(' ')
  return `(${names})${[...parameters].map(([key, value]) => `;${key}=${value}`).join('')}`
}

function signatureOf(text: string, label: string): Buffer | undefined {
  for (const member of text.split(',')) {
    const [, name, base64 = ''] = SIGNATURE_MEMBER.exec(member.trim()) ?? []
    if (name === label) return Buffer.from(base64, 'base64')
  }
  return undefined
}

function textOf(written: string | undefined): string | undefined {
  return written?.startsWith('"') ? written.slice(1, -1).replace(/\\(["\\])/g, '$1') : undefined
}

function integerOf(written: string | undefined): number | undefined {
  return written === undefined || written.startsWith('"') ? undefined : Number(written)
}
