import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Assist, createAssist, parseCatalogue } from '@souffleur/assist'
import { createInProcessBus } from '@souffleur/bus'
import { createDesk, type Desk, type DeskConfig, type SystemStatus } from '@souffleur/desk'
import { systemClock } from '@souffleur/flow'
import { createGateway, DroppedAudio, type Gateway, type SourceKeys } from '@souffleur/gateway'
import { LanguageModel, Narration, Rewording } from '@souffleur/grounding'
import { ModelVerification } from '@souffleur/models'
import type { Recognizer } from '@souffleur/recognizer'
import { createLog, createMetrics } from '@souffleur/telemetry'
import { createWrapup } from '@souffleur/wrapup'
import { announcement } from './announcement.ts'
import { answerFirst } from './answer-first.ts'
import { createAudioSocket } from './audiosocket.ts'
import { createCallPlayer } from './call-player.ts'
import type { Config } from './config.ts'
import { openDatabase } from './database.ts'
import {
  demoCatalogueFile,
  demoGuideFile,
  demoKnowledgeFolder,
  demoPrivacyFile,
  demoScorecardFile,
  demoTemplatesFile,
  readSampleCalls,
} from './demo.ts'
import { type Egress, egressWithoutGuard } from './egress/egress.ts'
import { egressPlaces } from './egress/egress-list.ts'
import { watchEgress } from './egress/watch-egress.ts'
import { engineStatusOf } from './engine-status.ts'
import { createIntentReader } from './intent-reader.ts'
import { importFolder } from './knowledge-folder.ts'
import { createKnowledgeReader } from './knowledge-reader.ts'
import { LiveChoices } from './live-choices.ts'
import { LiveFeedback } from './live-feedback.ts'
import { guideReader, LiveGuide } from './live-guide.ts'
import { LiveIntents } from './live-intents.ts'
import { LivePrivacy, privacyReader } from './live-privacy.ts'
import { createTemplateReader, LiveTemplates } from './live-templates.ts'
import { createMeaning, isRecognitionBusy, meaningStatus } from './meaning.ts'
import { createOversight } from './oversight/oversight.ts'
import { readVocabulary, startRecognition } from './recognition.ts'
import { secretKeyOf } from './secret-key.ts'
import { createDoors } from './telephony-doors.ts'

export const VERSION = '0.1.0'
const uiFolder = fileURLToPath(new URL('../../../agent-ui/dist', import.meta.url))

/** In the data folder: what the hashes of models were, so that a start reads only what has changed. */
export const VERIFIED_FILE = 'verified-models.json'
/** How long a stop waits for what is still being decoded. */
const LAST_WORDS_MS = 10_000

export interface Souffleur {
  readonly url: string
  /** Ends the calls, stores what they said, and gives the data folder back. */
  stop(): Promise<void>
}

/**
 * Every part in one process, talking over a bus in memory. The address answers before the engines are loaded: a call that
 * comes in the meantime is followed, and its audio waits.
 */
export async function startSouffleur(config: Config, egress: Egress = egressWithoutGuard(egressPlaces(config))): Promise<Souffleur> {
  const clock = systemClock
  const log = createLog(config.logLevel)
  const metrics = createMetrics()
  watchEgress(egress, { log, metrics })
  const bus = createInProcessBus({
    onHandlerError: (error, where) => log.error('A part failed on a message', { ...where, code: 'internal.unexpected', error }),
    onAudioDropped: (batch) => droppedAudio.note(batch),
  })
  const droppedAudio = new DroppedAudio({ bus, clock, log, metrics })

  const firstCatalogue = await readFile(demoCatalogueFile, 'utf8')
  const intents = new LiveIntents(parseCatalogue(firstCatalogue, demoCatalogueFile), log)
  const catalogue = () => intents.current()
  const vocabulary = await readVocabulary(config)
  const database = await openDatabase(config, { clock, log })
  // Handshakes are only answered once desk listens, and desk has read them by then.
  const keys: SourceKeys = {
    bearerOf: (...asked) => desk.sourceKeys.bearerOf(...asked),
    signingKeys: (...asked) => desk.sourceKeys.signingKeys(...asked),
  }
  const audioSocket = createAudioSocket(config, { keys, clock, log })
  const gateway = createGateway({
    bus,
    clock,
    log,
    metrics,
    doors: createDoors({
      authoriseNative: (request) => desk.authoriseStream(request),
      keys,
      publicUrl: config.publicUrl,
    }),
    endpoints: audioSocket.endpoints,
    hasRoom: () => recognizer?.status().load.full !== true,
    config: { maxCalls: config.maxCalls, maxCallMs: config.maxCallMs, queueLanguages: config.queueLanguages },
  })
  let recognizer: Recognizer | undefined
  const languageModel = config.languageModel === undefined ? undefined : new LanguageModel({ ...config.languageModel, log, clock })
  const models = new ModelVerification({ filesFolder: config.modelsFolder, cacheFile: join(config.dataFolder, VERIFIED_FILE) })
  const meaning = createMeaning(config, { clock, log, models, isBusy: () => isRecognitionBusy(recognizer, config) })
  let vectorProgress: Assist['vectorProgress'] = () => undefined
  // The player is on this machine, whatever address the server is told to listen on.
  const player = createCallPlayer({
    clock,
    log,
    streamUrl: () => `${config.tls === undefined ? 'ws' : 'wss'}://127.0.0.1:${address.port}/telephony/stream`,
  })
  // Desk answers searches with an assist that itself needs desk's knowledge: both exist before anybody can ask.
  const assistant = { search: (...query: Parameters<typeof assist.search>) => assist.search(...query) }
  const desk: Desk = await createDesk({
    bus,
    clock,
    log,
    metrics,
    database,
    player,
    assistant,
    catalogue,
    samples: await readSampleCalls(),
    guideReader,
    templateReader: createTemplateReader(catalogue),
    privacyReader,
    vault: () => privacy.current.vault,
    oversight: createOversight(config, egress),
    knowledgeReader: createKnowledgeReader(clock),
    intentReader: createIntentReader(
      (...asked) => assist.understand(...asked),
      () => desk.knowledge.load(),
    ),
    liveAccounts: (callId) => gateway.accountsOf(callId),
    sealingKey: secretKeyOf(config),
    config: deskConfigOf(config),
    status: () => ({
      ...statusOf(recognizer, gateway, config),
      meaning: meaningStatus(meaning, config.meaning, vectorProgress()),
      languageModel: languageModel === undefined ? null : { name: languageModel.model, state: languageModel.state },
    }),
  })
  const guide = await LiveGuide.follow(desk.guides, { firstGuide: await readFile(demoGuideFile, 'utf8'), log })
  await intents.follow(desk.intents, firstCatalogue)
  const feedback = new LiveFeedback(desk.feedback, { clock, log })
  const assist = createAssist({
    bus,
    clock,
    log,
    metrics,
    knowledge: desk.knowledge,
    intents,
    guide: () => guide.current,
    oddsFactor: (sourceId) => feedback.oddsFactor(sourceId),
    ...(meaning === undefined ? {} : { meaning }),
    ...(languageModel === undefined ? {} : { rewording: new Rewording(languageModel) }),
  })
  vectorProgress = assist.vectorProgress
  const templates = await LiveTemplates.follow(desk.summaryTemplates, { first: await readFile(demoTemplatesFile, 'utf8'), log })
  await desk.scorecard.currentOr(await readFile(demoScorecardFile, 'utf8'))
  const privacy = await LivePrivacy.follow(desk.privacy, {
    first: await readFile(demoPrivacyFile, 'utf8'),
    names: vocabulary.terms.map(({ term }) => term),
    log,
  })
  const choices = new LiveChoices(desk, { clock, log })
  const wrapup = createWrapup({
    bus,
    clock,
    log,
    metrics,
    catalogue,
    templates: () => templates.current,
    chosen: () => choices.chosen,
    ...(languageModel === undefined ? {} : { narrator: new Narration(languageModel) }),
  })
  desk.server.on('upgrade', (request, socket, head) => gateway.handleUpgrade(request, socket, head))
  answerFirst(desk.server, (request, response) => gateway.handleRequest(request, response))

  const accounts = await desk.createDemoAccounts()
  if (accounts.length > 0) await importFolder(demoKnowledgeFolder, desk.knowledge, 'system')
  const recovered = await desk.recoverAdministrator()
  const address = await desk.listen()
  const closeAudioSocket = await audioSocket.listen(gateway)
  // Last of all, and before the first connection has its turn: a start that fails leaves no thread in the middle of loading a model.
  recognizer = startRecognition(config, { bus, clock, log, metrics, models, vocabulary, openPrivacy: () => privacy.open() })
  process.stdout.write(announcement(address.url, [...accounts, ...recovered]))
  recognizer.ready().catch((error: unknown) => log.error('Speech recognition could not be loaded', { error }))
  assist.ready().catch((error: unknown) => log.error('The knowledge base could not be indexed', { error }))

  return {
    url: address.url,
    async stop() {
      player.stopAll()
      await Promise.all([closeAudioSocket(), gateway.stop()])
      await bus.settled()
      await atMost(LAST_WORDS_MS, recognizer?.settled())
      droppedAudio.stop()
      feedback.stop()
      choices.stop()
      await bus.settled()
      await recognizer?.stop()
      assist.stop()
      await meaning?.stop()
      languageModel?.close()
      wrapup.stop()
      await bus.settled()
      await desk.stop()
      await bus.close()
      await database.close()
    },
  }
}

function atMost(limitMs: number, work: Promise<void> | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = systemClock.setTimer(resolve, limitMs)
    Promise.resolve(work).then(resolve, reject).finally(cancel)
  })
}

function statusOf(recognizer: Recognizer | undefined, gateway: Gateway, config: Config): Omit<SystemStatus, 'meaning'> {
  return {
    version: VERSION,
    engines: engineStatusOf(recognizer, config),
    activeCalls: gateway.activeCalls(),
    maxCalls: config.maxCalls,
  }
}

/** What a desk takes of this configuration. */
export function deskConfigOf(config: Config): DeskConfig {
  return {
    host: config.host,
    port: config.port,
    uiFolder,
    maxUploadBytes: config.maxUploadBytes,
    streamToken: config.streamToken,
    secureCookies: config.secureCookies,
    ...(config.tls === undefined ? {} : { tls: config.tls }),
    trustedProxies: config.trustedProxies,
    auditAnchorsFile: config.auditAnchorsFile,
    ...(config.databaseUrl === undefined ? { backupFolder: join(config.dataFolder, 'backups') } : {}),
    ...(config.signOn === undefined ? {} : { signOn: config.signOn }),
    ...(config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }),
    webhookHosts: config.webhookHosts,
    ...(config.cluster === undefined ? {} : { operationsToken: config.cluster.internalToken }),
    demoAccounts: config.demoAccounts,
    ...(config.demoPassword === undefined ? {} : { demoPassword: config.demoPassword }),
  }
}
