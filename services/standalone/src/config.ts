import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type AllowedHost, parseAllowedHosts, readSealingKey, type SignOnConfig } from '@souffleur/desk'
import { readModelsConfig } from '@souffleur/models'
import { AppError, type Language, languages } from '@souffleur/proto'
import * as z from 'zod'
import { type ClusterConfig, clusterConfigOf, deploymentVariables } from './deployment-config.ts'
import { type LanguageModelConfig, languageModelConfigOf, languageModelVariables } from './language-model-config.ts'
import { type MeaningConfig, meaningConfigOf, meaningVariables } from './meaning-config.ts'
import { type RemoteEngineConfig, remoteEngineConfigOf, remoteEngineVariables } from './remote-engine-config.ts'
import { withSecretFiles } from './secret-files.ts'
import { signOnConfigOf, signOnVariables } from './sign-on-config.ts'
import { proxyList } from './trusted-proxies.ts'

const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url))

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most)
const engineName = z.string().regex(/^[a-z0-9][a-z0-9.-]*$/)
/** "claims=en,sinistres=fr" */
const languageByQueue = z
  .string()
  .regex(/^(?:[^=,\s]+=(?:fr|en|auto)(?:,[^=,\s]+=(?:fr|en|auto))*)?$/, 'expected QUEUE=fr|en|auto, separated by commas')
  .transform(
    (list) =>
      new Map(
        list
          .split(',')
          .filter(Boolean)
          .map((pair) => pair.split('=') as [string, 'fr' | 'en' | 'auto']),
      ),
  )
const audioSocketPort = z
  .string()
  .regex(/^(?:off|\d{1,5})$/, 'expected off, or a port from 0 to 65535')
  .transform((value) => (value === 'off' ? undefined : Number(value)))
  .refine((port) => port === undefined || port <= 65_535, 'expected off, or a port from 0 to 65535')
/** Kept out of error messages, as all of them name the variable only. */
const secretKey = z.string().transform((text, context) => {
  const key = readSealingKey(text)
  if (key !== undefined) return key
  context.addIssue({
    code: 'custom',
    message: 'expected 32 bytes as 64 hexadecimal digits or as base64, such as from `openssl rand -hex 32`',
  })
  return z.NEVER
})
const listedHosts = z.string().transform((text, context) => {
  const hosts = parseAllowedHosts(text)
  if (!('wrong' in hosts)) return hosts
  context.addIssue({
    code: 'custom',
    message: `expected hosts such as crm.example, *.hooks.example:8443, http://10.0.0.5:9000; got ${hosts.wrong}`,
  })
  return z.NEVER
})
const flag = z.enum(['0', '1']).transform((value) => value === '1')

/** Where the organisation's key comes from; `own`: from a file of the data folder, made by the first start. */
export type SecretKeyPlace =
  | { readonly kind: 'given'; readonly key: Uint8Array }
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'own' }

/** Every variable that Souffleur reads, with what it expects. `docs/operations.md` describes them. */
const environment = z.object({
  PORT: whole(0, 65_535).default(8080),
  HOST: z.string().min(1).default('127.0.0.1'),
  SOUFFLEUR_DATA: z.string().min(1).default(resolve(repositoryRoot, 'data')),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  SOUFFLEUR_MAX_CALLS: whole(1, 10_000).default(16),
  SOUFFLEUR_MAX_CALL_HOURS: z.coerce.number().positive().max(24).default(12),
  SOUFFLEUR_MAX_UPLOAD_MB: whole(1, 4096).default(200),
  /** Threads that decode speech, 250 MB each. */
  SOUFFLEUR_DECODERS: whole(1, 64).default(Math.max(1, Math.min(8, availableParallelism()))),
  /** What calls are expected to speak whose language is to be found out. */
  SOUFFLEUR_LANGUAGE: z.enum(languages).default('fr'),
  SOUFFLEUR_QUEUE_LANGUAGES: languageByQueue.default(new Map()),
  /** The model for French and for calls that mix languages: any that `npm run models -- build` has written. */
  SOUFFLEUR_WHISPER: engineName.default('whisper-base'),
  /** Names of the organisation, for the recogniser. */
  SOUFFLEUR_VOCABULARY: z.string().min(1).optional(),
  ...deploymentVariables,
  ...meaningVariables,
  ...languageModelVariables,
  ...remoteEngineVariables,
  ...signOnVariables,
  /** Where the audit log is anchored every day: best on another disk. */
  SOUFFLEUR_AUDIT_ANCHORS: z.string().min(1).optional(),
  SOUFFLEUR_STREAM_TOKEN: z.string().min(16).or(z.literal('')).default(''),
  /** Opens what is stored of signing secrets. Without it, a key is made and kept in the data folder. */
  SOUFFLEUR_SECRET_KEY: secretKey.optional(),
  SOUFFLEUR_TLS_CERT_FILE: z.string().min(1).optional(),
  SOUFFLEUR_TLS_KEY_FILE: z.string().min(1).optional(),
  SOUFFLEUR_NEW_SECRET_KEY: secretKey.optional(),
  SOUFFLEUR_SECRET_KEY_FILE: z.string().min(1).optional(),
  SOUFFLEUR_SECRET_KEY_COMMAND: z.string().min(1).optional(),
  /** Where webhooks may go. */
  SOUFFLEUR_WEBHOOK_HOSTS: listedHosts.default([]),
  /** Where this process may connect to beside the hosts of the other settings, such as the second host of an identity provider. */
  SOUFFLEUR_EGRESS_HOSTS: listedHosts.default([]),
  /** Platforms sign the address that they call: behind a proxy it isn't the one that is listened on. */
  SOUFFLEUR_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Reverse proxies that are believed when they say who asks. */
  SOUFFLEUR_TRUSTED_PROXIES: proxyList.default([]),
  /** Port of Asterisk's AudioSocket, on the same HOST. */
  SOUFFLEUR_AUDIOSOCKET_PORT: audioSocketPort.optional(),
  SOUFFLEUR_AUDIOSOCKET_TICKETS: flag.default(false),
  SOUFFLEUR_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** 0: the first start makes an administrator alone. */
  SOUFFLEUR_DEMO_ACCOUNTS: flag.default(true),
  /** One password for the demo accounts instead of random ones: for tests and demonstrations. */
  SOUFFLEUR_DEMO_PASSWORD: z.string().min(8).optional(),
  /** Cookies are sent over TLS only: set it behind a reverse proxy that ends TLS. */
  SOUFFLEUR_SECURE_COOKIES: flag.default(false),
})

export interface Config {
  /** Undefined: this process does everything. */
  readonly cluster: ClusterConfig | undefined
  readonly port: number
  readonly host: string
  readonly dataFolder: string
  readonly databaseUrl: string | undefined
  /** One folder a model; see `npm run models`. */
  readonly modelsFolder: string
  readonly maxCalls: number
  readonly maxCallMs: number
  readonly maxUploadBytes: number
  readonly decoders: number
  readonly language: Language
  readonly queueLanguages: ReadonlyMap<string, Language | 'auto'>
  readonly whisperModel: string
  /** The demonstration's by default. */
  readonly vocabularyFile: string | undefined
  readonly meaning: MeaningConfig
  readonly languageModel: LanguageModelConfig
  readonly remoteEngine: RemoteEngineConfig
  /** Undefined: accounts have passwords only. */
  readonly signOn: SignOnConfig | undefined
  readonly auditAnchorsFile: string
  readonly streamToken: string
  /** What stored records and secrets are sealed with. */
  readonly secretKey: SecretKeyPlace
  /** What `npm run keys -- rotate` puts in its place. */
  readonly newSecretKey: Uint8Array | undefined
  /** None when webhooks can't be set. */
  readonly webhookHosts: readonly AllowedHost[]
  /** Beside those of the other settings. */
  readonly egressHosts: readonly AllowedHost[]
  /** `https://host[:port]` as platforms see this server. */
  readonly publicUrl: string | undefined
  /** Addresses and networks; none when nobody stands in between. */
  readonly trustedProxies: readonly string[]
  /** Undefined when it is off; 0 for a free one. */
  readonly audioSocketPort: number | undefined
  /** Somebody wants it on that port; otherwise it only tries. */
  readonly audioSocketIsAskedFor: boolean
  /** Programs on this machine need a ticket too. */
  readonly audioSocketAlwaysTickets: boolean
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** False: an administrator alone at the first start. */
  readonly demoAccounts: boolean
  readonly demoPassword: string | undefined
  readonly secureCookies: boolean
  /** Undefined where something else ends TLS, or nothing does. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined
}

/** Where any free port will do for the pages, as in tests, any will do here too. */
function defaultAudioSocketPort(port: number): number {
  return port === 0 ? 0 : 9092
}

/** @throws AppError `config.invalid` that names each wrong variable and what it expects. */
export function readConfig(variables: NodeJS.ProcessEnv): Config {
  const parsed = environment.safeParse(withSecretFiles(variables))
  if (!parsed.success) {
    const detail = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
    throw new AppError('config.invalid', detail)
  }
  const values = parsed.data
  // Somebody who sets both expects it to be a password of something.
  if (!values.SOUFFLEUR_DEMO_ACCOUNTS && values.SOUFFLEUR_DEMO_PASSWORD !== undefined)
    throw new AppError('config.invalid', 'SOUFFLEUR_DEMO_PASSWORD: there are no demo accounts while SOUFFLEUR_DEMO_ACCOUNTS is 0')
  return Object.freeze({
    cluster: clusterConfigOf(values),
    port: values.PORT,
    host: values.HOST,
    dataFolder: resolve(values.SOUFFLEUR_DATA),
    databaseUrl: values.DATABASE_URL,
    modelsFolder: readModelsConfig(variables).filesFolder,
    maxCalls: values.SOUFFLEUR_MAX_CALLS,
    maxCallMs: values.SOUFFLEUR_MAX_CALL_HOURS * 3_600_000,
    maxUploadBytes: values.SOUFFLEUR_MAX_UPLOAD_MB * 1_048_576,
    decoders: values.SOUFFLEUR_DECODERS,
    language: values.SOUFFLEUR_LANGUAGE,
    queueLanguages: values.SOUFFLEUR_QUEUE_LANGUAGES,
    whisperModel: values.SOUFFLEUR_WHISPER,
    vocabularyFile: values.SOUFFLEUR_VOCABULARY === undefined ? undefined : resolve(values.SOUFFLEUR_VOCABULARY),
    meaning: meaningConfigOf(values),
    languageModel: languageModelConfigOf(values),
    remoteEngine: remoteEngineConfigOf(values),
    signOn: signOnConfigOf(values),
    auditAnchorsFile: resolve(values.SOUFFLEUR_AUDIT_ANCHORS ?? join(values.SOUFFLEUR_DATA, 'audit-anchors.jsonl')),
    streamToken: values.SOUFFLEUR_STREAM_TOKEN,
    secretKey: secretKeyPlace(values),
    newSecretKey: values.SOUFFLEUR_NEW_SECRET_KEY,
    webhookHosts: values.SOUFFLEUR_WEBHOOK_HOSTS,
    egressHosts: values.SOUFFLEUR_EGRESS_HOSTS,
    publicUrl: values.SOUFFLEUR_PUBLIC_URL,
    trustedProxies: values.SOUFFLEUR_TRUSTED_PROXIES,
    audioSocketPort:
      variables.SOUFFLEUR_AUDIOSOCKET_PORT === undefined ? defaultAudioSocketPort(values.PORT) : values.SOUFFLEUR_AUDIOSOCKET_PORT,
    audioSocketIsAskedFor: variables.SOUFFLEUR_AUDIOSOCKET_PORT !== undefined,
    audioSocketAlwaysTickets: values.SOUFFLEUR_AUDIOSOCKET_TICKETS,
    logLevel: values.SOUFFLEUR_LOG,
    demoAccounts: values.SOUFFLEUR_DEMO_ACCOUNTS,
    demoPassword: values.SOUFFLEUR_DEMO_PASSWORD,
    secureCookies: values.SOUFFLEUR_SECURE_COOKIES || values.SOUFFLEUR_TLS_CERT_FILE !== undefined,
    tls: tlsFiles(values),
  })
}

function tlsFiles({ SOUFFLEUR_TLS_CERT_FILE: certFile, SOUFFLEUR_TLS_KEY_FILE: keyFile }: z.infer<typeof environment>): Config['tls'] {
  if (certFile !== undefined && keyFile !== undefined) return { certFile, keyFile }
  if (certFile === undefined && keyFile === undefined) return undefined
  throw new AppError('config.invalid', 'SOUFFLEUR_TLS_CERT_FILE, SOUFFLEUR_TLS_KEY_FILE: expected both or neither')
}

function secretKeyPlace(values: z.infer<typeof environment>): SecretKeyPlace {
  const { SOUFFLEUR_SECRET_KEY: key, SOUFFLEUR_SECRET_KEY_FILE: file, SOUFFLEUR_SECRET_KEY_COMMAND: command } = values
  if ([key, file, command].filter((one) => one !== undefined).length > 1) {
    throw new AppError(
      'config.invalid',
      'SOUFFLEUR_SECRET_KEY, SOUFFLEUR_SECRET_KEY_FILE, SOUFFLEUR_SECRET_KEY_COMMAND: expected one of them, or none',
    )
  }
  if (key !== undefined) return { kind: 'given', key }
  if (file !== undefined) return { kind: 'file', file }
  if (command !== undefined) return { kind: 'command', command }
  return { kind: 'own' }
}
