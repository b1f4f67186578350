import type { Bus } from '@souffleur/bus'
import type { CancelTimer, Clock } from '@souffleur/flow'
import { type AudioBatch, bytesPerSample, type CallEvent, channelName, type Language, languages } from '@souffleur/proto'
import type { Log, Metrics } from '@souffleur/telemetry'
import { CallTranscript } from './call-transcript.ts'
import type { ChannelFigures } from './channel-figures.ts'
import type { EngineChoice } from './channel-language.ts'
import type { LoadFigures } from './decoding-load.ts'
import { DecodingScheduler } from './decoding-scheduler.ts'
import type { EngineStatus, HypothesisWord, SpeechEngine } from './engine.ts'
import { type Handover, nothingHandedOver, readHandover } from './handover-notes.ts'
import { defaultRecognizerConfig, type RecognizerConfig } from './recognizer-config.ts'
import { createRecognizerMetrics, type RecognizerMetrics } from './recognizer-metrics.ts'
import { type CallPrivacy, TranscriptPublisher } from './transcript-publisher.ts'
import { createVocabularyCorrector, emptyVocabulary, type Vocabulary } from './vocabulary/index.ts'
import { SAMPLE_RATE_HZ, type VoiceDetector } from './voice-detector.ts'

export interface RecognizerOptions {
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  /** The first one that knows a language serves it. Loaded and closed by the recognizer. */
  readonly engines: readonly SpeechEngine[]
  /** Loaded and closed by the recognizer. */
  readonly voiceDetector: VoiceDetector
  /** Names of the organisation, which are put in the place of what is heard for them. */
  readonly vocabulary?: Vocabulary
  /** For a call that begins: hides its personal data before anybody hears of it. Without it, nothing is hidden. */
  openPrivacy?(): CallPrivacy
  readonly config?: Partial<RecognizerConfig>
}

export interface RecognizerStatus {
  /** Engines that are here, then those that would serve a language that none does: `missing`. */
  readonly engines: readonly EngineStatus[]
  /** What calls are taken for whose language is to be found out. */
  readonly automaticLanguage: Language
  readonly load: LoadFigures & { readonly waitingFinals: number }
}

export interface Recognizer {
  /**
   * Resolves when the voice detector and the engines have been loaded; calls may come before that, and wait. An engine that can't be
   * loaded doesn't reject it: see `status`.
   * @throws AppError `model.missing` or `engine.failed` when there is no voice detector.
   */
  ready(): Promise<void>
  status(): RecognizerStatus
  /** What a running call's channels came to so far; undefined for a call that isn't running. */
  figuresOf(callId: string): readonly ChannelFigures[] | undefined
  /** Resolves when all audio received so far has been judged and nothing waits for an engine: for replays faster than real time. */
  settled(): Promise<void>
  /** Calls that run are given up. */
  stop(): Promise<void>
}

/** Of a call that another recognizer may have had before. */
interface Taken {
  readonly ownership?: number
  readonly handover?: Handover
  readonly takenOver?: boolean
}

const GROUP = 'recognizer'
const STALL_CHECK_MS = 200
/** A moment of load is nothing to speak of: 3 s are. */
const LASTING_CHECKS = 3000 / STALL_CHECK_MS
/** Late batches of calls that are over are told from new calls by this many remembered ids. */
const REMEMBERED_CALLS = 4096

/** Reads the bus's audio and publishes what is said: partials, utterances, and the end of each transcript. */
export function createRecognizer(options: RecognizerOptions): Recognizer {
  const { bus, clock, voiceDetector } = options
  const log = options.log.child({ service: 'recognizer' })
  const config: RecognizerConfig = Object.freeze({ ...defaultRecognizerConfig, ...options.config })
  const metrics = createRecognizerMetrics(options.metrics)
  const { partialIntervalMs: basePartialIntervalMs, maxWaitingAudioMs } = config
  const scheduler = new DecodingScheduler({ engines: options.engines, clock, log, metrics, basePartialIntervalMs, maxWaitingAudioMs })
  const engines = engineChoice(options.engines, scheduler)
  const calls = new Map<string, CallTranscript>()
  /** The last epoch whose transcript is complete, the oldest calls first. */
  const over = new Map<string, number>()

  let stopped = false
  const correct = correctionWith(options.vocabulary ?? emptyVocabulary, metrics)

  const forget = (callId: string, epoch: number) => {
    calls.delete(callId)
    over.delete(callId)
    over.set(callId, epoch)
    const [oldest] = over.keys()
    if (over.size > REMEMBERED_CALLS && oldest !== undefined) over.delete(oldest)
  }

  /**
   * A call whose audio starts over, or comes back from another recognizer, is another transcript; the one before it is given up.
   * Undefined for what comes too late.
   */
  const callOf = (callId: string, epoch: number, taken: Taken = {}): CallTranscript | undefined => {
    const { ownership, handover = nothingHandedOver, takenOver = false } = taken
    if (handover.completedEpoch !== undefined && handover.completedEpoch > (over.get(callId) ?? -1)) forget(callId, handover.completedEpoch)
    if (epoch <= (over.get(callId) ?? -1)) return undefined
    const known = calls.get(callId)
    if (known !== undefined && known.epoch > epoch) return undefined
    if (known?.epoch === epoch && known.ownership >= (ownership ?? 0))
      return known.ownership > (ownership ?? known.ownership) ? undefined : known
    known?.abandon()
    const callLog = log.child({ callId })
    const call = new CallTranscript({
      callId,
      epoch,
      ownership: ownership ?? 0,
      carried: known?.figures ?? [],
      expected: known?.epoch === epoch ? (known.expected ?? handover.channels) : handover.channels,
      handover,
      takenOver: takenOver || (known?.epoch === epoch && known.figures.length > 0),
      publisher: new TranscriptPublisher({
        callId,
        epoch,
        bus,
        clock,
        log: callLog,
        engineHints: config.engineHints,
        privacy: options.openPrivacy?.(),
      }),
      voiceDetector,
      engines,
      correct,
      enginesAreLoading: () => options.engines.some((engine) => scheduler.stateOf(engine) === 'loading'),
      onCompleted: () => forget(callId, epoch),
      clock,
      log: callLog,
      config,
      metrics,
    })
    calls.set(callId, call)
    if (known?.epoch === epoch && known.isEnding) call.noteEnded()
    return call
  }

  const hear = (batch: AudioBatch): Promise<void> | undefined => {
    const known = calls.get(batch.callId)
    if (batch.ownership > 0 && (known === undefined || known.ownership < batch.ownership)) return takeOver(batch)
    const call = callOf(batch.callId, batch.epoch, batch)
    if (call === undefined) metrics.lateBatches.inc()
    return call?.accept(batch)
  }

  /** Across processes somebody else may have published of this call already. Until that is known, it waits. */
  const takeOver = async (batch: AudioBatch): Promise<void> => {
    const notes = await bus.notesOf(batch.callId)
    if (notes === undefined || stopped) return
    const { callId, epoch, ownership, sequence } = batch
    // What comes first was somebody else's first.
    const call = callOf(callId, epoch, { ownership, handover: readHandover(notes, epoch), takenOver: sequence > 0 })
    if (call === undefined) metrics.lateBatches.inc()
    await call?.accept(batch)
  }

  /** Asked long after: keeps no audio. */
  const settlingOfAudio = ({ callId, epoch, channel, startSamples, sampleRateHz, encoding, payload }: AudioBatch) => {
    const name = channelName(channel)
    const samples = payload.byteLength / (bytesPerSample(encoding) || 1)
    const endSamples = Math.round(((startSamples + samples) * SAMPLE_RATE_HZ) / sampleRateHz)
    return () => {
      // Given up when the recognizer stops: what isn't acknowledged by then is for whoever goes on.
      if (stopped) return false
      const call = calls.get(callId)
      return call === undefined || call.epoch !== epoch || call.hasSettled(name, endSamples)
    }
  }

  /** The end of a call is told again to whoever has to complete its transcript. */
  const settlingOfEvent = ({ callId, epoch, body }: CallEvent) =>
    body.case === 'callEnded' ? () => !stopped && calls.get(callId)?.epoch !== epoch : () => true

  const note = ({ callId, epoch, body }: CallEvent): Promise<void> | undefined => {
    if (body.case === 'callStarted') callOf(callId, epoch)?.noteStarted(body.value.channels)
    else if (body.case === 'callEnded') return noteEnded(callId, epoch)
    return undefined
  }

  const noteEnded = async (callId: string, epoch: number): Promise<void> => {
    // Of a call that is not known here, somebody else may have completed the transcript.
    const notes = calls.has(callId) ? {} : await bus.notesOf(callId)
    if (notes !== undefined && !stopped) callOf(callId, epoch, { handover: readHandover(notes, epoch) })?.noteEnded()
  }

  let cancelStallCheck: CancelTimer = () => undefined
  let degradedChecks = 0
  const checkForStalls = () => {
    for (const call of calls.values()) {
      call.endStalled()
      call.checkForWords()
    }
    degradedChecks = scheduler.load().degraded ? degradedChecks + 1 : 0
    if (degradedChecks >= LASTING_CHECKS) for (const call of calls.values()) call.warnOfLoad()
    cancelStallCheck = clock.setTimer(checkForStalls, STALL_CHECK_MS)
  }
  checkForStalls()

  const unsubscribe = [
    bus.subscribeAudio(GROUP, hear, { settling: settlingOfAudio }),
    bus.subscribeEvents(GROUP, note, { settling: settlingOfEvent }),
  ]
  const loaded = Promise.all([voiceDetector.load(), scheduler.loadEngines()])
  // Whoever needs it asks `ready`; nobody asking must not end the process.
  loaded.catch((error: unknown) => log.error('The voice detector could not be loaded', { error }))

  return {
    async ready() {
      await loaded
    },
    status: () => ({
      engines: engineStatus(options.engines, scheduler, config),
      automaticLanguage: config.automaticLanguage,
      load: scheduler.load(),
    }),
    figuresOf: (callId) => calls.get(callId)?.figures,
    async settled() {
      for (const call of calls.values()) await call.worked()
      await scheduler.idle()
    },
    async stop() {
      stopped = true
      for (const stopReading of unsubscribe) stopReading()
      cancelStallCheck()
      for (const call of calls.values()) call.abandon()
      calls.clear()
      scheduler.stop()
      await Promise.all([voiceDetector.close(), ...options.engines.map((engine) => engine.close())])
    },
  }
}

function correctionWith(vocabulary: Vocabulary, metrics: RecognizerMetrics) {
  const correctors = new Map(languages.map((language) => [language, createVocabularyCorrector(vocabulary, language)]))
  return (heard: readonly HypothesisWord[], language: Language): readonly HypothesisWord[] => {
    const { words = heard, corrections = 0 } = correctors.get(language)?.correct(heard) ?? {}
    metrics.corrections.inc(corrections)
    return words
  }
}

/** The first engine that knows a language serves it, unless it isn't installed. */
function engineChoice(all: readonly SpeechEngine[], scheduler: DecodingScheduler): EngineChoice {
  const isHere = (engine: SpeechEngine) => scheduler.stateOf(engine) !== 'missing'
  return {
    engineFor(language) {
      const engine = all.find((one) => one.languages.includes(language) && isHere(one))
      return engine === undefined ? undefined : scheduler.with(engine)
    },
    get telling() {
      const engine = all.find((one) => one.tellsLanguages === true && isHere(one))
      return engine === undefined ? undefined : { decoding: scheduler.with(engine), languages: engine.languages }
    },
  }
}

function engineStatus(all: readonly SpeechEngine[], scheduler: DecodingScheduler, { engineHints }: RecognizerConfig): EngineStatus[] {
  const here = all.map((engine) => ({ name: engine.name, languages: engine.languages, state: scheduler.stateOf(engine) }))
  const served = new Set(here.flatMap((engine) => (engine.state === 'missing' ? [] : engine.languages)))
  const missing = engineHints
    .filter((hint) => hint.languages.some((language) => !served.has(language)) && !here.some(({ name }) => name === hint.engine))
    .map(({ engine, languages: spoken }) => ({ name: engine, languages: spoken, state: 'missing' as const }))
  return [...here, ...missing]
}
