import type { MessageInitShape } from '@bufbuild/protobuf'
import type { CancelTimer, Clock } from '@souffleur/flow'
import {
  type AudioBatch,
  type Channel,
  type ChannelName,
  type ChannelTranscribedSchema,
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
import type { Handover } from './handover-notes.ts'
import type { RecognizerConfig } from './recognizer-config.ts'
import type { RecognizerMetrics } from './recognizer-metrics.ts'
import type { TranscriptSink } from './segment-transcriber.ts'
import type { TranscriptPublisher } from './transcript-publisher.ts'
import { type VoiceDetector, type VoiceStream, WINDOW_MS, WINDOW_SAMPLES } from './voice-detector.ts'
import { WordlessWatch } from './wordless-watch.ts'

/** What a channel came to so far. */
export type ChannelFigures = MessageInitShape<typeof ChannelTranscribedSchema>

export interface CallTranscriptOptions {
  readonly callId: string
  /** Grows when the call's audio starts over. */
  readonly epoch: number
  /** Grows when this recognizer takes the call over from another. */
  readonly ownership: number
  /** Another recognizer had it before, and its figures are gone with it. */
  readonly takenOver: boolean
  /** Of an earlier epoch or owner that was given up: its audio has to be accounted for too. */
  readonly carried: readonly ChannelFigures[]
  /** When that is known already. */
  readonly expected: readonly ChannelName[] | undefined
  /** What another recognizer has published of this epoch. */
  readonly handover: Handover
  readonly publisher: TranscriptPublisher
  readonly voiceDetector: VoiceDetector
  readonly engines: EngineChoice
  /** Puts names of the organisation in the place of what was heard for them. */
  correct(words: readonly HypothesisWord[], language: Language): readonly HypothesisWord[]
  enginesAreLoading(): boolean
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
  /** As the channel's last batch has it. */
  askedLanguage: string
  lastAudioMs: number
  /** Windows that the voice detector hasn't judged yet. */
  waitingWindows: number
  /** Ends when all that was received has been worked through, in order. */
  work: Promise<void>
  finished: boolean
  /** Utterances that weren't published, since they only repeat another channel. */
  echoes: number
  words: number
}

/** A channel that is this far ahead of the voice detector (16 s) holds its sender back. */
const MAX_WAITING_WINDOWS = 512

/** One call: its channels, from batches to utterances, and the promise that its transcript is completed. */
export class CallTranscript {
  readonly #options: CallTranscriptOptions
  readonly #lines = new Map<ChannelName, ChannelLine>()
  readonly #crossTalk = new CrossTalk()
  readonly #echoGuard = new EchoGuard()
  readonly #wordless: WordlessWatch
  #expected: readonly ChannelName[] | undefined
  #cancelEndGrace: CancelTimer | undefined
  #completed = false

  constructor(options: CallTranscriptOptions) {
    this.#options = options
    this.#expected = options.expected
    this.#wordless = new WordlessWatch(options.config)
  }

  get epoch(): number {
    return this.#options.epoch
  }

  get expected(): readonly ChannelName[] | undefined {
    return this.#expected
  }

  get ownership(): number {
    return this.#options.ownership
  }

  /** The call is over, and its last words may still come. */
  get isEnding(): boolean {
    return this.#cancelEndGrace !== undefined
  }

  /** What came of each channel so far. */
  get figures(): readonly ChannelFigures[] {
    const { carried } = this.#options
    const current = [...this.#lines].map(([name, line]) => figuresOf(channelOf(name), line))
    const others = carried.filter(({ channel }) => !current.some((figures) => figures.channel === channel))
    const added = current.map((figures) => {
      const before = carried.find(({ channel }) => channel === figures.channel)
      return before === undefined ? figures : sumOf(figures, before)
    })
    return [...added, ...others]
  }

  /** Whether nothing more is to come of a channel's audio up to there, in 16 kHz samples since the call's start. */
  hasSettled(channel: ChannelName, endSamples: number): boolean {
    const line = this.#lines.get(channel)
    if (line === undefined) return false
    return (line.finished && line.decoder.idle) || endSamples <= line.decoder.settledTo
  }

  /** The promise, when there is one, resolves once the channel has room again. */
  accept(batch: AudioBatch): Promise<void> | undefined {
    const name = channelName(batch.channel)
    const line = this.#lines.get(name) ?? this.#openLine(name, batch)
    line.lastAudioMs = this.#options.clock.monotonicMs()
    if (batch.language !== line.askedLanguage) this.#changeLanguage(line, batch.language)
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

  /** Tells the people on the call, once, that much was said and nothing is written. */
  checkForWords(): void {
    const { publisher, enginesAreLoading } = this.#options
    // Whoever knows that no engine is there for the language knows why.
    if (publisher.hasWarnedOf('engine.language-missing')) return
    if (this.#wordless.isDue(this.#speechSamples, enginesAreLoading())) this.#tellWordless()
  }

  abandon(): void {
    this.#completed = true
    this.#options.publisher.close()
    this.#cancelEndGrace?.()
    for (const line of this.#lines.values()) {
      line.decoder.abandon()
      line.stream.close()
    }
  }

  #openLine(name: ChannelName, { language }: AudioBatch): ChannelLine {
    const { callId, epoch, ownership, voiceDetector, publisher } = this.#options
    const written = this.#options.handover.written.get(name)
    const spoken = this.#channelLanguage(language, written?.language)
    if (spoken.route() === undefined) publisher.warnOfMissingLanguage(language)
    const channel = channelOf(name)
    // A later epoch must not use an utterance's id again, nor must another recognizer.
    const key = [callId, name.charAt(0), ...(epoch === 0 ? [] : [`e${epoch}`]), ...(ownership === 0 ? [] : [`o${ownership}`])]
    const channelKey = key.join('-')
    const crossTalk = this.#crossTalk.join((judged) => decoder.hear(judged.samples, judged.probabilities))
    const sink = this.#counted(
      publisher.sinkOf(channel, () => this.#completeIfDone()),
      (words) => {
        line.words += words
      },
    )
    const decoder = new ChannelDecoder({
      ...this.#options,
      channelKey,
      language: spoken,
      othersSpeechMs: () => Math.max(0, ...this.#others(name).map((other) => other.decoder.speechMs)),
      writtenTo: written?.writtenTo ?? 0,
      sink: this.#echoGuard.guard(sink, crossTalk.loudness, () => this.#noteEcho(line)),
    })
    const line: ChannelLine = {
      intake: new ChannelIntake(),
      stream: voiceDetector.openStream(),
      detectorGain: new DetectorGain(),
      crossTalk,
      decoder,
      language: spoken,
      askedLanguage: language,
      lastAudioMs: 0,
      waitingWindows: 0,
      work: Promise.resolve(),
      finished: false,
      echoes: 0,
      words: 0,
    }
    this.#lines.set(name, line)
    return line
  }

  #counted(sink: TranscriptSink, onWords: (count: number) => void): TranscriptSink {
    return {
      ...sink,
      partial: (text) => {
        this.#wordless.noteShown()
        sink.partial(text)
      },
      final: (text) => {
        onWords(text.words.length)
        this.#wordless.noteWords(text.words.length)
        sink.final(text)
      },
    }
  }

  #others(name: ChannelName): ChannelLine[] {
    return [...this.#lines].flatMap(([other, line]) => (other === name ? [] : [line]))
  }

  /** @param before as another recognizer heard it */
  #channelLanguage(asked: string, before: Language | undefined): ChannelLanguage {
    const { engines, config, metrics, log } = this.#options
    // Who calls and who answers speak the same language as a rule.
    const heardElsewhere = () =>
      [...this.#lines.values()].map(({ language }) => language.current).find((language) => language !== undefined)
    return new ChannelLanguage(
      engines,
      languages.find((known) => known === asked),
      () => before ?? heardElsewhere() ?? config.automaticLanguage,
      (to) => {
        metrics.languageChanges.inc({ to })
        log.info('A channel’s language was heard', { language: to })
      },
    )
  }

  /** The platform names another. What it sent before is over, and stays in the language that it was said in. */
  #changeLanguage(line: ChannelLine, asked: string): void {
    line.askedLanguage = asked
    this.#queue(line, () => {
      line.crossTalk.flush()
      line.decoder.endSegment(forcedEnds.languageChange)
      line.language.ask(languages.find((known) => known === asked))
      if (line.language.route() === undefined) this.#options.publisher.warnOfMissingLanguage(asked)
    })
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
    this.#wordless.hear(samples)
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
    if (this.#wordless.isDueAtEnd(this.#speechSamples)) this.#tellWordless()
    this.#options.publisher.completed([...this.figures], this.#options.takenOver)
    this.#options.onCompleted()
  }

  get #speechSamples(): number {
    return [...this.#lines.values()].reduce((sum, { decoder }) => sum + decoder.speechSamples, 0)
  }

  #tellWordless(): void {
    const { metrics, log, callId, publisher } = this.#options
    const code: ErrorCode = 'call.no-words'
    metrics.callsWithoutWords.inc()
    log.warn('There is sound on a call, and no words.', { callId, code })
    publisher.warn(code)
  }
}

function figuresOf(channel: Channel, { intake, decoder, echoes, words }: ChannelLine) {
  return {
    channel,
    samplesReceived: intake.samplesReceived,
    samplesHeard: Math.round(intake.samplesHeard),
    samplesSpeech: decoder.speechSamples,
    samplesUnread: decoder.unreadSamples,
    utterances: decoder.utterances - echoes,
    words,
  }
}

function sumOf(one: ReturnType<typeof figuresOf>, other: ChannelFigures): ChannelFigures {
  return {
    channel: one.channel,
    samplesReceived: one.samplesReceived + (other.samplesReceived ?? 0),
    samplesHeard: one.samplesHeard + (other.samplesHeard ?? 0),
    samplesSpeech: one.samplesSpeech + (other.samplesSpeech ?? 0),
    samplesUnread: one.samplesUnread + (other.samplesUnread ?? 0),
    utterances: one.utterances + (other.utterances ?? 0),
    words: one.words + (other.words ?? 0),
  }
}
