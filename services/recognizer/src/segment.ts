import type { Language } from '@souffleur/proto'
import { type Hypothesis, textOf } from './engine.ts'
import { type HypothesisShape, shapeOf } from './hypothesis-shape.ts'
import { PartialAgreement } from './partial-agreement.ts'

export interface SampleRun {
  readonly start: number
  end: number
}

/** A stretch of one channel that becomes an utterance, or nothing. Positions are 16 kHz samples since the call's start. */
export class Segment {
  readonly utteranceId: string
  /** First sample that is decoded: a little before the speech. */
  readonly start: number
  readonly agreement = new PartialAgreement()
  /** When its first and its last speech came in, on the monotonic clock. */
  readonly firstHeardMs: number
  lastHeardMs: number
  /** How many times its text was shown. */
  revision = 0
  #voicedRuns: SampleRun[] = []
  #latest: { readonly hypothesis: Hypothesis; readonly coversTo: number } | undefined

  constructor(utteranceId: string, start: number, heardMs: number) {
    this.utteranceId = utteranceId
    this.start = start
    this.firstHeardMs = heardMs
    this.lastHeardMs = heardMs
  }

  /** The newest hypothesis; `undefined` until there is one. */
  get hypothesis(): Hypothesis | undefined {
    return this.#latest?.hypothesis
  }

  get voicedRuns(): readonly Readonly<SampleRun>[] {
    return this.#voicedRuns
  }

  get voicedStart(): number {
    return this.#voicedRuns[0]?.start ?? this.start
  }

  get voicedEnd(): number {
    return this.#voicedRuns.at(-1)?.end ?? this.start
  }

  get voicedSamples(): number {
    return this.#voicedRuns.reduce((sum, run) => sum + run.end - run.start, 0)
  }

  /** Speech without a gap makes one run. */
  noteVoice(start: number, end: number): void {
    const last = this.#voicedRuns.at(-1)
    if (last !== undefined && last.end >= start) last.end = end
    else this.#voicedRuns.push({ start, end })
  }

  /** False for a result that covers less than one that is here already. */
  noteHypothesis(hypothesis: Hypothesis, coversTo: number): boolean {
    if (this.#latest !== undefined && this.#latest.coversTo > coversTo) return false
    this.#latest = { hypothesis, coversTo }
    return true
  }

  /** How its text ends, if all of its speech has been decoded. */
  shape(language: Language): HypothesisShape | undefined {
    if (this.#latest === undefined || this.#latest.coversTo < this.voicedEnd) return undefined
    return shapeOf(textOf(this.#latest.hypothesis.words), language)
  }

  /** Takes the speech after `position` away, for the segment that goes on there. */
  takeVoiceAfter(position: number): SampleRun[] {
    const runs = this.#voicedRuns
    this.#voicedRuns = runs.flatMap(({ start, end }) => (start < position ? [{ start, end: Math.min(end, position) }] : []))
    return runs.flatMap(({ start, end }) => (end > position ? [{ start: Math.max(start, position), end }] : []))
  }
}
