import * as z from 'zod'

/** The ways in that take credentials, as `CallStarted.source` names them. */
export const sourceDoors = ['native', 'twilio', 'audiohook', 'jambonz', 'asterisk', 'audiosocket'] as const
export type SourceDoor = (typeof sourceDoors)[number]

/**
 * - `bearer`: a token.
 * - `basic`: a user name and a password (HTTP Basic, RFC 7617).
 * - `signing`: a key by which handshakes are signed; it never travels.
 */
export const credentialKinds = ['bearer', 'basic', 'signing'] as const
export type CredentialKind = (typeof credentialKinds)[number]

/** What a door can check. The first kind is the better one. */
export interface DoorCredentials {
  readonly kinds: readonly CredentialKind[]
  /** How the text of a signing secret stands for the key's bytes. */
  readonly signing?: {
    readonly encoding: 'text' | 'base64'
    /** The platform issues the secret and names the account: neither can be made here. */
    readonly issuedByPlatform: boolean
  }
}

export const doorCredentials: Readonly<Record<SourceDoor, DoorCredentials>> = {
  native: { kinds: ['bearer'] },
  twilio: { kinds: ['signing'], signing: { encoding: 'text', issuedByPlatform: true } },
  audiohook: { kinds: ['signing', 'bearer'], signing: { encoding: 'base64', issuedByPlatform: false } },
  jambonz: { kinds: ['basic', 'bearer'] },
  asterisk: { kinds: ['basic', 'bearer'] },
  audiosocket: { kinds: ['basic', 'bearer'] },
}

export interface TelephonySource {
  readonly id: string
  readonly name: string
  readonly door: SourceDoor
}

/** How a secret is kept. */
export type KeptSecret =
  /** SHA-256 in hexadecimal. */
  { readonly hash: string } | { readonly sealed: string }

export interface StoredSecret {
  readonly id: string
  readonly kept: KeptSecret
  readonly createdAt: Date
  /** YYYY-MM-DD, UTC. */
  readonly lastUsedOn: string | null
  readonly expiresAt: Date | null
}

export interface StoredSource extends TelephonySource {
  readonly kind: CredentialKind
  readonly keyId: string | null
  readonly createdAt: Date
  readonly createdBy: string
  /** Those that end first come first; the current one is the last. */
  readonly secrets: readonly StoredSecret[]
}

/** Printable ASCII: what travels in a header. A user name of HTTP Basic has no colon. */
const keyId = z.string().regex(/^[\x21-\x39\x3b-\x7e]{1,128}$/, 'printable ASCII without spaces and colons')
/** The least is Twilio's: 32 hexadecimal digits. A person's password is no signing secret. */
const givenSecret = z.string().regex(/^[\x21-\x7e]{32,512}$/, '32 to 512 printable ASCII characters')

export const newSource = z
  .object({
    name: z
      .string()
      .trim()
      .min(1)
      .max(64)
      .regex(/^\P{Cc}*$/u),
    door: z.enum(sourceDoors),
    kind: z.enum(credentialKinds).optional(),
    /** User name, account or API key. */
    keyId: keyId.optional(),
    /** A signing secret that the platform issued. All others are made here. */
    secret: givenSecret.optional(),
  })
  .transform((source) => ({ ...source, kind: source.kind ?? doorCredentials[source.door].kinds[0] ?? 'bearer' }))
  .superRefine(({ door, kind, keyId: named, secret }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    const { kinds } = doorCredentials[door]
    const issued = isIssuedByPlatform({ door, kind })
    if (!kinds.includes(kind)) refuse('kind', `this door takes ${kinds.join(' or ')}`)
    if (kind === 'bearer' && named !== undefined) refuse('keyId', 'a token needs none')
    if (kind === 'basic' && named === undefined) refuse('keyId', 'the user name')
    if (issued && named === undefined) refuse('keyId', 'the account that signs')
    if (issued && secret === undefined) refuse('secret', 'the one that the platform issued')
    if (secret !== undefined && !isUsable(secret, { door, kind })) refuse('secret', 'not a signing secret of this door')
  })
export type NewSource = z.output<typeof newSource>

/** 30 days: whoever needs longer has two sources. */
const MAX_KEEP_HOURS = 720
export const rotation = z.object({
  /** For how long the secrets before it stay valid. */
  keepHours: z.number().min(0).max(MAX_KEEP_HOURS).default(24),
  secret: givenSecret.optional(),
})
export type Rotation = z.output<typeof rotation>

interface DoorAndKind {
  readonly door: SourceDoor
  readonly kind: CredentialKind
}

/** Its secrets can't be made here. */
export function isIssuedByPlatform({ door, kind }: DoorAndKind): boolean {
  return kind === 'signing' && doorCredentials[door].signing?.issuedByPlatform === true
}

/** Whether a secret that somebody typed can be a key of this door. */
export function isUsable(secret: string, { door, kind }: DoorAndKind): boolean {
  const { signing } = doorCredentials[door]
  if (kind !== 'signing' || signing === undefined) return false
  return signing.encoding === 'text' || (/^[A-Za-z0-9+/]+={0,2}$/.test(secret) && keyBytes(secret, door).length >= 16)
}

/** The bytes by which a door checks signatures. */
export function keyBytes(secret: string, door: SourceDoor): Buffer {
  return Buffer.from(secret, doorCredentials[door].signing?.encoding === 'base64' ? 'base64' : 'utf8')
}
