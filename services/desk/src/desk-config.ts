import type { SignOnConfig } from './accounts/single-sign-on.ts'
import type { TlsFiles } from './http/tls-certificate.ts'
import type { AllowedHost } from './webhooks/allowed-hosts.ts'

export interface DeskConfig {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  /** The built pages. Without them, only the API is served. */
  readonly uiFolder?: string
  /** A WAV file longer than this is refused. */
  readonly maxUploadBytes: number
  /** What `Authorization: Bearer` must hold on the media socket; empty accepts none. */
  readonly streamToken: string
  /** Serves TLS itself; plain HTTP when absent. */
  readonly tls?: TlsFiles
  /** Cookies travel over TLS only. */
  readonly secureCookies: boolean
  /** False: the first start makes an administrator alone, who makes the others. */
  readonly demoAccounts?: boolean
  /** Addresses and networks (`10.0.0.0/8`) of reverse proxies: their `X-Forwarded-For` says who asks. Nobody else's does. */
  readonly trustedProxies?: readonly string[]
  /** One password for the demo accounts instead of random ones; an administrator alone never gets it. */
  readonly demoPassword?: string
  /** What a program of another machine bears that reads metrics; without it, none may. */
  readonly operationsToken?: string
  readonly sessionLifeMs?: number
  /** The organisation's identity provider; accounts have passwords only when absent. */
  readonly signOn?: SignOnConfig
  /** `https://host[:port]` as browsers see this server. */
  readonly publicUrl?: string
  /** Where the audit log is anchored, outside of the database; nowhere when absent. */
  readonly auditAnchorsFile?: string
  /** Where webhooks may go; nowhere when absent. */
  readonly webhookHosts?: readonly AllowedHost[]
  /** Where backups of the built-in database go that somebody asks for; nobody may when absent. */
  readonly backupFolder?: string
  /** Events kept in memory while the database fails. */
  readonly pendingEvents?: number
}

export const DEFAULT_SESSION_LIFE_MS = 12 * 3_600_000
/** About 75 MB, and an hour of 16 busy calls. */
export const DEFAULT_PENDING_EVENTS = 50_000
