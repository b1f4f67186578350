import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { type CallEvent, CallEventSchema, languages, SummarySchema } from '@souffleur/proto'
import * as z from 'zod'
import { callSearch } from '../search/call-search.ts'

const localised = z.object({ en: z.string(), fr: z.string() })

export const roleNames = ['advisor', 'supervisor', 'ops', 'dpo', 'admin'] as const
export const user = z.object({
  id: z.string(),
  username: z.string(),
  displayName: z.string(),
  role: z.enum(roleNames),
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

const textRange = z.object({ start: z.number(), end: z.number() })
const wordHit = z.object({
  /** Null for the summary. */
  utteranceId: z.string().nullable(),
  channel: z.enum(['customer', 'advisor', 'mixed']).nullable(),
  startMs: z.number().nullable(),
  language: z.enum(['fr', 'en']),
  text: z.string(),
  /** UTF-16 units of the text. */
  ranges: z.array(textRange),
  /** In the whole utterance. */
  place: textRange,
})
export type WordHit = z.infer<typeof wordHit>
const foundCall = z.object({ call: callRow, hits: z.array(wordHit) })
export type FoundCall = z.infer<typeof foundCall>
export const keptOriginals = z.object({ originals: z.array(z.object({ token: z.string(), type: z.string(), heardAt: z.string() })) })
export type KeptOriginal = z.infer<typeof keptOriginals>['originals'][number]
export const openedOriginal = z.object({ value: z.string() })
export const callerCalls = z.object({ calls: z.array(callRow) })
export const foundPage = z.object({ found: z.array(foundCall), next: z.string().nullable() })

export const searchChoices = z.object({
  queues: z.array(z.string()),
  languages: z.array(z.string()),
  advisors: z.array(z.object({ id: z.string(), name: z.string() })),
  alerts: z.array(z.object({ id: z.string(), label: z.string() })),
})
export const savedViews = z.object({ views: z.array(z.object({ id: z.string(), name: z.string(), search: callSearch })) })

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

export const typedDraft = z
  .object({
    baseRevision: z.number(),
    edit: z.object({
      dispositionId: z.string(),
      fields: z.array(
        z.object({
          fieldId: z.string(),
          lines: z.array(
            z.object({
              lineId: z.string().optional(),
              text: z.string(),
              value: z.string(),
              evidence: z.array(
                z.object({
                  utteranceId: z.string(),
                  charStart: z.number(),
                  charEnd: z.number(),
                  startMs: z.number(),
                  endMs: z.number(),
                }),
              ),
            }),
          ),
        }),
      ),
    }),
  })
  .nullable()

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
  /** Absent on servers that don't say. */
  languageModel: z.object({ name: z.string(), state: z.enum(['unknown', 'ready', 'failed']) }).nullish(),
  meaning: z
    .object({
      name: z.string(),
      state: z.enum(['loading', 'ready', 'missing', 'failed']),
      installCommand: z.string().nullable(),
      articles: z.object({ done: z.number(), wanted: z.number() }),
    })
    .nullish(),
  languages: z.array(z.string()),
  activeCalls: z.number(),
  maxCalls: z.number(),
  warnings: z.array(z.string()).default([]),
})
export type Status = z.infer<typeof status>

const mappedModel = z.object({
  name: z.string(),
  purpose: z.enum(['speech-recognition', 'voice-activity', 'meaning', 'language-model']),
  languages: z.array(z.string()),
  licence: z.string().nullable(),
  runsAt: z.string().nullable(),
})

export const dataMap = z.object({
  stores: z.array(
    z.object({
      kind: z
        .enum(['database', 'secret-key', 'vectors', 'verified-models', 'lock', 'anchors', 'vault', 'models', 'logs', 'browser', 'other'])
        .catch('other'),
      place: z.string(),
      bytes: z.number().nullable(),
      isOnThisMachine: z.boolean(),
    }),
  ),
  models: z.array(
    mappedModel.extend({
      state: z.enum(['good', 'missing', 'corrupt', 'outdated', 'elsewhere']),
      files: z.array(z.object({ name: z.string(), bytes: z.number(), sha256: z.string() })),
    }),
  ),
  egress: z.object({
    enforced: z.boolean(),
    places: z.array(
      z.object({
        host: z.string(),
        port: z.number().nullable(),
        purpose: z.enum([
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
        ]),
      }),
    ),
    attempts: z.object({ loopback: z.number(), permitted: z.number(), refused: z.number() }),
    refusedHosts: z.array(z.string()),
  }),
})
export type DataMap = z.infer<typeof dataMap>

export const governance = z.object({
  models: z.array(mappedModel),
  figures: z.array(
    z.object({
      id: z.enum([
        'words-wrong',
        'words-invented',
        'suggestions-right',
        'suggestions-found',
        'silence-kept',
        'answers-found',
        'lines-supported',
        'corruptions-caught',
      ]),
      language: z.enum(['fr', 'en']).nullable(),
      value: z.number(),
      between: z.tuple([z.number(), z.number()]).nullable(),
      command: z.string(),
    }),
  ),
})
export type Governance = z.infer<typeof governance>

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

/** A text that the organisation writes: its guide, its summary templates. */
export const accountDetails = z.object({
  displayName: z.string(),
  role: z.enum(roleNames),
  language: z.enum(['fr', 'en']),
  team: z.string(),
  oversees: z.array(z.string()),
})
export type AccountDetails = z.infer<typeof accountDetails>
const listedAccount = accountDetails.extend({
  username: z.string(),
  disabled: z.boolean(),
  hasIdentity: z.boolean(),
  hasPassword: z.boolean(),
  openSessions: z.number(),
})
export type ListedAccount = z.infer<typeof listedAccount>
export const listedAccounts = z.object({ accounts: z.array(listedAccount) })
export const issuedPassword = z.object({ username: z.string(), password: z.string() })
export type IssuedPassword = z.infer<typeof issuedPassword>

const days = z.number().nullable()
const retentionRule = z.object({
  queue: z.string(),
  wordsDays: days,
  summariesDays: days,
  callsDays: days,
  keepsWords: z.boolean(),
  needsNotice: z.boolean(),
})
export type RetentionRule = z.infer<typeof retentionRule>
export const purgeReport = z.object({
  id: z.string(),
  at: z.string(),
  actor: z.string(),
  dryRun: z.boolean(),
  originals: z.number().default(0),
  parts: z.array(
    z.object({
      queue: z.string(),
      kind: z.enum(['words', 'summaries', 'calls']),
      before: z.string(),
      calls: z.number(),
      removed: z.record(z.string(), z.number()),
      left: z.number(),
      rowsLeft: z.number().default(0),
    }),
  ),
  oldest: z.object({ words: z.string().nullable(), summaries: z.string().nullable(), calls: z.string().nullable() }),
})
export type PurgeReport = z.infer<typeof purgeReport>
export const retention = z.object({ rules: z.array(retentionRule), purges: z.array(purgeReport) })
export const erasedCalls = z.object({ calls: z.number(), toldTo: z.array(z.string()) })

export const maskedWords = z.object({ masked: z.string() })

export const storedDocument = z.object({
  version: z.number(),
  text: z.string(),
  storedAt: z.string().nullable(),
  storedBy: z.string().nullable(),
})
export type StoredDocument = z.infer<typeof storedDocument>

const triedEffect = z.object({
  kind: z.enum(['alert', 'list', 'item', 'step', 'reply', 'field']),
  id: z.string(),
  label: z.string(),
  said: z.object({ start: z.number(), end: z.number() }).nullable(),
})
export type TriedEffect = z.infer<typeof triedEffect>
export const triedPhrase = z.object({ effects: z.array(triedEffect) })

const figures = z.object({
  key: z.string(),
  offered: z.number(),
  shown: z.number(),
  accepted: z.number(),
  edited: z.number(),
  copied: z.number(),
  dismissed: z.number(),
  ignored: z.number(),
  helpful: z.number(),
  unhelpful: z.number(),
  meanEditDistance: z.number().nullable(),
  used: z.object({ share: z.number().nullable(), low: z.number(), high: z.number() }),
})
export type SuggestionFigures = z.infer<typeof figures>

export const suggestionInsights = z.object({
  total: figures,
  byKind: z.array(figures),
  bySource: z.array(figures),
  byIntent: z.array(figures),
  byDay: z.array(figures),
})

export const feedback = z.object({
  isOff: z.boolean(),
  sources: z.array(
    z.object({
      sourceId: z.string(),
      shown: z.number(),
      used: z.number(),
      dismissed: z.number(),
      isOff: z.boolean(),
      effect: z.enum(['raised', 'lowered']).nullable(),
      oddsFactor: z.number(),
    }),
  ),
})
export type Feedback = z.infer<typeof feedback>

const articleMeta = {
  id: z.string(),
  language: z.enum(languages),
  version: z.number(),
  title: z.string(),
  category: z.string(),
  audience: z.string(),
  owner: z.string(),
  validFrom: z.string(),
  validTo: z.string().nullable(),
  intents: z.array(z.string()),
}
export const listedArticles = z.object({ articles: z.array(z.object(articleMeta)) })
export type ListedArticle = z.infer<typeof listedArticles>['articles'][number]

export const storedArticle = z.object({ ...articleMeta, questions: z.array(z.string()), body: z.string() })
export const knowledgeArticle = storedArticle.extend({ versions: z.array(z.object({ version: z.number(), storedAt: z.string() })) })
export type KnowledgeArticle = z.infer<typeof knowledgeArticle>
export type ArticleEdit = Omit<z.infer<typeof storedArticle>, 'id' | 'version'> & { readonly basedOn: number }

export const passages = z.object({ passages: z.array(z.object({ id: z.string(), heading: z.string(), quote: z.string() })) })

export const importChanges = z.object({
  changes: z.array(
    z.object({
      id: z.string(),
      language: z.enum(languages),
      title: z.string(),
      change: z.enum(['added', 'revised', 'updated', 'unchanged']),
    }),
  ),
})
export type ArticleChange = z.infer<typeof importChanges>['changes'][number]

export const knowledgeIssues = z.object({
  issues: z.array(
    z.object({
      kind: z.enum(['duplicate', 'contradiction']),
      language: z.enum(languages),
      likeness: z.number(),
      about: z.enum(['amount', 'delay', 'phone']).nullable(),
      places: z.array(z.object({ articleId: z.string(), value: z.string(), quote: z.string() })),
    }),
  ),
})

const scoredIntent = z.object({ intentId: z.string(), score: z.number() })
export const triedIntents = z.object({ intents: z.array(scoredIntent) })

const rate = z.number().nullable()
export const intentQuality = z.object({
  state: z.enum(['none', 'running', 'done', 'failed']),
  measuredAt: z.string().nullable(),
  version: z.number().nullable(),
  report: z
    .object({
      examples: z.number(),
      accuracy: rate,
      accepted: rate,
      refused: rate,
      intents: z.array(z.object({ intentId: z.string(), examples: z.number(), recall: rate, precision: rate })),
      confusions: z.array(
        z.object({ expected: z.string().nullable(), given: z.string().nullable(), count: z.number(), examples: z.array(z.string()) }),
      ),
      learning: z.array(z.object({ examplesAnIntent: z.number(), accuracy: z.number(), judged: z.number() })),
    })
    .nullable(),
})
export type IntentReport = NonNullable<z.infer<typeof intentQuality>['report']>

export const intentProposals = z.object({
  proposals: z.array(
    z.object({
      suggestedId: z.string(),
      suggestedName: z.string(),
      asked: z.number(),
      calls: z.number(),
      examples: z.array(z.string()),
      nearest: scoredIntent.nullable(),
    }),
  ),
})
export type IntentProposal = z.infer<typeof intentProposals>['proposals'][number]

const callFigures = z.object({
  key: z.string(),
  calls: z.number(),
  lately: z.number(),
  durationMs: z.number().nullable(),
  customerShare: z.number().nullable(),
  advisorShare: z.number().nullable(),
  overlapShare: z.number().nullable(),
  silenceShare: z.number().nullable(),
  settled: z.number(),
  unsettled: z.number(),
  saved: z.number(),
  editDistance: z.number().nullable(),
  suggestions: z.number(),
  unanswered: z.number(),
})
export type CallFigures = z.infer<typeof callFigures>

export const callInsights = z.object({
  total: callFigures,
  byDay: z.array(callFigures),
  byQueue: z.array(callFigures),
  byIntent: z.array(callFigures),
  byDisposition: z.array(callFigures),
  byTeam: z.array(callFigures),
})

export const reviewReasons = ['alert', 'low-confidence', 'unsettled', 'missing-field', 'sample'] as const
const reviewRules = z.object({
  samplePercent: z.number(),
  confidenceBelow: z.number(),
  alerts: z.boolean(),
  unsettled: z.boolean(),
  missingFields: z.boolean(),
})
export type ReviewRules = z.infer<typeof reviewRules>

export const reviewQueue = z.object({
  rules: reviewRules,
  calls: z.array(z.object({ call: callRow, reasons: z.array(z.enum(reviewReasons)) })),
})
export type CallToReview = z.infer<typeof reviewQueue>['calls'][number]

export const marks = ['yes', 'no', 'not-applicable'] as const
export type Mark = (typeof marks)[number]

export const callScorecard = z.object({
  version: z.number(),
  criteria: z.array(z.object({ id: z.string(), label: localised, weight: z.number() })),
  hints: z.array(
    z.object({
      criterionId: z.string(),
      done: z.boolean(),
      evidence: z.object({ utteranceId: z.string(), start: z.number(), end: z.number() }).nullable(),
    }),
  ),
  card: z
    .object({
      marks: z.record(z.string(), z.enum(marks)),
      score: z.number().nullable(),
      coaching: z.string(),
      shared: z.boolean(),
      markedAt: z.string(),
    })
    .nullable(),
})
export type CallScorecard = z.infer<typeof callScorecard>

const webhookEvents = ['summary.saved', 'summary.approved'] as const
export type WebhookEvent = (typeof webhookEvents)[number]

const webhookEndpoint = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  events: z.array(z.enum(webhookEvents)),
  isOn: z.boolean(),
  isGone: z.boolean(),
  secrets: z.array(z.object({ id: z.string(), createdAt: z.string(), expiresAt: z.string().nullable(), readable: z.boolean() })),
})

const listedWebhook = webhookEndpoint.extend({
  isAllowed: z.boolean(),
  failuresInARow: z.number(),
  isFailing: z.boolean(),
  waiting: z.number(),
  dead: z.number(),
})
export type Webhook = z.infer<typeof listedWebhook>

export const webhookList = z.object({ endpoints: z.array(listedWebhook), hosts: z.array(z.string()) })
export const changedWebhook = webhookEndpoint
export const issuedWebhook = z.object({ endpoint: webhookEndpoint, secret: z.string() })
export type IssuedWebhook = z.infer<typeof issuedWebhook>

export const webhookDelivery = z.object({
  id: z.string(),
  endpointId: z.string(),
  event: z.enum([...webhookEvents, 'ping']),
  callId: z.string().nullable(),
  revision: z.number().nullable(),
  occurredAt: z.string(),
  state: z.enum(['waiting', 'sending', 'delivered', 'dead', 'failed']),
  attempts: z.number(),
  dueAt: z.string().nullable(),
  failure: z
    .enum(['timeout', 'unreachable', 'tls', 'status', 'redirect', 'gone', 'host-refused', 'secret-unreadable', 'expired'])
    .nullable(),
  status: z.number().nullable(),
  errorCode: z.string().nullable(),
  durationMs: z.number().nullable(),
})
export type WebhookDelivery = z.infer<typeof webhookDelivery>

export const webhookDeliveries = z.object({ deliveries: z.array(webhookDelivery), next: z.number().nullable() })
export const replayedWebhooks = z.object({ replayed: z.number() })
