import type { CancelTimer, Clock } from '@souffleur/flow'
import {
  type AudioBatch,
  type Channel,
  type ChannelName,
  channelName,
  channelOf,
  type ErrorCode,
  type Language,
  languages,
} from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import { ChannelDecoder } from './channel-decoder.ts'
import { ChannelIntake, type IntakeItem } from './channel-intake.ts'
import { ChannelLanguage, type EngineChoice } from './channel-language.ts'
import { CrossTalk, type CrossTalkChannel } from './cross-talk.ts'
import { DetectorGain } from './detector-gain.ts'
import { EchoGuard } from './echo-guard.ts'
import { forcedEnds } from './endpointing.ts'
import type { HypothesisWord } from './engine.ts'
import type { RecognizerConfig } from './recognizer-config.ts'
import type { RecognizerMetrics } from './recognizer-metrics.ts'
import type { TranscriptPublisher } from './transcript-publisher.ts'
import { type VoiceDetector, type VoiceStream, WINDOW_MS, WINDOW_SAMPLES } from './voice-detector.ts'

export interface CallTranscriptOptions {
  readonly callId: string
  readonly publisher: TranscriptPublisher
  readonly voiceDetector: VoiceDetector
  readonly engines: EngineChoice
  /** Puts names of the organisation in the place of what was heard for them. */
  correct(words: readonly HypothesisWord[], language: Language): readonly HypothesisWord[]
  /** Nothing more will be published. */
  onCompleted(): void
  readonly clock: Clock
  readonly log: Log
  readonly config: RecognizerConfig
  readonly metrics: RecognizerMetrics
}

interface ChannelLine {
  readonly intake: ChannelIntake
  readonly stream: VoiceStream
  readonly detectorGain: DetectorGain
  /** Where windows go once the voice detector has judged them: on to the decoder, without the other channel's voice. */
  readonly crossTalk: CrossTalkChannel
  readonly decoder: ChannelDecoder
  readonly language: ChannelLanguage
  epoch: number
  lastAudioMs: number
  /** Windows that the voice detector hasn't judged yet. */
  waitingWindows: number
  /** Ends when all that was received has been worked through, in order. */
  work: Promise<void>
  finished: boolean
  /** Utterances that weren't published, since they only repeat another channel. */
  echoes: number
}

/** A channel that is this far ahead of the voice detector (16 s) holds its sender back. */
const MAX_WAITING_WINDOWS = 512

/** One call: its channels, from batches to utterances, and the promise that its transcript is completed. */
export class CallTranscript {
  readonly #options: CallTranscriptOptions
  readonly #lines = new Map<ChannelName, ChannelLine>()
  readonly #crossTalk = new CrossTalk()
  readonly #echoGuard = new EchoGuard()
  #expected: readonly ChannelName[] | undefined
  #cancelEndGrace: CancelTimer | undefined
  #completed = false

  constructor(options: CallTranscriptOptions) {
    this.#options = options
  }

  /** The promise, when there is one, resolves once the channel has room again. */
  accept(batch: AudioBatch): Promise<void> | undefined {
    const line = this.#lineOf(channelName(batch.channel), batch)
    if (batch.epoch < line.epoch) {
      this.#options.metrics.lateBatches.inc()
      return undefined
    }
    line.lastAudioMs = this.#options.clock.monotonicMs()
    for (const item of line.intake.push(batch)) this.#take(line, item)
    return line.waitingWindows > MAX_WAITING_WINDOWS ? line.work : undefined
  }

  noteStarted(channels: readonly Channel[]): void {
    this.#expected = channels.map(channelName)
    this.#completeIfDone()
  }

  /** The batches that end the channels should be on their way; after a moment the channels are ended without them. */
  noteEnded(): void {
    const { clock, config } = this.#options
    this.#cancelEndGrace ??= clock.setTimer(() => {
      for (const line of this.#lines.values()) for (const item of line.intake.end()) this.#take(line, item)
      this.#expected = [...this.#lines.keys()]
      this.#completeIfDone()
    }, config.endGraceMs)
  }

  /** Ends open utterances of channels that have sent nothing for a while. */
  endStalled(): void {
    const { clock, config } = this.#options
    const oldest = clock.monotonicMs() - config.stallMs
    for (const line of this.#lines.values()) {
      if (line.waitingWindows > 0 || line.lastAudioMs > oldest) continue
      line.crossTalk.flush()
      if (line.decoder.speaking) line.decoder.endSegment(forcedEnds.stalled)
    }
  }

  /** All that was received so far has been handed to the decoders. */
  async worked(): Promise<void> {
    await Promise.all([...this.#lines.values()].map((line) => line.work))
  }

  /** Tells the people on the call, once, that partials come less often. */
  warnOfLoad(): void {
    if ([...this.#lines.values()].some(({ decoder }) => decoder.speaking)) this.#options.publisher.warn('engine.degraded')
  }

  abandon(): void {
    this.#completed = true
    this.#cancelEndGrace?.()
    for (const line of this.#lines.values()) {
      line.decoder.abandon()
      line.stream.close()
    }
  }

  #lineOf(name: ChannelName, batch: AudioBatch): ChannelLine {
    const existing = this.#lines.get(name)
    if (existing !== undefined && existing.epoch >= batch.epoch) return existing
    existing?.crossTalk.leave()
    existing?.decoder.abandon()
    existing?.stream.close()
    const line = this.#openLine(name, batch)
    this.#lines.set(name, line)
    return line
  }

  #openLine(name: ChannelName, { language, epoch }: AudioBatch): ChannelLine {
    const { callId, voiceDetector, publisher } = this.#options
    const spoken = this.#channelLanguage(language)
    const known = spoken.route() !== undefined
    if (!known) publisher.warnOfMissingLanguage(language)
    const channel = channelOf(name)
    // A later epoch must not use an utterance's id again.
    const channelKey = `${callId}-${name.charAt(0)}${epoch === 0 ? '' : `-e${epoch}`}`
    const crossTalk = this.#crossTalk.join((judged) => decoder.hear(judged.samples, judged.probabilities))
    const sink = publisher.sinkOf({ channel, epoch }, () => this.#completeIfDone())
    const decoder = new ChannelDecoder({
      ...this.#options,
      channelKey,
      language: known ? spoken : undefined,
      othersSpeechMs: () => Math.max(0, ...this.#others(name).map((other) => other.decoder.speechMs)),
      sink: this.#echoGuard.guard(sink, crossTalk.loudness, () => this.#noteEcho(line)),
    })
    const line: ChannelLine = {
      intake: new ChannelIntake(),
      stream: voiceDetector.openStream(),
      detectorGain: new DetectorGain(),
      crossTalk,
      decoder,
      language: spoken,
      epoch,
      lastAudioMs: 0,
      waitingWindows: 0,
      work: Promise.resolve(),
      finished: false,
      echoes: 0,
    }
    return line
  }

  #others(name: ChannelName): ChannelLine[] {
    return [...this.#lines].flatMap(([other, line]) => (other === name ? [] : [line]))
  }

  #channelLanguage(asked: string): ChannelLanguage {
    const { engines, config, metrics, log } = this.#options
    // Who calls and who answers speak the same language as a rule.
    const heardElsewhere = () =>
      [...this.#lines.values()].map(({ language }) => language.current).find((language) => language !== undefined)
    return new ChannelLanguage(
      engines,
      languages.find((known) => known === asked),
      () => heardElsewhere() ?? config.automaticLanguage,
      (to) => {
        metrics.languageChanges.inc({ to })
        log.info('A channel’s language was heard', { language: to })
      },
    )
  }

  /** The voice detector is asked at once, so that channels share its batches; the answers are worked through in order. */
  #take(line: ChannelLine, item: IntakeItem): void {
    switch (item.kind) {
      case 'windows': {
        line.waitingWindows += item.samples.length / WINDOW_SAMPLES
        const detected = this.#detect(line, line.detectorGain.lift(item.samples))
        this.#queue(line, async () => this.#hear(line, item.samples, await detected))
        break
      }
      case 'break':
        line.stream.reset()
        this.#queue(line, () => {
          line.crossTalk.restartAt(item.position)
          line.decoder.breakAt(item.position, item.endedBy)
        })
        break
      case 'end':
        this.#queue(line, () => this.#finish(line))
        break
    }
  }

  #hear(line: ChannelLine, samples: Float32Array, probabilities: Float32Array): void {
    line.waitingWindows -= probabilities.length
    line.crossTalk.hear(samples, probabilities)
  }

  #noteEcho(line: ChannelLine): void {
    line.echoes += 1
    this.#options.metrics.echoes.inc()
  }

  #finish(line: ChannelLine): void {
    line.crossTalk.flush()
    line.crossTalk.leave()
    this.#options.metrics.crossTalkSeconds.inc((line.crossTalk.leakedWindows * WINDOW_MS) / 1000)
    line.decoder.endSegment(forcedEnds.endOfChannel)
    line.finished = true
    this.#completeIfDone()
  }

  async #detect({ stream }: ChannelLine, samples: Float32Array): Promise<Float32Array> {
    try {
      return await stream.detect(samples)
    } catch (error) {
      const { metrics, log, publisher } = this.#options
      const code: ErrorCode = 'engine.failed'
      metrics.detectionFailures.inc()
      log.error('The voice detector failed; a stretch of audio counts as silence', { code, error })
      publisher.warn(code)
      return new Float32Array(samples.length / WINDOW_SAMPLES)
    }
  }

  #queue(line: ChannelLine, work: () => void | Promise<void>): void {
    line.work = line.work.then(work).catch((error: unknown) => {
      const { log } = this.#options
      log.error('A piece of audio could not be worked through', { code: 'internal.unexpected', error })
    })
  }

  #completeIfDone(): void {
    // Without the call's start nobody knows its channels: then the grace period after its end decides.
    if (this.#completed || this.#expected?.every((name) => this.#lines.has(name)) !== true) return
    if ([...this.#lines.values()].some((line) => !line.finished || !line.decoder.idle)) return
    this.#completed = true
    this.#cancelEndGrace?.()
    for (const line of this.#lines.values()) line.stream.close()
    this.#options.publisher.completed(
      [...this.#lines].map(([name, { intake, decoder, echoes }]) => ({
        channel: channelOf(name),
        samplesHeard: Math.round(intake.samplesHeard),
        samplesSpeech: decoder.speechSamples,
        utterances: decoder.utterances - echoes,
      })),
    )
    this.#options.onCompleted()
  }
}
