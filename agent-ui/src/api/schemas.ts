import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { type CallEvent, CallEventSchema, languages, SummarySchema } from '@souffleur/proto'
import * as z from 'zod'

const localised = z.object({ en: z.string(), fr: z.string() })

export const user = z.object({
  id: z.string(),
  username: z.string(),
  displayName: z.string(),
  role: z.enum(['advisor', 'supervisor', 'ops']),
  language: z.enum(languages),
})
export type User = z.infer<typeof user>
export type Role = User['role']

export const callStateNames = ['live', 'ended'] as const
export const summaryStateNames = ['draft', 'complete', 'saved', 'approved', 'rejected'] as const
export type SummaryStateName = (typeof summaryStateNames)[number]

export const callRow = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(callStateNames),
  language: z.string(),
  queue: z.string(),
  advisorId: z.string().nullable(),
  advisorName: z.string().nullable(),
  source: z.string(),
  synthetic: z.boolean(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
  endReason: z.string().nullable(),
  mainIntentId: z.string().nullable(),
  summaryState: z.enum(summaryStateNames).nullable(),
  warnings: z.array(z.string()),
  utterances: z.number(),
  suggestions: z.number(),
  /** Where the summary names one. */
  dispositionId: z.string().nullish(),
})
export type CallRow = z.infer<typeof callRow>

export const callPage = z.object({ calls: z.array(callRow), next: z.string().nullable() })

/** JSON that a protobuf schema reads; fields that this version doesn't know are ignored. */
const protobufJson = z.record(z.string(), z.unknown()).transform((json) => json as JsonValue)

export const callRecord = z.object({
  call: callRow,
  events: z.array(protobufJson.transform(readEvent)),
  next: z.number().nullish(),
})

function readEvent(json: JsonValue): CallEvent {
  return fromJson(CallEventSchema, json, { ignoreUnknownFields: true })
}

export const summaryJson = protobufJson.transform((json) => fromJson(SummarySchema, json, { ignoreUnknownFields: true }))

export const revisions = z.object({
  revisions: z.array(
    z.object({
      revision: z.number(),
      state: z.enum(summaryStateNames),
      author: z.string().nullable(),
      authorName: z.string().nullable(),
      reason: z.string().nullable(),
      at: z.string(),
      summary: summaryJson,
    }),
  ),
})
export type Revision = z.infer<typeof revisions>['revisions'][number]

const labelled = z.object({ id: z.string(), label: localised })
export const catalogue = z.object({ intents: z.array(labelled), dispositions: z.array(labelled) })
export type Catalogue = z.infer<typeof catalogue>

export const samples = z.object({
  samples: z.array(
    z.object({
      id: z.string(),
      title: localised,
      language: z.enum([...languages, 'auto']),
      durationMs: z.number(),
      synthetic: z.boolean(),
    }),
  ),
})
export type Sample = z.infer<typeof samples>['samples'][number]

export const startedCall = z.object({ callId: z.string() })

export const searchHits = z.object({
  hits: z.array(
    z.object({
      articleId: z.string(),
      articleVersion: z.number(),
      articleTitle: z.string(),
      language: z.enum(languages),
      passageId: z.string(),
      heading: z.string(),
      quote: z.string(),
      score: z.number(),
    }),
  ),
})
export type SearchHit = z.infer<typeof searchHits>['hits'][number]

export const article = z.object({
  article: z.object({
    id: z.string(),
    language: z.enum(languages),
    version: z.number(),
    title: z.string(),
    category: z.string(),
    owner: z.string(),
    validFrom: z.string(),
    validTo: z.string().nullable(),
    body: z.string(),
  }),
  versions: z.array(z.object({ version: z.number() })),
})
export type Article = z.infer<typeof article>['article']

const engineLoad = z.object({
  speakingChannels: z.number(),
  partialIntervalMs: z.number(),
  waitingFinals: z.number(),
  degraded: z.boolean(),
})
export type EngineLoad = z.infer<typeof engineLoad>

export const status = z.object({
  version: z.string(),
  engines: z.array(
    z.object({
      name: z.string(),
      languages: z.array(z.string()),
      state: z.enum(['loading', 'ready', 'missing', 'failed']),
      installCommand: z.string().nullable(),
      /** Absent on servers that don't say, as the load. */
      workers: z.number().optional(),
      load: engineLoad.optional(),
    }),
  ),
  languages: z.array(z.string()),
  activeCalls: z.number(),
  maxCalls: z.number(),
  warnings: z.array(z.string()).default([]),
})
export type Status = z.infer<typeof status>

export const auditPage = z.object({
  entries: z.array(
    z.object({
      sequence: z.number(),
      at: z.string(),
      actor: z.string(),
      action: z.string(),
      subject: z.string(),
      details: z.record(z.string(), z.unknown()),
      hash: z.string(),
    }),
  ),
  next: z.number().nullable(),
})

export const alerts = z.object({
  alerts: z.array(
    z.object({
      callId: z.string(),
      state: z.enum(callStateNames),
      source: z.string(),
      queue: z.string(),
      language: z.string(),
      startedAt: z.string(),
      codes: z.array(z.string()),
    }),
  ),
})
export type CallAlert = z.infer<typeof alerts>['alerts'][number]

export const accounting = z.object({
  final: z.boolean(),
  /** Null while it can't be told. */
  balanced: z.boolean().nullable(),
  channels: z.array(
    z.object({
      channel: z.enum(['customer', 'advisor', 'mixed']),
      received: z
        .object({
          samples: z.number(),
          samplesPaused: z.number(),
          /** Late ones among them. */
          samplesDropped: z.number(),
          samplesLate: z.number(),
          samplesLost: z.number(),
        })
        .nullable(),
      samplesOverflowed: z.number(),
      transcribed: z.object({ samplesReceived: z.number(), words: z.number() }).nullable(),
      samplesUnaccounted: z.number().nullable(),
    }),
  ),
})
export type CallAccounting = z.infer<typeof accounting>

const credentialKind = z.enum(['bearer', 'basic', 'signing'])
export type CredentialKind = z.infer<typeof credentialKind>

export const source = z.object({
  id: z.string(),
  name: z.string(),
  door: z.string(),
  kind: credentialKind,
  keyId: z.string().nullable(),
  createdAt: z.string(),
  /** The current one last. */
  secrets: z.array(
    z.object({
      id: z.string(),
      createdAt: z.string(),
      lastUsedOn: z.string().nullable(),
      expiresAt: z.string().nullable(),
      readable: z.boolean(),
    }),
  ),
})
export type Source = z.infer<typeof source>

export const sourceList = z.object({
  sources: z.array(source),
  doors: z.array(z.object({ door: z.string(), kinds: z.array(credentialKind), issuedByPlatform: z.boolean() })),
  warning: z.string().nullable(),
})
export type SourceDoor = z.infer<typeof sourceList>['doors'][number]

export const issuedSource = z.object({ source, secret: z.string().nullable() })
export type IssuedSource = z.infer<typeof issuedSource>
