import type { Clock } from '@souffleur/flow'
import type { Language } from '@souffleur/proto'
import type { ChannelLanguage } from './channel-language.ts'
import { endpointOf, forcedEnds } from './endpointing.ts'
import type { HypothesisWord } from './engine.ts'
import type { RecognizerConfig } from './recognizer-config.ts'
import type { RecognizerMetrics } from './recognizer-metrics.ts'
import { SampleHistory } from './sample-history.ts'
import { Segment } from './segment.ts'
import { type CoveredAudio, SegmentTranscriber, type TranscriptSink } from './segment-transcriber.ts'
import { SpeechTracker, windowsOf } from './speech-tracker.ts'
import { SAMPLE_RATE_HZ, WINDOW_MS, WINDOW_SAMPLES } from './voice-detector.ts'

export interface ChannelDecoderOptions {
  /** Tells channels apart in the scheduler, and begins the utterances' ids. */
  readonly channelKey: string
  /** While no engine is there for it, the speech is followed, and nothing is written. */
  readonly language: ChannelLanguage
  /** Puts names of the organisation in the place of what was heard for them. */
  correct(words: readonly HypothesisWord[], language: Language): readonly HypothesisWord[]
  readonly sink: TranscriptSink
  /** Speech before this is in utterances that another recognizer has published. In 16 kHz samples since the call's start; 0 for none. */
  readonly writtenTo: number
  /** For how long somebody has been speaking on another channel; 0 when nobody does. */
  othersSpeechMs(): number
  readonly clock: Clock
  readonly config: RecognizerConfig
  readonly metrics: RecognizerMetrics
}

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000
/** Room for a moment of history beyond the longest segment. */
const HISTORY_SLACK_MS = 2000
/** Speech is told of some windows after it began. */
const IDLE_SLACK_MS = 500
/** A partial of 8 s waits a second for the next: it costs more, and shows less that is new. */
const LONG_PARTIAL_SHARE = 1 / 8
/** Who takes the turn often begins on the last syllable. */
const OVERLAP_MS = 100
/** Between words. */
const PAUSE_WITHIN_SPEECH_MS = 200
/**
 * Speech reaches this in at least one window, 30 dB too quiet or in steady noise as loud as itself too: 0.97 was the least in 400
 * recordings and two real calls, breaths aside. Noise, drums, brass and tones stayed under it (`npm run eval -- invented`).
 */
const SURE_PROBABILITY = 0.95
/** How long the quiet place of a cut is. */
const CUT_WIDTH_SAMPLES = 100 * SAMPLES_PER_MS

/**
 * Finds utterances in one channel's windows and has them decoded: partials while somebody speaks, everything as soon as there is a
 * short silence, so that the text is ready when an endpointing rule says that the utterance is over. All its time is counted in
 * samples; the clock serves deadlines and measurements only.
 */
export class ChannelDecoder {
  readonly #options: ChannelDecoderOptions
  readonly #history: SampleHistory
  /** Kept while nobody speaks: where speech begins is known a little later. */
  readonly #idleSamples: number
  readonly #tracker = new SpeechTracker()
  readonly #transcriber: SegmentTranscriber
  #segment: Segment | undefined
  #silentWindows = 0
  #segmentsOpened = 0
  /** Up to where the last partial of the open segment reached. */
  #partialAskedTo = 0
  /** No segment begins before this: it belongs to the one before. */
  #takenTo = 0
  #speechSamples = 0

  constructor(options: ChannelDecoderOptions) {
    this.#options = options
    const { config } = options
    this.#idleSamples = (config.preRollMs + IDLE_SLACK_MS) * SAMPLES_PER_MS
    this.#history = new SampleHistory((config.maxSegmentMs + config.preRollMs + HISTORY_SLACK_MS) * SAMPLES_PER_MS)
    this.#transcriber = new SegmentTranscriber(options, (segment) => this.#endIfOver(segment))
    this.#takenTo = options.writtenTo
  }

  /** All speech before this has been published, or there was none: nobody needs the audio again. In 16 kHz samples since the call's start. */
  get settledTo(): number {
    return this.#transcriber.firstStart ?? this.#segment?.start ?? this.#history.end - this.#idleSamples
  }

  get speechSamples(): number {
    return this.#speechSamples
  }

  /** Of the speech, what no engine read: there is none, it failed, or too much waited for it. */
  get unreadSamples(): number {
    return this.#transcriber.unreadSamples
  }

  get utterances(): number {
    return this.#transcriber.utterances
  }

  get speaking(): boolean {
    return this.#segment !== undefined
  }

  /** For how long somebody has been speaking; 0 in a pause that may be the end. */
  get speechMs(): number {
    const segment = this.#segment
    if (segment === undefined || this.#silentWindows * WINDOW_MS > PAUSE_WITHIN_SPEECH_MS) return 0
    return (this.#history.end - segment.voicedStart) / SAMPLES_PER_MS
  }

  /** Every utterance so far has been published. */
  get idle(): boolean {
    return this.#segment === undefined && this.#transcriber.idle
  }

  /** Windows of 16 kHz samples in a row, with the probability of speech in each. */
  hear(samples: Float32Array, probabilities: Float32Array): void {
    probabilities.forEach((probability, index) => {
      const isWritten = this.#history.end + WINDOW_SAMPLES <= this.#options.writtenTo
      this.#hearWindow(samples.subarray(index * WINDOW_SAMPLES, (index + 1) * WINDOW_SAMPLES), isWritten ? 0 : probability)
    })
  }

  /** What comes next begins at another position and doesn't follow on. */
  breakAt(position: number, endedBy: string): void {
    this.endSegment(endedBy)
    this.#history.restartAt(position)
    this.#takenTo = Math.max(position, this.#options.writtenTo)
  }

  /** Ends what is open, if anything is. */
  endSegment(endedBy: string): void {
    this.#tracker.end()
    const segment = this.#segment
    this.#segment = undefined
    if (segment !== undefined) this.#end(segment, endedBy, this.#history.end)
  }

  abandon(): void {
    this.#segment = undefined
    this.#transcriber.abandon()
  }

  #hearWindow(window: Float32Array, probability: number): void {
    const start = this.#history.end
    this.#history.append(window)
    const { speaking, voiced, silentWindows, startedWindowsAgo } = this.#tracker.step(probability)
    if (!speaking) {
      if (this.idle) this.#history.forgetBefore(this.#history.end - this.#idleSamples)
      return
    }
    this.#silentWindows = silentWindows
    const voicedFrom = start - (startedWindowsAgo ?? 0) * WINDOW_SAMPLES
    const segment = this.#segment ?? this.#open(voicedFrom)
    if (voiced) this.#noteVoice(segment, voicedFrom, probability)
    this.#decodeIfDue(segment, voiced)
    this.#endIfOver(segment)
  }

  #open(voicedFrom: number): Segment {
    const start = Math.max(voicedFrom - this.#options.config.preRollMs * SAMPLES_PER_MS, this.#takenTo, this.#history.start)
    return this.#begin(start)
  }

  #begin(start: number): Segment {
    this.#segmentsOpened += 1
    const segment = new Segment(`${this.#options.channelKey}-${this.#segmentsOpened}`, start, this.#options.clock.monotonicMs())
    this.#segment = segment
    this.#partialAskedTo = start
    this.#transcriber.open(segment)
    return segment
  }

  #noteVoice(segment: Segment, from: number, probability: number): void {
    this.#transcriber.speechWentOn(segment, from)
    segment.noteVoice(from, this.#history.end)
    this.#speechSamples += this.#history.end - from
    segment.surest = Math.max(segment.surest, probability)
    segment.lastHeardMs = this.#options.clock.monotonicMs()
  }

  #decodeIfDue(segment: Segment, voiced: boolean): void {
    const { config } = this.#options
    const transcriber = this.#transcriber
    if (!voiced) {
      const silent = this.#silentWindows >= windowsOf(transcriber.candidateSilenceMs(segment))
      if (silent && !this.#isNoSpeech(segment)) transcriber.askForWhole(segment, () => this.#audioForText(segment))
      return
    }
    const intervalMs = transcriber.partialIntervalMs(segment)
    if (intervalMs === undefined || segment.surest < SURE_PROBABILITY) return
    if (segment.voicedSamples < config.firstPartialMs * SAMPLES_PER_MS) return
    const sinceMs = (this.#history.end - this.#partialAskedTo) / SAMPLES_PER_MS
    const openMs = (this.#history.end - segment.openFrom) / SAMPLES_PER_MS
    if (segment.revision > 0 && sinceMs < Math.max(intervalMs, openMs * LONG_PARTIAL_SHARE)) return
    transcriber.askForPartial(segment, this.#audioForText(segment))
  }

  /** The open part up to now; the next partial is due an interval after it. */
  #audioForText(segment: Segment): CoveredAudio {
    this.#partialAskedTo = this.#history.end
    return this.#audio(segment, this.#history.end)
  }

  #endIfOver(segment: Segment): void {
    if (segment !== this.#segment) return
    const utteranceMs = (this.#history.end - segment.start) / SAMPLES_PER_MS
    const shape = this.#transcriber.hasWhole(segment) ? segment.shape() : undefined
    const silenceMs = this.#silentWindows * WINDOW_MS
    const othersSpeechMs = this.#options.othersSpeechMs()
    const othersTurnMs = othersSpeechMs <= silenceMs + OVERLAP_MS ? othersSpeechMs : 0
    const endedBy = endpointOf({ silenceMs, utteranceMs, shape, othersTurnMs })
    const openMs = (this.#history.end - segment.openFrom) / SAMPLES_PER_MS
    if (endedBy !== undefined) this.endSegment(endedBy)
    else if (openMs >= this.#options.config.maxSegmentMs) this.#cut(segment)
  }

  /** Somebody speaks without a pause: the segment ends at its quietest late place, and another goes on from there. */
  #cut(segment: Segment): void {
    const end = this.#history.end
    const cut = this.#history.quietestBetween(end - this.#options.config.cutSearchMs * SAMPLES_PER_MS, end, CUT_WIDTH_SAMPLES)
    const voiceAfter = segment.takeVoiceAfter(cut)
    this.#transcriber.speechWentOn(segment, cut)
    this.#end(segment, forcedEnds.segmentLength, cut)
    const next = this.#begin(cut)
    next.surest = segment.surest
    for (const run of voiceAfter) next.noteVoice(run.start, run.end)
  }

  #end(segment: Segment, endedBy: string, to: number): void {
    this.#takenTo = Math.min(to, segment.voicedEnd + this.#options.config.candidateSilenceMs * SAMPLES_PER_MS)
    if (this.#isNoSpeech(segment)) this.#transcriber.drop(segment)
    else this.#transcriber.end(segment, endedBy, () => this.#audio(segment, to))
  }

  #audio(segment: Segment, to: number): CoveredAudio {
    return { samples: this.#history.slice(segment.openFrom, to), from: segment.openFrom, to }
  }

  /** A click, or a sound of which the voice detector never was sure. */
  #isNoSpeech(segment: Segment): boolean {
    return segment.voicedSamples < this.#options.config.leastSpeechMs * SAMPLES_PER_MS || segment.surest < SURE_PROBABILITY
  }
}
