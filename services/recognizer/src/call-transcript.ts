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
import { addedUp, type ChannelFigures } from './channel-figures.ts'
import { ChannelLanguage, type EngineChoice } from './channel-language.ts'
import { ChannelLine } from './channel-line.ts'
import { CrossTalk } from './cross-talk.ts'
import { EchoGuard } from './echo-guard.ts'
import type { HypothesisWord } from './engine.ts'
import type { Handover } from './handover-notes.ts'
import type { RecognizerConfig } from './recognizer-config.ts'
import type { RecognizerMetrics } from './recognizer-metrics.ts'
import type { TranscriptSink } from './segment-transcriber.ts'
import type { TranscriptPublisher } from './transcript-publisher.ts'
import type { VoiceDetector } from './voice-detector.ts'
import { WordlessWatch } from './wordless-watch.ts'

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
    return addedUp(
      [...this.#lines.values()].map((line) => line.figures),
      this.#options.carried,
    )
  }

  /** Whether nothing more is to come of a channel's audio up to there, in 16 kHz samples since the call's start. */
  hasSettled(channel: ChannelName, endSamples: number): boolean {
    return this.#lines.get(channel)?.hasSettled(endSamples) === true
  }

  /** The promise, when there is one, resolves once the channel has room again. */
  accept(batch: AudioBatch): Promise<void> | undefined {
    const name = channelName(batch.channel)
    const line = this.#lines.get(name) ?? this.#openLine(name, batch)
    return line.accept(batch)
  }

  noteStarted(channels: readonly Channel[]): void {
    this.#expected = channels.map(channelName)
    this.#completeIfDone()
  }

  /** The batches that end the channels should be on their way; after a moment the channels are ended without them. */
  noteEnded(): void {
    const { clock, config } = this.#options
    this.#cancelEndGrace ??= clock.setTimer(() => {
      for (const line of this.#lines.values()) line.end()
      this.#expected = [...this.#lines.keys()]
      this.#completeIfDone()
    }, config.endGraceMs)
  }

  /** Ends open utterances of channels that have sent nothing for a while. */
  endStalled(): void {
    const { clock, config } = this.#options
    const sinceMs = clock.monotonicMs() - config.stallMs
    for (const line of this.#lines.values()) line.endStalled(sinceMs)
  }

  /** All that was received so far has been handed to the decoders. */
  async worked(): Promise<void> {
    await Promise.all([...this.#lines.values()].map((line) => line.worked()))
  }

  /** Tells the people on the call, once, that partials come less often. */
  warnOfLoad(): void {
    if ([...this.#lines.values()].some(({ isSpeaking }) => isSpeaking)) this.#options.publisher.warn('engine.degraded')
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
    for (const line of this.#lines.values()) line.abandon()
  }

  #openLine(name: ChannelName, { language: askedLanguage }: AudioBatch): ChannelLine {
    const { voiceDetector, publisher } = this.#options
    const written = this.#options.handover.written.get(name)
    const language = this.#channelLanguage(askedLanguage, written?.language)
    if (language.route() === undefined) publisher.warnOfMissingLanguage(askedLanguage)
    const channel = channelOf(name)
    const crossTalk = this.#crossTalk.join((judged) => decoder.hear(judged.samples, judged.probabilities))
    const sink = this.#counted(
      publisher.sinkOf(channel, () => this.#completeIfDone()),
      (words) => line.noteWords(words),
    )
    const decoder = new ChannelDecoder({
      ...this.#options,
      channelKey: this.#keyOf(name),
      language,
      othersSpeechMs: () => Math.max(0, ...this.#others(name).map(({ speechMs }) => speechMs)),
      writtenTo: written?.writtenTo ?? 0,
      sink: this.#echoGuard.guard(sink, crossTalk.loudness, () => line.noteEcho()),
    })
    const line = new ChannelLine({
      ...this.#options,
      channel,
      stream: voiceDetector.openStream(),
      crossTalk,
      decoder,
      language,
      askedLanguage,
      onHeard: (samples) => this.#wordless.hear(samples),
      onFinished: () => this.#completeIfDone(),
    })
    this.#lines.set(name, line)
    return line
  }

  /** A later epoch must not use an utterance's id again, nor must another recognizer. */
  #keyOf(name: ChannelName): string {
    const { callId, epoch, ownership } = this.#options
    return [callId, name.charAt(0), ...(epoch === 0 ? [] : [`e${epoch}`]), ...(ownership === 0 ? [] : [`o${ownership}`])].join('-')
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
    const heardElsewhere = () => [...this.#lines.values()].map(({ language }) => language).find((language) => language !== undefined)
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

  #completeIfDone(): void {
    // Without the call's start nobody knows its channels: then the grace period after its end decides.
    if (this.#completed || this.#expected?.every((name) => this.#lines.has(name)) !== true) return
    if ([...this.#lines.values()].some(({ isDone }) => !isDone)) return
    this.#completed = true
    this.#cancelEndGrace?.()
    for (const line of this.#lines.values()) line.close()
    if (this.#wordless.isDueAtEnd(this.#speechSamples)) this.#tellWordless()
    this.#options.publisher.completed([...this.figures], this.#options.takenOver)
    this.#options.onCompleted()
  }

  get #speechSamples(): number {
    return [...this.#lines.values()].reduce((sum, { speechSamples }) => sum + speechSamples, 0)
  }

  #tellWordless(): void {
    const { metrics, log, callId, publisher } = this.#options
    const code: ErrorCode = 'call.no-words'
    metrics.callsWithoutWords.inc()
    log.warn('There is sound on a call, and no words.', { callId, code })
    publisher.warn(code)
  }
}
