import type { Clock } from '@souffleur/flow'
import { type AudioBatch, type Channel, type ErrorCode, type Language, languages } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import type { ChannelDecoder } from './channel-decoder.ts'
import type { ChannelFigures } from './channel-figures.ts'
import { ChannelIntake, type IntakeItem } from './channel-intake.ts'
import type { ChannelLanguage } from './channel-language.ts'
import type { CrossTalkChannel } from './cross-talk.ts'
import { DetectorGain } from './detector-gain.ts'
import { forcedEnds } from './endpointing.ts'
import type { RecognizerMetrics } from './recognizer-metrics.ts'
import type { TranscriptPublisher } from './transcript-publisher.ts'
import { type VoiceStream, WINDOW_MS, WINDOW_SAMPLES } from './voice-detector.ts'

export interface ChannelLinePorts {
  readonly channel: Channel
  readonly stream: VoiceStream
  /** Where windows go once the voice detector has judged them: on to the decoder, without the other channel's voice. */
  readonly crossTalk: CrossTalkChannel
  readonly decoder: ChannelDecoder
  readonly language: ChannelLanguage
  /** As the channel's first batch has it. */
  readonly askedLanguage: string
  /** What was received, once it was judged, before any voice was taken out. */
  onHeard(samples: Float32Array): void
  onFinished(): void
  readonly publisher: TranscriptPublisher
  readonly clock: Clock
  readonly log: Log
  readonly metrics: RecognizerMetrics
}

/** A channel that is this far ahead of the voice detector (16 s) holds its sender back. */
const MAX_WAITING_WINDOWS = 512

/** One channel of a call: its batches, in order, through the voice detector and the removal of cross-talk to its decoder. */
export class ChannelLine {
  readonly #ports: ChannelLinePorts
  readonly #intake = new ChannelIntake()
  readonly #detectorGain = new DetectorGain()
  #askedLanguage: string
  #lastAudioMs = 0
  /** Windows that the voice detector hasn't judged yet. */
  #waitingWindows = 0
  /** Ends when all that was received has been worked through, in order. */
  #work: Promise<void> = Promise.resolve()
  #finished = false
  #echoes = 0
  #words = 0

  constructor(ports: ChannelLinePorts) {
    this.#ports = ports
    this.#askedLanguage = ports.askedLanguage
  }

  get figures(): ChannelFigures {
    const { channel, decoder } = this.#ports
    return {
      channel,
      samplesReceived: this.#intake.samplesReceived,
      samplesHeard: Math.round(this.#intake.samplesHeard),
      samplesSpeech: decoder.speechSamples,
      samplesUnread: decoder.unreadSamples,
      utterances: decoder.utterances - this.#echoes,
      words: this.#words,
    }
  }

  /** What is spoken, once that is known. */
  get language(): Language | undefined {
    return this.#ports.language.current
  }

  get isSpeaking(): boolean {
    return this.#ports.decoder.speaking
  }

  get speechMs(): number {
    return this.#ports.decoder.speechMs
  }

  get speechSamples(): number {
    return this.#ports.decoder.speechSamples
  }

  /** It ended, and nothing of it is being decoded. */
  get isDone(): boolean {
    return this.#finished && this.#ports.decoder.idle
  }

  /** Whether nothing more is to come of its audio up to there, in 16 kHz samples since the call's start. */
  hasSettled(endSamples: number): boolean {
    return this.isDone || endSamples <= this.#ports.decoder.settledTo
  }

  /** The promise, when there is one, resolves once there is room again. */
  accept(batch: AudioBatch): Promise<void> | undefined {
    this.#lastAudioMs = this.#ports.clock.monotonicMs()
    if (batch.language !== this.#askedLanguage) this.#changeLanguage(batch.language)
    for (const item of this.#intake.push(batch)) this.#take(item)
    return this.#waitingWindows > MAX_WAITING_WINDOWS ? this.#work : undefined
  }

  /** No more batches will come. */
  end(): void {
    for (const item of this.#intake.end()) this.#take(item)
  }

  /** Ends an open utterance when nothing has come since then. */
  endStalled(sinceMs: number): void {
    if (this.#waitingWindows > 0 || this.#lastAudioMs > sinceMs) return
    const { crossTalk, decoder } = this.#ports
    crossTalk.flush()
    if (decoder.speaking) decoder.endSegment(forcedEnds.stalled)
  }

  /** An utterance wasn't published, since it only repeats another channel. */
  noteEcho(): void {
    this.#echoes += 1
    this.#ports.metrics.echoes.inc()
  }

  noteWords(count: number): void {
    this.#words += count
  }

  /** All that was received so far has been handed to the decoder. */
  worked(): Promise<void> {
    return this.#work
  }

  abandon(): void {
    this.#ports.decoder.abandon()
    this.close()
  }

  close(): void {
    this.#ports.stream.close()
  }

  /** The platform names another. What it sent before is over, and stays in the language that it was said in. */
  #changeLanguage(asked: string): void {
    this.#askedLanguage = asked
    this.#queue(() => {
      const { crossTalk, decoder, language, publisher } = this.#ports
      crossTalk.flush()
      decoder.endSegment(forcedEnds.languageChange)
      language.ask(languages.find((known) => known === asked))
      if (language.route() === undefined) publisher.warnOfMissingLanguage(asked)
    })
  }

  /** The voice detector is asked at once, so that channels share its batches; the answers are worked through in order. */
  #take(item: IntakeItem): void {
    switch (item.kind) {
      case 'windows': {
        this.#waitingWindows += item.samples.length / WINDOW_SAMPLES
        const detected = this.#detect(this.#detectorGain.lift(item.samples))
        this.#queue(async () => this.#hear(item.samples, await detected))
        break
      }
      case 'break':
        this.#ports.stream.reset()
        this.#queue(() => {
          this.#ports.crossTalk.restartAt(item.position)
          this.#ports.decoder.breakAt(item.position, item.endedBy)
        })
        break
      case 'end':
        this.#queue(() => this.#finish())
        break
    }
  }

  #hear(samples: Float32Array, probabilities: Float32Array): void {
    this.#waitingWindows -= probabilities.length
    this.#ports.onHeard(samples)
    this.#ports.crossTalk.hear(samples, probabilities)
  }

  #finish(): void {
    const { crossTalk, decoder, metrics, onFinished } = this.#ports
    crossTalk.flush()
    crossTalk.leave()
    metrics.crossTalkSeconds.inc((crossTalk.leakedWindows * WINDOW_MS) / 1000)
    decoder.endSegment(forcedEnds.endOfChannel)
    this.#finished = true
    onFinished()
  }

  async #detect(samples: Float32Array): Promise<Float32Array> {
    const { stream, metrics, log, publisher } = this.#ports
    try {
      return await stream.detect(samples)
    } catch (error) {
      const code: ErrorCode = 'engine.failed'
      metrics.detectionFailures.inc()
      log.error('The voice detector failed; a stretch of audio counts as silence', { code, error })
      publisher.warn(code)
      return new Float32Array(samples.length / WINDOW_SAMPLES)
    }
  }

  #queue(work: () => void | Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      this.#ports.log.error('A piece of audio could not be worked through', { code: 'internal.unexpected', error })
    })
  }
}
