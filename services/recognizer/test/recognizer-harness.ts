import { encodePcmu } from '@souffleur/audio'
import { type Bus, createInProcessBus, type ReadingOptions } from '@souffleur/bus'
import { AppError, type AudioBatch, type CallEvent, Channel } from '@souffleur/proto'
import { createMetrics, type Metrics } from '@souffleur/telemetry'
import {
  aCallEnded,
  aCallStarted,
  anAudioBatch,
  createRecordingLog,
  type EngineScript,
  joined,
  LevelVoiceDetector,
  ManualClock,
  promisesSettle,
  ScriptedEngine,
  type ScriptedEngineOptions,
  silence,
  tone,
} from '@souffleur/testkit'
import { createRecognizer, type Recognizer } from '../src/recognizer.ts'
import type { RecognizerConfig } from '../src/recognizer-config.ts'
import type { CallPrivacy } from '../src/transcript-publisher.ts'

const BATCH_SAMPLES = 320
const BATCH_MS = 40

/** Speech is a tone to the test kit's voice detector. */
export const speech = (durationMs: number) => tone({ durationMs, frequencyHz: 440 })
export const quiet = (durationMs: number) => silence({ durationMs })

export interface HarnessOptions extends ScriptedEngineOptions {
  readonly script?: EngineScript
  /** Beside the scripted one, after it. */
  readonly engines?: readonly ScriptedEngine[]
  readonly config?: Partial<RecognizerConfig>
  readonly openPrivacy?: () => CallPrivacy
}

type SpokenFields = Partial<Pick<AudioBatch, 'callId' | 'channel' | 'startSamples' | 'afterPause' | 'language' | 'epoch' | 'ownership'>>
type BodyCase = NonNullable<CallEvent['body']['case']>
type BodyValue<Case extends BodyCase> = Extract<CallEvent['body'], { case: Case }>['value']

/** A recognizer with a scripted engine on a manual clock, and calls that are spoken to it. */
export class RecognizerHarness {
  readonly clock = new ManualClock()
  readonly log = createRecordingLog()
  readonly metrics: Metrics = createMetrics()
  readonly detector = new LevelVoiceDetector()
  readonly events: CallEvent[] = []
  readonly failures: unknown[] = []
  readonly bus = createInProcessBus({ onHandlerError: (error) => this.failures.push(error) })
  /** As the recognizer answers a bus that could give a call to another. */
  readonly settling: { audio?: ReadingOptions<AudioBatch>['settling']; event?: ReadingOptions<CallEvent>['settling'] } = {}
  readonly engine: ScriptedEngine
  readonly recognizer: Recognizer
  readonly #positions = new Map<string, number>()

  constructor({ script = () => 'Hello there.', engines = [], config = {}, openPrivacy, ...engine }: HarnessOptions = {}) {
    this.bus.subscribeEvents('test', (event) => void this.events.push(event))
    this.engine = new ScriptedEngine(script, engine)
    const { clock, log, metrics, settling } = this
    const bus: Bus = {
      ...this.bus,
      subscribeAudio: (group, handler, options) => {
        settling.audio = options?.settling
        return this.bus.subscribeAudio(group, handler, options)
      },
      subscribeEvents: (group, handler, options) => {
        settling.event = options?.settling
        return this.bus.subscribeEvents(group, handler, options)
      },
    }
    this.recognizer = createRecognizer({
      bus,
      clock,
      log,
      metrics,
      engines: [this.engine, ...engines],
      voiceDetector: this.detector,
      config,
      ...(openPrivacy === undefined ? {} : { openPrivacy }),
    })
  }

  async start(callId = 'call-1', channels = [Channel.CUSTOMER]): Promise<void> {
    this.bus.publishEvent(aCallStarted({ channels }, { callId }))
    await this.bus.settled()
  }

  /** Sends a signal batch by batch as time passes, with all that follows from it. `startSamples` jumps there first. */
  async say(signal: Int16Array, { startSamples, afterPause = false, ...fields }: SpokenFields = {}): Promise<void> {
    const { callId = 'call-1', channel = Channel.CUSTOMER } = fields
    const key = `${callId}-${channel}`
    if (startSamples !== undefined) this.#positions.set(key, startSamples)
    for (let offset = 0; offset < signal.length; offset += BATCH_SAMPLES) {
      const position = this.#positions.get(key) ?? 0
      const samples = signal.subarray(offset, offset + BATCH_SAMPLES)
      const whereAndWhat = { startSamples: position, afterPause: afterPause && offset === 0, payload: encodePcmu(samples) }
      this.bus.publishAudio(anAudioBatch({ ...fields, callId, channel, ...whereAndWhat }))
      this.#positions.set(key, position + samples.length)
      this.clock.advance(BATCH_MS)
      await this.settle()
    }
  }

  async hangUp(callId = 'call-1', channels = [Channel.CUSTOMER]): Promise<void> {
    for (const channel of channels) {
      this.bus.publishAudio(
        anAudioBatch({
          callId,
          channel,
          startSamples: this.#positions.get(`${callId}-${channel}`) ?? 0,
          payload: new Uint8Array(0),
          endOfChannel: true,
        }),
      )
    }
    await this.settle()
    this.bus.publishEvent(aCallEnded({}, { callId }))
    await this.settle()
  }

  /** Lets everything that is ready happen. */
  async settle(): Promise<void> {
    for (let round = 0; round < 4; round += 1) {
      await this.bus.settled()
      await promisesSettle()
    }
  }

  bodies<Case extends BodyCase>(name: Case, callId = 'call-1'): BodyValue<Case>[] {
    return this.events.flatMap(({ body, callId: id }) => (id === callId && body.case === name ? [body.value as BodyValue<Case>] : []))
  }

  async metric(line: string): Promise<number> {
    const text = await this.metrics.metrics()
    const found = text.split('\n').find((candidate) => candidate.startsWith(`souffleur_recognizer_${line} `))
    return found === undefined ? 0 : Number(found.split(' ').at(-1))
  }
}

/** A promise that the test settles: a decoding that takes as long as the test wants. */
export function later<T>() {
  return Promise.withResolvers<T>()
}

export const engineFailure = () => new AppError('engine.failed', 'scripted')
export { joined }
