import type { IncomingMessage, Server } from 'node:http'
import { Server as HttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { create } from '@bufbuild/protobuf'
import type { Bus } from '@souffleur/bus'
import type { CancelTimer, Clock } from '@souffleur/flow'
import { AppError, type CallEvent, CallEventSchema } from '@souffleur/proto'
import type { Log, Metrics } from '@souffleur/telemetry'
import { collectDefaultMetrics } from 'prom-client'
import { ulid } from 'ulid'
import { AccountDesk } from './accounts/account-desk.ts'
import { createDemoAccounts, type DemoAccount, recoverAdministrator } from './accounts/demo-accounts.ts'
import { createPasswordCheck } from './accounts/passwords.ts'
import { SignIn } from './accounts/sign-in.ts'
import { SingleSignOn } from './accounts/single-sign-on.ts'
import { AuditAnchors } from './audit/audit-anchors.ts'
import { AuditTrail } from './audit/audit-trail.ts'
import { BalanceWatch } from './calls/balance-watch.ts'
import type { LiveAccounts } from './calls/call-accounting.ts'
import { CallOwnership } from './calls/call-owners.ts'
import { CallRecorder, type Keeping } from './calls/call-recorder.ts'
import { closeInterruptedCalls } from './calls/interrupted-calls.ts'
import { type PendingEvents, RecentEvents } from './calls/recent-events.ts'
import { DEFAULT_PENDING_EVENTS, DEFAULT_SESSION_LIFE_MS, type DeskConfig } from './desk-config.ts'
import type {
  Assistant,
  CallCatalogue,
  CallPlayer,
  GuideReader,
  IntentReader,
  KnowledgeReader,
  PrivacyReader,
  SampleCalls,
  SystemStatus,
  TemplateReader,
} from './desk-ports.ts'
import { addAccountRoutes } from './http/account-routes.ts'
import { addAdmission } from './http/admission.ts'
import { addAuditRoutes } from './http/audit-routes.ts'
import { addBackupRoutes } from './http/backup-routes.ts'
import { addCallActionRoutes } from './http/call-action-routes.ts'
import { addCallRoutes } from './http/call-routes.ts'
import { addDataProtectionRoutes } from './http/data-protection-routes.ts'
import { addExportRoutes } from './http/export-routes.ts'
import { addGuideRoutes } from './http/guide-routes.ts'
import { createHttpServer, type HttpServer } from './http/http-server.ts'
import { addInsightRoutes } from './http/insight-routes.ts'
import { addIntentRoutes } from './http/intent-routes.ts'
import { addKnowledgeRoutes } from './http/knowledge-routes.ts'
import { trackConnections } from './http/open-connections.ts'
import { addOversightRoutes } from './http/oversight-routes.ts'
import { addPrivacyRoutes } from './http/privacy-routes.ts'
import { addRecordingRoutes } from './http/recording-routes.ts'
import { addReviewRoutes } from './http/review-routes.ts'
import { addScorecardRoutes } from './http/scorecard-routes.ts'
import { addSearchRoutes } from './http/search-routes.ts'
import { addSessionRoutes } from './http/session-routes.ts'
import { addSignOnRoutes } from './http/sign-on-routes.ts'
import { addSourceRoutes } from './http/source-routes.ts'
import { serveUi } from './http/static-ui.ts'
import { addSummaryRoutes } from './http/summary-routes.ts'
import { addSystemRoutes } from './http/system-routes.ts'
import { addTemplateRoutes } from './http/template-routes.ts'
import { followTlsCertificate, readTlsCertificate, type TlsCertificate } from './http/tls-certificate.ts'
import { refuseUnknownUpgrades } from './http/unknown-upgrades.ts'
import { addVaultRoutes } from './http/vault-routes.ts'
import { addWebhookRoutes } from './http/webhook-routes.ts'
import { FigureDays } from './insights/figure-days.ts'
import { LiveFeed } from './live/live-feed.ts'
import type { Oversight } from './oversight/oversight.ts'
import { DailyPurge } from './retention/daily-purge.ts'
import { type RetentionRule, RetentionRules } from './retention/retention-rules.ts'
import { watchDataKeys } from './sealing/data-keys.ts'
import { sealEarlierRecords } from './sealing/reseal.ts'
import type { SealingKeyHolder } from './sealing/sealing-key.ts'
import { indexMissingCalls } from './search/call-index.ts'
import type { SourceKeyring } from './sources/source-keyring.ts'
import { TelephonySources } from './sources/telephony-sources.ts'
import type { Database, PlainDatabase } from './storage/database.ts'
import { Duty } from './storage/duty.ts'
import { FollowedChanges } from './storage/followed-changes.ts'
import { openRecords } from './storage/open-records.ts'
import { registerWriteQueueMetrics } from './storage/write-queue-metrics.ts'
import { configurationReaders, openStoredConfiguration, type StoredConfiguration } from './stored-configuration.ts'
import { authoriseStream, type StreamAuthorisation } from './stream-authorisation.ts'
import { EMPTY_VAULT, type VaultRules } from './vault/originals.ts'
import { Webhooks } from './webhooks/webhooks.ts'

/** A closed session's screens on another desk go dark within this. */
const SESSIONS_RECHECKED_MS = 5000

export interface DeskDependencies {
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  /** Stays the caller's to close, after {@link Desk.stop}. */
  readonly database: PlainDatabase
  readonly player: CallPlayer
  readonly assistant: Assistant
  /** As it holds now: people change it. */
  catalogue(): CallCatalogue
  readonly samples: SampleCalls
  readonly guideReader: GuideReader
  readonly templateReader: TemplateReader
  readonly privacyReader: PrivacyReader
  /** What of hidden words is kept, as it holds now; nothing when absent. */
  vault?(): VaultRules
  readonly knowledgeReader: KnowledgeReader
  readonly intentReader: IntentReader
  readonly oversight: Oversight
  /** Of calls that run. */
  readonly liveAccounts: LiveAccounts
  /** Opens what has to be stored and read again, such as signing secrets. */
  readonly sealingKey: SealingKeyHolder
  readonly config: DeskConfig
  status(): SystemStatus
  /** Other processes record calls and change the configuration in the same database. */
  readonly isShared?: boolean
}

export interface Desk extends StoredConfiguration {
  /** @throws AppError `port.in-use` */
  listen(): Promise<{ readonly port: number; readonly url: string }>
  /** Upgrades of `/telephony/...` are left to whoever listens for them here. */
  readonly server: Server
  /** Everything that is served, such as `GET /api/v1/calls`. */
  readonly routes: readonly string[]
  /** Who may send calls, as handshakes ask for it. */
  readonly sourceKeys: SourceKeyring
  /** At the first start only, or an administrator alone as `DeskConfig.demoAccounts` says; empty afterwards. The passwords are nowhere else. */
  createDemoAccounts(): Promise<DemoAccount[]>
  /** A new administrator where there are accounts and none of them may administer; empty otherwise. */
  recoverAdministrator(): Promise<DemoAccount[]>
  authoriseStream(request: IncomingMessage): Promise<StreamAuthorisation>
  /** Resolves when everything that happened so far is stored. While the database fails, it doesn't. */
  stored(): Promise<void>
  /** Closes the doors, then stores what is left. */
  stop(): Promise<void>
}

/**
 * Brings the database up to date, ends the calls that the last process left open, and subscribes to the bus: from here on everything is
 * recorded. Nothing is served before `listen`.
 */
export async function createDesk(dependencies: DeskDependencies): Promise<Desk> {
  const { bus, clock, metrics, config } = dependencies
  const log = dependencies.log.child({ service: 'desk' })
  const database = await openRecords(dependencies.database, dependencies)
  const { isShared = false } = dependencies
  // Where there are others, a call that nobody comes back to is ended by a gateway.
  const interrupted = isShared ? [] : await closeInterruptedCalls(database, clock)
  if (interrupted.length > 0) log.warn('calls that were live when the process died were closed', { calls: interrupted.length })
  if (metrics.getSingleMetric('process_cpu_seconds_total') === undefined) collectDefaultMetrics({ register: metrics })

  const { secureCookies, streamToken, pendingEvents: capacity = DEFAULT_PENDING_EVENTS } = config
  const owners = new CallOwnership(database)
  const audit = new AuditTrail({ database, clock, log, capacity })
  const { auditAnchorsFile } = config
  const anchors = auditAnchorsFile === undefined ? undefined : new AuditAnchors({ database, clock, log, file: auditAnchorsFile })
  const { maxUploadBytes, trustedProxies } = config
  const certificate = config.tls === undefined ? undefined : await readTlsCertificate(config.tls, clock)
  const { version } = dependencies.status()
  const http = await createHttpServer({ log, version, maxUploadBytes, secureCookies, trustedProxies, certificate })
  const stopFollowingTls = followTls(http.server, certificate, { config, clock, log })
  const retention = await RetentionRules.open(database, clock)
  const keeping = (queue: string) => keepingOf(retention.of(queue))
  const recent = isShared ? new RecentEvents({ clock, keeping }) : undefined
  const noteFirst = (event: CallEvent) => recent?.note(event)
  const live = new LiveFeed(http.server, { bus, clock, log, database, owners, audit, secureCookies, noteFirst })
  const onListChanged = (callId: string) => {
    if (isShared) {
      tellOthers(callId)
      return
    }
    live.listChanged(callId).catch((error: unknown) => log.warn('a change could not be announced', { callId, error }))
  }
  const vault = () => dependencies.vault?.() ?? EMPTY_VAULT
  const tellOthers = (callId: string) => {
    try {
      const occurredAtMs = clock.unixMs()
      const body = { case: 'callRecorded', value: {} } as const
      bus.publishEvent(create(CallEventSchema, { eventId: ulid(occurredAtMs), callId, occurredAtMs, body }))
    } catch (error) {
      log.warn('a change could not be announced', { callId, error })
    }
  }
  const recorder = new CallRecorder({ bus, database, clock, log, capacity, vault, keeping, onListChanged })
  const figureDays = new FigureDays({ database, clock, log })
  const purges = new DailyPurge({ database, clock, log, vault, rules: retention, isMine: () => duty?.isHeld ?? true })
  const balance = new BalanceWatch({ bus, clock, log, metrics })
  const sources = await TelephonySources.open({ database, clock, log, sealingKey: dependencies.sealingKey })
  const webhooks = new Webhooks({ database, clock, log, metrics, sealingKey: dependencies.sealingKey, hosts: config.webhookHosts ?? [] })
  registerWriteQueueMetrics(metrics, () => ({ calls: recorder.state(), audit: audit.state(), secretUses: sources.state() }))
  const configuration = openStoredConfiguration(database, clock)
  const stopFollowing = isShared ? followOthers(database, { clock, log, configuration, retention, sources, live }) : undefined
  const routes = addAdmission(http, { database, clock, owners, secureCookies, operationsToken: config.operationsToken ?? '' })
  await addRoutes(http, {
    ...dependencies,
    plain: dependencies.database,
    database,
    audit,
    recorder,
    pendingEvents: recent ?? recorder,
    ...configuration,
    live,
    retention,
    purges,
    sources,
    webhooks,
  })
  refuseUnknownUpgrades(http.server)
  const destroyConnections = trackConnections(http.server)
  const stopping = new AbortController()
  const earlierCalls = bringUpEarlierCalls(database, { log, signal: stopping.signal }).catch((error: unknown) =>
    log.error('earlier calls are not all sealed and searchable; the next start tries again', { code: 'data.unavailable', error }),
  )
  const stopWatchingKeys = watchDataKeys(database, { ...dependencies, log })
  const duty = isShared ? shareDuties(database, { clock, log, webhooks }) : undefined
  if (duty === undefined) await webhooks.start()

  return {
    server: http.server,
    routes,
    ...configuration,
    sourceKeys: sources.keyring,
    listen: () => listen(http, config),
    createDemoAccounts: () => createDemoAccounts(database, clock, { demo: config.demoAccounts ?? true, demoPassword: config.demoPassword }),
    recoverAdministrator: () => recoverAdministrator(database, clock),
    authoriseStream: (request) => authoriseStream(request, { database, clock, secureCookies, streamToken, keyring: sources.keyring }),
    async stored() {
      await bus.settled()
      await Promise.all([recorder.settled(), audit.settled(), sources.settled()])
    },
    async stop() {
      stopping.abort()
      stopWatchingKeys()
      await stopFollowing?.()
      await duty?.stop()
      stopFollowingTls()
      live.stop()
      const closed = http.close()
      destroyConnections()
      await closed
      await earlierCalls
      await Promise.all([purges.stop(), figureDays.stop()])
      balance.stop()
      // What that said is stored too.
      await bus.settled()
      await Promise.all([recorder.stop(), audit.stop(), sources.stop(), webhooks.stop()])
      await anchors?.stop()
    },
  }
}

/** What an older Souffleur stored is sealed, and can be searched. */
async function bringUpEarlierCalls(database: Database, options: { readonly log: Log; readonly signal: AbortSignal }): Promise<void> {
  const rows = await sealEarlierRecords(database, options.signal)
  if (Object.keys(rows).length > 0) options.log.info('records of an older Souffleur are sealed now', { rows })
  await indexMissingCalls(database, options)
}

function keepingOf({ keepsWords, needsNotice }: RetentionRule): Keeping {
  if (!keepsWords) return 'never'
  return needsNotice ? 'from-notice' : 'always'
}

function followTls(
  server: Server,
  certificate: TlsCertificate | undefined,
  { config, clock, log }: { readonly config: DeskConfig; readonly clock: Clock; readonly log: Log },
): () => void {
  if (certificate === undefined || config.tls === undefined || !(server instanceof HttpsServer)) return () => {}
  return followTlsCertificate(server, certificate, { files: config.tls, clock, log })
}

/** What other desks change holds here too: configuration within seconds, closed sessions for the live feed as well. */
function followOthers(
  database: Database,
  parts: {
    readonly clock: Clock
    readonly log: Log
    readonly configuration: StoredConfiguration
    readonly retention: RetentionRules
    readonly sources: TelephonySources
    readonly live: LiveFeed
  },
): () => Promise<void> {
  const { clock, log, configuration, retention, sources, live } = parts
  const changes = new FollowedChanges(
    { database, clock, log },
    { ...configurationReaders(configuration), retention: () => retention.readAgain(), sources: () => sources.readAgain() },
  )
  let cancel: CancelTimer = () => undefined
  const recheck = () => {
    cancel = clock.setTimer(() => {
      // Without the database, nobody is sent away; nobody can sign in either.
      live.recheckSessions().catch(() => undefined)
      recheck()
    }, SESSIONS_RECHECKED_MS)
  }
  recheck()
  return async () => {
    cancel()
    await changes.stop()
  }
}

/** Webhooks are sent, and what is due removed, by one desk for all. */
function shareDuties(
  database: Database,
  { clock, log, webhooks }: { readonly clock: Clock; readonly log: Log; readonly webhooks: Webhooks },
): Duty {
  return new Duty({
    database,
    clock,
    log,
    name: 'webhooks-and-purge',
    // While the database fails, there is nothing to send either.
    onHeld: () => void webhooks.sendHere().catch(() => undefined),
    onLost: () => webhooks.leaveToOthers(),
  })
}

interface DeskParts extends Omit<DeskDependencies, 'database'>, StoredConfiguration {
  readonly database: Database
  /** As it was handed over. */
  readonly plain: PlainDatabase
  readonly audit: AuditTrail
  readonly recorder: CallRecorder
  readonly pendingEvents: PendingEvents
  readonly live: LiveFeed
  readonly retention: RetentionRules
  readonly purges: DailyPurge
  readonly sources: TelephonySources
  readonly webhooks: Webhooks
}

async function addRoutes(http: HttpServer, parts: DeskParts): Promise<void> {
  const { audit, bus, clock, config, database, live, recorder, sources, webhooks } = parts
  const { secureCookies, sessionLifeMs = DEFAULT_SESSION_LIFE_MS, uiFolder } = config
  const checkPassword = await createPasswordCheck()
  const signIn = new SignIn({ database, clock, audit, checkPassword, sessionLifeMs })
  const onSessionClosed = live.disconnectSession.bind(live)
  const accounts = new AccountDesk({ database, clock, checkPassword, onSessionClosed })
  const singleSignOn = config.signOn === undefined ? undefined : new SingleSignOn(config.signOn, parts.log)
  addSessionRoutes(http, { signIn, secureCookies, sessionLifeMs, onSessionClosed })
  addSignOnRoutes(http, { ...config, singleSignOn, accounts, signIn, sessionLifeMs })
  addAccountRoutes(http, { database, clock, accounts })
  addSystemRoutes(http, { ...parts, storage: () => [recorder.state(), audit.state()], sourceWarning: () => sources.warning })
  addRecordingRoutes(http, parts)
  addCallRoutes(http, parts)
  addCallActionRoutes(http, parts)
  addSearchRoutes(http, parts)
  addExportRoutes(http, parts)
  const dispositionIds = () => new Set(parts.catalogue().dispositions.map(({ id }) => id))
  addSummaryRoutes(http, { bus, clock, database, audit, outbox: webhooks, dispositionIds })
  addReviewRoutes(http, parts)
  addScorecardRoutes(http, parts)
  addGuideRoutes(http, parts)
  addTemplateRoutes(http, parts)
  addPrivacyRoutes(http, parts)
  addOversightRoutes(http, parts)
  const onErased = (callId: string) => {
    live.listChanged(callId).catch((error: unknown) => parts.log.warn('an erasure could not be announced', { callId, error }))
  }
  addDataProtectionRoutes(http, { ...parts, onErased })
  addVaultRoutes(http, parts)
  addIntentRoutes(http, parts)
  addInsightRoutes(http, parts)
  addKnowledgeRoutes(http, parts)
  addAuditRoutes(http, database)
  addBackupRoutes(http, { database, plain: parts.plain, clock, backupFolder: config.backupFolder })
  addSourceRoutes(http, sources)
  addWebhookRoutes(http, webhooks)
  await serveUi(http, uiFolder)
}

async function listen(http: HttpServer, { host, port, tls }: DeskConfig): Promise<{ port: number; url: string }> {
  try {
    await http.listen({ host, port })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') throw new AppError('port.in-use', `${host}:${port}`)
    throw error
  }
  const taken = portOf(http.server.address())
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host
  return { port: taken, url: `${tls === undefined ? 'http' : 'https'}://${name}:${taken}` }
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== 'object' || address === null) throw new Error('the server listens on no port')
  return address.port
}
