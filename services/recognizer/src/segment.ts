import type { Language } from '@souffleur/proto'
import { type Hypothesis, textOf } from './engine.ts'
import { type HypothesisShape, shapeOf } from './hypothesis-shape.ts'
import { PartialAgreement } from './partial-agreement.ts'
import { SAMPLE_RATE_HZ } from './voice-detector.ts'
import { placeWords, type TimedWord, type VoicedRun } from './word-times.ts'

export interface SampleRun {
  readonly start: number
  end: number
}

/** What a hypothesis was made from. */
export interface Coverage {
  readonly from: number
  readonly to: number
}

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000

/**
 * A stretch of one channel that becomes an utterance, or nothing. Positions are 16 kHz samples since the call's start.
 *
 * While it goes on it is decoded again and again; so that this doesn't cost more and more, its text up to a pause can be settled, and
 * only what is said after that pause is decoded from then on.
 */
export class Segment {
  readonly utteranceId: string
  /** First sample: a little before the speech. */
  readonly start: number
  readonly agreement = new PartialAgreement()
  /** When its first and its last speech came in, on the monotonic clock. */
  readonly firstHeardMs: number
  lastHeardMs: number
  /** The highest probability of speech in a window of it. */
  surest = 0
  /** How many times its text was shown. */
  revision = 0
  #settledWords: TimedWord[] = []
  #settledRuns: SampleRun[] = []
  #openFrom: number
  /** Speech after `openFrom`. */
  #runs: SampleRun[] = []
  #language: Language | undefined
  #latest: { readonly hypothesis: Hypothesis; readonly to: number } | undefined
  /** Where another segment goes on: what was heard from beyond is about both. */
  #endsAt = Number.POSITIVE_INFINITY

  constructor(utteranceId: string, start: number, heardMs: number) {
    this.utteranceId = utteranceId
    this.start = start
    this.#openFrom = start
    this.firstHeardMs = heardMs
    this.lastHeardMs = heardMs
  }

  /** From here on it is decoded: what was said before is settled. */
  get openFrom(): number {
    return this.#openFrom
  }

  /** Of what was heard last. */
  get language(): Language | undefined {
    return this.#language
  }

  /** For the next decoding of the open part. */
  get draft(): readonly number[] {
    return this.#latest?.hypothesis.draft ?? []
  }

  get voicedStart(): number {
    return (this.#settledRuns[0] ?? this.#runs[0])?.start ?? this.start
  }

  get voicedEnd(): number {
    return (this.#runs.at(-1) ?? this.#settledRuns.at(-1))?.end ?? this.start
  }

  get voicedSamples(): number {
    return lengthOf(this.#settledRuns) + this.openVoicedSamples
  }

  get openVoicedSamples(): number {
    return lengthOf(this.#runs)
  }

  /** Speech without a gap makes one run. */
  noteVoice(start: number, end: number): void {
    const last = this.#runs.at(-1)
    if (last !== undefined && last.end >= start) last.end = end
    else this.#runs.push({ start, end })
  }

  /** False for a result that is about something else than the open part, or covers less than one that is here already. */
  noteHypothesis(hypothesis: Hypothesis, { from, to }: Coverage): boolean {
    if (from !== this.#openFrom || to > this.#endsAt || (this.#latest !== undefined && this.#latest.to > to)) return false
    this.#latest = { hypothesis, to }
    this.#language = hypothesis.language
    return true
  }

  /** Everything heard so far, with times since the call's start. */
  words(): TimedWord[] {
    const words = this.#latest?.hypothesis.words ?? []
    return [...this.#settledWords, ...placeWords(words, this.#runs.map(inMs), this.#openFrom / SAMPLES_PER_MS)]
  }

  /** How its text ends, if all of its speech has been decoded. */
  shape(): HypothesisShape | undefined {
    if (this.#latest === undefined || this.#latest.to < this.voicedEnd) return undefined
    return shapeOf(textOf(this.words()), this.#latest.hypothesis.language)
  }

  /**
   * Keeps a hypothesis as the text of everything before `position`, which lies in a pause. What was said since is open.
   */
  settleBefore(position: number, hypothesis: Hypothesis): void {
    const before = this.#runs.filter((run) => run.end <= position)
    this.#settledWords.push(...placeWords(hypothesis.words, before.map(inMs), this.#openFrom / SAMPLES_PER_MS))
    this.#settledRuns.push(...before)
    this.#runs = this.#runs.filter((run) => run.end > position)
    this.#openFrom = position
    this.#latest = undefined
  }

  /** Takes the speech after `position` away, for the segment that goes on there, and forgets what was heard in it. */
  takeVoiceAfter(position: number): SampleRun[] {
    this.#endsAt = position
    if (this.#latest !== undefined && this.#latest.to > position) this.#latest = undefined
    const runs = this.#runs
    this.#runs = runs.flatMap(({ start, end }) => (start < position ? [{ start, end: Math.min(end, position) }] : []))
    return runs.flatMap(({ start, end }) => (end > position ? [{ start: Math.max(start, position), end }] : []))
  }
}

function inMs({ start, end }: SampleRun): VoicedRun {
  return { startMs: start / SAMPLES_PER_MS, endMs: end / SAMPLES_PER_MS }
}

function lengthOf(runs: readonly SampleRun[]): number {
  return runs.reduce((sum, run) => sum + run.end - run.start, 0)
}
