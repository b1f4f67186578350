import type { Clock } from '@souffleur/flow'
import { type AppError, DiscardReason, type Language } from '@souffleur/proto'
import type { ChannelLanguage, Route } from './channel-language.ts'
import type { DecodingOutcome, DecodingTicket } from './decoding-scheduler.ts'
import type { Hypothesis, HypothesisWord } from './engine.ts'
import { withoutInventedText } from './invented-text.ts'
import type { RecognizerConfig } from './recognizer-config.ts'
import type { RecognizerMetrics } from './recognizer-metrics.ts'
import type { Coverage, Segment } from './segment.ts'
import { SAMPLE_RATE_HZ } from './voice-detector.ts'
import type { TimedWord } from './word-times.ts'

export interface PartialText {
  readonly utteranceId: string
  readonly revision: number
  readonly startMs: number
  readonly endMs: number
  readonly firm: readonly string[]
  readonly tentative: readonly string[]
  readonly language: Language
}

export interface FinalText {
  readonly utteranceId: string
  readonly startMs: number
  readonly endMs: number
  /** Where its speech ends, in 16 kHz samples since the call's start. */
  readonly endSamples: number
  readonly words: readonly TimedWord[]
  readonly confidence: number
  readonly endedBy: string
  readonly language: Language
  readonly engine: string
}

/** Where a channel's text goes. */
export interface TranscriptSink {
  partial(text: PartialText): void
  final(text: FinalText): void
  discarded(utteranceId: string, reason: DiscardReason): void
  /** A passage could not be decoded; `undefined` when it was given up because too much waited. */
  failed(error: AppError | undefined): void
  /** A segment is out of the way: the channel may be idle now. */
  settled(): void
}

export interface TranscriberOptions {
  /** Tells channels apart in the scheduler, and begins the utterances' ids. */
  readonly channelKey: string
  readonly language: ChannelLanguage
  /** Puts names of the organisation in the place of what was heard for them. */
  correct(words: readonly HypothesisWord[], language: Language): readonly HypothesisWord[]
  readonly sink: TranscriptSink
  readonly clock: Clock
  readonly config: RecognizerConfig
  readonly metrics: RecognizerMetrics
}

/** The audio of a decoding, and where it lies. */
export interface CoveredAudio extends Coverage {
  readonly samples: Float32Array
}

/** A decoding of all that was said in a segment by then. */
interface Whole {
  readonly ticket: DecodingTicket
  /** Where the audio that it is about ends. */
  readonly to: number
  outcome: DecodingOutcome | undefined
  /** In the pause that it follows, once somebody has gone on speaking after it and its text is to be settled. */
  settlesBefore: number | undefined
}

interface Progress {
  route: Route
  /** Another engine has been asked already. */
  askedAgain: boolean
  /** Who gave the hypothesis that the segment holds. */
  heardBy: string
  partialRunning: boolean
  /** `undefined` while there is none, or once somebody has gone on speaking. */
  whole: Whole | undefined
  endedBy: string | undefined
}

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000

/** Has one channel's segments decoded, shows what is heard so far, and publishes utterances in the order in which they were said. */
export class SegmentTranscriber {
  readonly #options: TranscriberOptions
  readonly #progress = new Map<Segment, Progress>()
  /** Called when all that was said in an open segment has been decoded: it may be over now. */
  readonly #onWhole: (segment: Segment) => void
  #utterances = 0
  #unreadSamples = 0
  #abandoned = false

  constructor(options: TranscriberOptions, onWhole: (segment: Segment) => void) {
    this.#options = options
    this.#onWhole = onWhole
  }

  get utterances(): number {
    return this.#utterances
  }

  /** Speech of segments that no engine read, at 16 kHz. */
  get unreadSamples(): number {
    return this.#unreadSamples
  }

  /** No segment is open or waits for its text. */
  get idle(): boolean {
    return this.#progress.size === 0
  }

  /** Where the first segment begins that is open or waits for its text; undefined when there is none. */
  get firstStart(): number | undefined {
    const [first] = this.#progress.keys()
    return first?.start
  }

  open(segment: Segment): void {
    const route = this.#options.language.route()
    // Its engine is gone for good: whoever began the call has been told.
    if (route === undefined) return
    this.#progress.set(segment, { route, askedAgain: false, heardBy: '', partialRunning: false, whole: undefined, endedBy: undefined })
  }

  /** Milliseconds to leave between partials; `undefined` while one is on its way. */
  partialIntervalMs(segment: Segment): number | undefined {
    const progress = this.#progress.get(segment)
    return progress?.partialRunning === false ? progress.route.decoding.load().partialIntervalMs : undefined
  }

  /** How long a silence has to be before everything is decoded: on a busy machine many such decodings would be for nothing. */
  candidateSilenceMs(segment: Segment): number {
    const { candidateSilenceMs, busyCandidateSilenceMs } = this.#options.config
    const pressure = this.#progress.get(segment)?.route.decoding.load().pressure ?? 0
    return candidateSilenceMs + pressure * (busyCandidateSilenceMs - candidateSilenceMs)
  }

  askForPartial(segment: Segment, audio: CoveredAudio): void {
    const progress = this.#progress.get(segment)
    if (progress === undefined) return
    progress.partialRunning = true
    // The first word is waited for more than any other.
    const patienceMs = segment.revision === 0 ? 0 : this.#options.config.partialIntervalMs
    this.#submit('partial', segment, progress, audio, this.#options.clock.monotonicMs() + patienceMs, (outcome, route) => {
      progress.partialRunning = false
      if (!this.#asksAgain(segment, progress, outcome, route)) this.#note(segment, outcome, audio, route)
    })
  }

  /** Decodes all that was said, in case it is the end. Once: a second call does nothing until somebody speaks again. */
  askForWhole(segment: Segment, audio: () => CoveredAudio): void {
    const progress = this.#progress.get(segment)
    if (progress === undefined || progress.whole !== undefined) return
    const covered = audio()
    const deadlineMs = segment.lastHeardMs + this.#options.config.finalTargetMs
    const ticket = this.#submit('final', segment, progress, covered, deadlineMs, (outcome, route) => {
      if (this.#asksAgain(segment, progress, outcome, route) && progress.whole === whole) {
        progress.whole = undefined
        this.askForWhole(segment, () => covered)
        return
      }
      whole.outcome = outcome
      this.#note(segment, outcome, covered, route)
      if (progress.whole === whole) this.#finishWhole(segment, progress, outcome)
      else this.#settle(segment, whole, covered.from)
    })
    const whole: Whole = { ticket, to: covered.to, outcome: undefined, settlesBefore: undefined }
    progress.whole = whole
  }

  /**
   * Somebody goes on speaking at `position`: what was decoded, or still is, isn't the end. It serves as a partial, and when enough has
   * been said, as the settled text before the pause.
   */
  speechWentOn(segment: Segment, position: number): void {
    const progress = this.#progress.get(segment)
    const whole = progress?.whole
    if (progress === undefined || whole === undefined) return
    progress.whole = undefined
    const pauseMs = (position - segment.voicedEnd) / SAMPLES_PER_MS
    if (
      whole.to > position ||
      position - segment.openFrom < this.#options.config.settleAfterMs * SAMPLES_PER_MS ||
      pauseMs < this.#options.config.settlePauseMs
    ) {
      whole.ticket.withdraw()
    } else {
      whole.settlesBefore = Math.round((segment.voicedEnd + position) / 2)
      this.#settle(segment, whole, segment.openFrom)
    }
  }

  /** All that was said in the segment has been decoded. */
  hasWhole(segment: Segment): boolean {
    return this.#progress.get(segment)?.whole?.outcome !== undefined
  }

  /** The segment is over; its text follows, if it isn't here yet. */
  end(segment: Segment, endedBy: string, audio: () => CoveredAudio): void {
    const progress = this.#progress.get(segment)
    if (progress === undefined) {
      this.#unreadSamples += segment.voicedSamples
      return
    }
    progress.endedBy = endedBy
    this.askForWhole(segment, audio)
    this.#publishEnded()
  }

  /** Too little was said to be worth decoding. */
  drop(segment: Segment): void {
    this.#progress.get(segment)?.whole?.ticket.withdraw()
    this.#discard(segment, DiscardReason.NO_WORDS)
    this.#publishEnded()
  }

  /** Nothing of this channel is wanted any more: results that still come are counted and dropped. */
  abandon(): void {
    this.#abandoned = true
    for (const [segment, { whole }] of this.#progress) {
      whole?.ticket.withdraw()
      this.#discard(segment, DiscardReason.UNSPECIFIED)
    }
  }

  #finishWhole(segment: Segment, progress: Progress, outcome: DecodingOutcome): void {
    if (outcome.kind !== 'decoded') this.#options.sink.failed(outcome.kind === 'failed' ? outcome.error : undefined)
    if (progress.endedBy === undefined) this.#onWhole(segment)
    else this.#publishEnded()
  }

  /** From here on only what was said after the pause is decoded; `from` is where the decoding began. */
  #settle(segment: Segment, { outcome, settlesBefore }: Whole, from: number): void {
    const open = this.#progress.get(segment)?.endedBy === undefined && segment.openFrom === from
    if (open && settlesBefore !== undefined && outcome?.kind === 'decoded') segment.settleBefore(settlesBefore, outcome.hypothesis)
  }

  #submit(
    kind: 'final' | 'partial',
    segment: Segment,
    { route, heardBy }: Progress,
    audio: CoveredAudio,
    deadlineMs: number,
    settle: (outcome: DecodingOutcome, route: Route) => void,
  ) {
    const { channelKey, metrics } = this.#options
    const { decoding, languages } = route
    return decoding.submit({
      kind,
      channelKey,
      deadlineMs,
      segment: {
        samples: audio.samples,
        speechMs: segment.openVoicedSamples / SAMPLES_PER_MS,
        languages,
        effort: kind === 'final' ? 'thorough' : 'quick',
        // Another engine's tokens mean nothing to it.
        draft: heardBy === decoding.engineName ? segment.draft : [],
      },
      settle: (outcome) => {
        if (this.#abandoned) metrics.lateResults.inc()
        else settle(this.#corrected(outcome), route)
      },
    })
  }

  #corrected(outcome: DecodingOutcome): DecodingOutcome {
    if (outcome.kind !== 'decoded') return outcome
    const { hypothesis } = outcome
    const { language } = hypothesis
    const said = withoutInventedText(hypothesis.words, language)
    this.#options.metrics.inventedWords.inc(hypothesis.words.length - said.length)
    return { kind: 'decoded', hypothesis: { ...hypothesis, words: this.#options.correct(said, language) } }
  }

  /** True when what was heard is doubtful, and the segment goes to an engine that can tell its language: nothing of it is shown. */
  #asksAgain(segment: Segment, progress: Progress, outcome: DecodingOutcome, route: Route): boolean {
    if (outcome.kind !== 'decoded' || route !== progress.route) return false
    const another = this.#options.language.note(outcome.hypothesis, route, segment.openVoicedSamples / SAMPLES_PER_MS)
    if (another === undefined || progress.askedAgain) return false
    progress.askedAgain = true
    progress.route = another
    return true
  }

  #note(segment: Segment, outcome: DecodingOutcome, coverage: Coverage, { decoding }: Route): void {
    if (outcome.kind !== 'decoded' || !segment.noteHypothesis(outcome.hypothesis, coverage)) return
    const progress = this.#progress.get(segment)
    if (progress === undefined) return
    progress.heardBy = decoding.engineName
    if (progress.endedBy === undefined)
      this.#show(segment, outcome.hypothesis, { to: coverage.to, sureConfidence: decoding.sureConfidence })
  }

  #show(
    segment: Segment,
    { language }: Hypothesis,
    { to, sureConfidence }: { readonly to: number; readonly sureConfidence: number },
  ): void {
    const { sink, metrics, clock } = this.#options
    const words = segment.words()
    if (!hasWords(words)) return
    if (segment.revision === 0) metrics.firstPartialLatency.observe((clock.monotonicMs() - segment.firstHeardMs) / 1000)
    segment.revision += 1
    const { firm, tentative } = segment.agreement.update(words, sureConfidence)
    const { utteranceId, revision, voicedStart } = segment
    sink.partial({ utteranceId, revision, startMs: msOf(voicedStart), endMs: msOf(to), firm, tentative, language })
  }

  #publishEnded(): void {
    for (const [segment, { endedBy, whole, route, heardBy }] of this.#progress) {
      if (endedBy === undefined || whole?.outcome === undefined) return
      const words = segment.words()
      const language = segment.language ?? route.languages[0] ?? 'en'
      if (hasWords(words)) this.#publish(segment, words, { endedBy, language, engine: heardBy })
      else this.#discard(segment, whole.outcome.kind === 'decoded' ? DiscardReason.NO_WORDS : DiscardReason.ENGINE_FAILED)
    }
  }

  #publish(segment: Segment, words: readonly TimedWord[], how: Pick<FinalText, 'endedBy' | 'language' | 'engine'>): void {
    const { utteranceId, voicedStart, voicedEnd } = segment
    this.#progress.delete(segment)
    this.#utterances += 1
    this.#measure(segment, words, how.endedBy)
    const confidence = words.reduce((sum, word) => sum + word.confidence, 0) / words.length
    const place = { startMs: msOf(voicedStart), endMs: msOf(voicedEnd), endSamples: voicedEnd }
    this.#options.sink.final({ utteranceId, ...place, words, confidence, ...how })
    this.#options.sink.settled()
  }

  #measure(segment: Segment, words: readonly TimedWord[], endedBy: string): void {
    const { metrics, clock } = this.#options
    metrics.finalLatency.observe((clock.monotonicMs() - segment.lastHeardMs) / 1000)
    metrics.utterances.inc({ rule: endedBy })
    metrics.firmWords.inc(segment.agreement.firm.length)
    metrics.revisedWords.inc(segment.agreement.revisedIn(words.map((word) => word.text)))
  }

  #discard(segment: Segment, reason: DiscardReason): void {
    this.#progress.delete(segment)
    if (reason !== DiscardReason.NO_WORDS) this.#unreadSamples += segment.voicedSamples
    this.#options.metrics.discarded.inc({ reason: DiscardReason[reason].toLowerCase() })
    // Whoever saw a partial has to be told that it comes to nothing.
    if (segment.revision > 0) this.#options.sink.discarded(segment.utteranceId, reason)
    this.#options.sink.settled()
  }
}

/** Noise makes engines write punctuation. */
function hasWords(words: readonly TimedWord[]): boolean {
  return words.some((word) => /[\p{L}\p{N}]/u.test(word.text))
}

function msOf(samples: number): number {
  return Math.round(samples / SAMPLES_PER_MS)
}
