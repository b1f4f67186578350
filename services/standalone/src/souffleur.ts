import { readFile } from 'node:fs/promises'
import { type Assist, createAssist } from '@souffleur/assist'
import { createInProcessBus } from '@souffleur/bus'
import { createDesk, type Desk, type SystemStatus } from '@souffleur/desk'
import { systemClock } from '@souffleur/flow'
import { createGateway, DroppedAudio, type Gateway, type SourceKeys } from '@souffleur/gateway'
import { Narration, Rewording } from '@souffleur/grounding'
import type { Recognizer } from '@souffleur/recognizer'
import { createLog, createMetrics } from '@souffleur/telemetry'
import { createWrapup } from '@souffleur/wrapup'
import { answerFirst } from './answer-first.ts'
import { createAudioSocket } from './audiosocket.ts'
import { createCallPlayer } from './call-player.ts'
import type { Config } from './config.ts'
import { openDatabase } from './database.ts'
import { demoGuideFile, demoPrivacyFile, demoTemplatesFile } from './demo.ts'
import { deskParts, openDesk } from './desk-parts.ts'
import { type Egress, egressWithoutGuard } from './egress/egress.ts'
import { egressPlaces } from './egress/egress-list.ts'
import { watchEgress } from './egress/watch-egress.ts'
import { engineStatusOf } from './engine-status.ts'
import { createIntentReader } from './intent-reader.ts'
import { languageModelStatus, openLanguageModel } from './language-model.ts'
import { LiveChoices } from './live-choices.ts'
import { LiveFeedback } from './live-feedback.ts'
import { LiveGuide } from './live-guide.ts'
import { LiveIntents } from './live-intents.ts'
import { LivePrivacy } from './live-privacy.ts'
import { LiveTemplates } from './live-templates.ts'
import { createMeaning, isRecognitionBusy, meaningStatus } from './meaning.ts'
import { readVocabulary, startRecognition } from './recognition.ts'
import { createDoors } from './telephony-doors.ts'
import { openModelVerification } from './verified-first.ts'
import { VERSION } from './version.ts'

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

  const intents = await LiveIntents.open(log)
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
  const languageModel = openLanguageModel(config, { clock, log })
  const models = openModelVerification(config)
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
    ...(await deskParts(config, { egress, intents, clock })),
    vault: () => privacy.current.vault,
    intentReader: createIntentReader(
      (...asked) => assist.understand(...asked),
      () => desk.knowledge.load(),
    ),
    liveAccounts: (callId) => gateway.accountsOf(callId),
    status: () => ({
      ...statusOf(recognizer, gateway, config),
      meaning: meaningStatus(meaning, config.meaning, vectorProgress()),
      languageModel: languageModelStatus(languageModel),
    }),
  })
  const guide = await LiveGuide.follow(desk.guides, { firstGuide: await readFile(demoGuideFile, 'utf8'), log })
  await intents.follow(desk.intents)
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
    catalogue: () => intents.current(),
    templates: () => templates.current,
    chosen: () => choices.chosen,
    ...(languageModel === undefined ? {} : { narrator: new Narration(languageModel) }),
  })
  desk.server.on('upgrade', (request, socket, head) => gateway.handleUpgrade(request, socket, head))
  answerFirst(desk.server, (request, response) => gateway.handleRequest(request, response))

  const address = await openDesk(desk)
  const closeAudioSocket = await audioSocket.listen(gateway)
  // Last of all, and before the first connection has its turn: a start that fails leaves no thread in the middle of loading a model.
  recognizer = startRecognition(config, { bus, clock, log, metrics, models, vocabulary, openPrivacy: () => privacy.open() })
  process.stdout.write(address.words)
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
