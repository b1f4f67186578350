import type { Bus } from '@souffleur/bus'
import type { CancelTimer, Clock } from '@souffleur/flow'
import { type AudioBatch, type CallEvent, type Language, languages } from '@souffleur/proto'
import type { Log, Metrics } from '@souffleur/telemetry'
import { CallTranscript } from './call-transcript.ts'
import { type Decoding, DecodingScheduler } from './decoding-scheduler.ts'
import type { EngineStatus, SpeechEngine } from './engine.ts'
import { defaultRecognizerConfig, type RecognizerConfig } from './recognizer-config.ts'
import { createRecognizerMetrics } from './recognizer-metrics.ts'
import { TranscriptPublisher } from './transcript-publisher.ts'
import type { VoiceDetector } from './voice-detector.ts'

export interface RecognizerOptions {
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  /** The first one that knows a language serves it. Loaded and closed by the recognizer. */
  readonly engines: readonly SpeechEngine[]
  /** Loaded and closed by the recognizer. */
  readonly voiceDetector: VoiceDetector
  readonly config?: Partial<RecognizerConfig>
}

export interface RecognizerStatus {
  /** Engines that are here, then those that would serve a language that none does: `missing`. */
  readonly engines: readonly EngineStatus[]
  /** What calls are taken for whose language is to be found out. */
  readonly automaticLanguage: Language
}

export interface Recognizer {
  /**
   * Resolves when the voice detector and the engines have been loaded; calls may come before that, and wait. An engine that can't be
   * loaded doesn't reject it: see `status`.
   * @throws AppError `model.missing` or `engine.failed` when there is no voice detector.
   */
  ready(): Promise<void>
  status(): RecognizerStatus
  /** Resolves when all audio received so far has been judged and nothing waits for an engine: for replays faster than real time. */
  settled(): Promise<void>
  /** Calls that run are given up. */
  stop(): Promise<void>
}

const GROUP = 'recognizer'
const STALL_CHECK_MS = 200
/** Late batches of calls that are over are told from new calls by this many remembered ids. */
const REMEMBERED_CALLS = 4096

/** Reads the bus's audio and publishes what is said: partials, utterances, and the end of each transcript. */
export function createRecognizer(options: RecognizerOptions): Recognizer {
  const { bus, clock, voiceDetector } = options
  const log = options.log.child({ service: 'recognizer' })
  const config: RecognizerConfig = Object.freeze({ ...defaultRecognizerConfig, ...options.config })
  const metrics = createRecognizerMetrics(options.metrics)
  const schedulers = options.engines.map((engine) => {
    const { partialIntervalMs, maxWaitingAudioMs } = config
    return {
      engine,
      scheduler: new DecodingScheduler({ engine, clock, log, metrics, basePartialIntervalMs: partialIntervalMs, maxWaitingAudioMs }),
    }
  })
  const calls = new Map<string, CallTranscript>()
  const over = new Set<string>()

  const decodingFor = (asked: string): { decoding: Decoding; language: Language } | undefined => {
    const language = languages.find((known) => known === asked) ?? config.automaticLanguage
    const found = schedulers.find(({ engine, scheduler }) => engine.languages.includes(language) && scheduler.state !== 'missing')
    return found === undefined ? undefined : { decoding: found.scheduler, language }
  }

  const forget = (callId: string) => {
    calls.delete(callId)
    over.add(callId)
    const [oldest] = over
    if (over.size > REMEMBERED_CALLS && oldest !== undefined) over.delete(oldest)
  }

  const callOf = (callId: string): CallTranscript | undefined => {
    if (over.has(callId)) return undefined
    const known = calls.get(callId)
    if (known !== undefined) return known
    const callLog = log.child({ callId })
    const publisher = new TranscriptPublisher({ callId, bus, clock, log: callLog, engineHints: config.engineHints })
    const onCompleted = () => forget(callId)
    const call = new CallTranscript({ callId, publisher, voiceDetector, decodingFor, onCompleted, clock, log: callLog, config, metrics })
    calls.set(callId, call)
    return call
  }

  const hear = (batch: AudioBatch) => {
    const call = callOf(batch.callId)
    if (call === undefined) metrics.lateBatches.inc()
    return call?.accept(batch)
  }

  const note = ({ callId, body }: CallEvent) => {
    if (body.case === 'callStarted') callOf(callId)?.noteStarted(body.value.channels)
    else if (body.case === 'callEnded') callOf(callId)?.noteEnded()
  }

  let cancelStallCheck: CancelTimer = () => undefined
  const checkForStalls = () => {
    for (const call of calls.values()) call.endStalled()
    cancelStallCheck = clock.setTimer(checkForStalls, STALL_CHECK_MS)
  }
  checkForStalls()

  const unsubscribe = [bus.subscribeAudio(GROUP, hear), bus.subscribeEvents(GROUP, note)]
  const loaded = Promise.all([voiceDetector.load(), ...schedulers.map(({ scheduler }) => scheduler.load())])
  // Whoever needs it asks `ready`; nobody asking must not end the process.
  loaded.catch((error: unknown) => log.error('The voice detector could not be loaded', { error }))

  return {
    async ready() {
      await loaded
    },
    status: () => ({ engines: engineStatus(schedulers, config), automaticLanguage: config.automaticLanguage }),
    async settled() {
      for (const call of calls.values()) await call.worked()
      for (const { scheduler } of schedulers) await scheduler.idle()
    },
    async stop() {
      for (const stopReading of unsubscribe) stopReading()
      cancelStallCheck()
      for (const call of calls.values()) call.abandon()
      calls.clear()
      for (const { scheduler } of schedulers) scheduler.stop()
      await Promise.all([voiceDetector.close(), ...options.engines.map((engine) => engine.close())])
    },
  }
}

function engineStatus(
  schedulers: readonly { readonly engine: SpeechEngine; readonly scheduler: DecodingScheduler }[],
  { engineHints }: RecognizerConfig,
): EngineStatus[] {
  const here = schedulers.map(({ engine: { name, languages: spoken }, scheduler: { state } }) => ({ name, languages: spoken, state }))
  const served = new Set(here.flatMap((engine) => (engine.state === 'missing' ? [] : engine.languages)))
  const missing = engineHints
    .filter((hint) => hint.languages.some((language) => !served.has(language)) && !here.some(({ name }) => name === hint.engine))
    .map(({ engine, languages: spoken }) => ({ name: engine, languages: spoken, state: 'missing' as const }))
  return [...here, ...missing]
}
