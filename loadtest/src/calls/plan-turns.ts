import { Channel, type Language } from '@souffleur/proto'
import { LINE_RATE_HZ } from './line-sound.ts'
import type { Prompt } from './prompts.ts'
import { SeededRandom } from './seeded-random.ts'

export interface SpokenPrompt {
  readonly prompt: Prompt
  /** Of the prompt's first sample in the call. */
  readonly startSample: number
}

/** Speech in milliseconds since the call's start. */
export interface SpeechSpan {
  readonly startMs: number
  readonly endMs: number
}

/** What one person says before the other does. */
export interface Turn {
  readonly channel: Channel.ADVISOR | Channel.CUSTOMER
  readonly prompts: readonly SpokenPrompt[]
  /** Without the pauses, in order: the ends are where an utterance may end. */
  readonly spans: readonly SpeechSpan[]
}

export interface CallPlan {
  readonly number: number
  readonly language: Language
  readonly turns: readonly Turn[]
  readonly lengthSamples: number
  /** Share of the time in which somebody speaks. */
  readonly spokenShare: number
}

export interface PlanOptions {
  /** Decides everything that is left to chance. */
  readonly number: number
  readonly language: Language
  /** The call ends at the last prompt that fits. */
  readonly maxMs: number
}

const SAMPLES_PER_MS = LINE_RATE_HZ / 1000
const FIRST_WORD_MS = { least: 400, most: 1500 }
const PAUSE_IN_TURN_MS = { least: 250, most: 1200 }
const PAUSE_BETWEEN_TURNS_MS = { least: 200, most: 1500 }
const OVERLAP_MS = { least: 200, most: 700 }
const OVERLAPS = 0.05
const MAX_PROMPTS_IN_TURN = 3
/** Real calls are spoken for about 70 % of their time: above that, somebody looks something up before the next turn. */
const SPOKEN_SHARE = 0.7
const LOOKING_UP_MS = { least: 1000, most: 5000 }
const SILENCE_AT_END_MS = 1000

/** A conversation of the prompts: deterministic, advisor first, turns of one to three prompts. @throws RangeError when no prompt fits */
export function planTurns(prompts: readonly Prompt[], options: PlanOptions): CallPlan {
  const planner = new TurnPlanner(prompts, options)
  while (planner.addTurn());
  return planner.plan()
}

class TurnPlanner {
  readonly #options: PlanOptions
  readonly #prompts: readonly Prompt[]
  readonly #random: SeededRandom
  readonly #turns: Turn[] = []
  #deck: Prompt[] = []
  #endMs = 0
  #spokenMs = 0
  #hasOverlapped = true

  constructor(prompts: readonly Prompt[], options: PlanOptions) {
    this.#prompts = prompts.filter(({ language }) => language === options.language)
    this.#options = options
    this.#random = new SeededRandom(options.number)
  }

  /** False when the call is full. */
  addTurn(): boolean {
    const channel = this.#turns.length % 2 === 0 ? Channel.ADVISOR : Channel.CUSTOMER
    const wanted = 1 + Math.floor(this.#random.share() * MAX_PROMPTS_IN_TURN)
    const overlapMs = this.#overlapMs()
    let atMs = overlapMs > 0 ? this.#endMs - overlapMs : this.#endMs + this.#silenceMs()
    const spoken: SpokenPrompt[] = []
    while (spoken.length < wanted) {
      const placed = this.#place(atMs)
      if (placed === undefined) break
      spoken.push(placed)
      atMs = lastEndMs([placed]) + this.#pick(PAUSE_IN_TURN_MS)
    }
    if (spoken.length === 0) return false
    const spans = spoken.flatMap(spansOf)
    this.#turns.push({ channel, prompts: spoken, spans })
    this.#spokenMs += spans.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0) - overlapMs
    this.#endMs = Math.max(this.#endMs, lastEndMs(spoken))
    this.#hasOverlapped = overlapMs > 0
    return spoken.length === wanted
  }

  plan(): CallPlan {
    const { number, language, maxMs } = this.#options
    if (this.#turns.length === 0) throw new RangeError(`No ${language} prompt fits into a call of ${maxMs} ms.`)
    const lengthMs = this.#endMs + SILENCE_AT_END_MS
    const lengthSamples = Math.ceil(lengthMs * SAMPLES_PER_MS)
    return { number, language, turns: this.#turns, lengthSamples, spokenShare: this.#spokenMs / lengthMs }
  }

  /** Never twice in a row, and at most half of the turn before: nobody overlaps with his own last turn. */
  #overlapMs(): number {
    const overlaps = this.#random.share() < OVERLAPS
    const last = this.#turns.at(-1)?.spans
    if (!overlaps || this.#hasOverlapped || last === undefined) return 0
    return Math.min(this.#pick(OVERLAP_MS), (this.#endMs - (last[0]?.startMs ?? 0)) / 2)
  }

  #silenceMs(): number {
    if (this.#turns.length === 0) return this.#pick(FIRST_WORD_MS)
    const pauseMs = this.#pick(PAUSE_BETWEEN_TURNS_MS)
    return this.#spokenMs / (this.#endMs + pauseMs) > SPOKEN_SHARE ? pauseMs + this.#pick(LOOKING_UP_MS) : pauseMs
  }

  /** The next prompt of the deck, its speech starting there; undefined when it ends too late. */
  #place(atMs: number): SpokenPrompt | undefined {
    if (this.#deck.length === 0) this.#deck = this.#random.shuffled(this.#prompts)
    const prompt = this.#deck.pop()
    if (prompt === undefined) return undefined
    const startSample = Math.max(0, Math.round(atMs * SAMPLES_PER_MS) - (prompt.stretches[0]?.start ?? 0))
    const spoken = { prompt, startSample }
    return lastEndMs([spoken]) + SILENCE_AT_END_MS > this.#options.maxMs ? undefined : spoken
  }

  #pick({ least, most }: { readonly least: number; readonly most: number }): number {
    return this.#random.between(least, most)
  }
}

function spansOf({ prompt, startSample }: SpokenPrompt): SpeechSpan[] {
  return prompt.stretches.map(({ start, end }) => ({
    startMs: (startSample + start) / SAMPLES_PER_MS,
    endMs: (startSample + end) / SAMPLES_PER_MS,
  }))
}

function lastEndMs(spoken: readonly SpokenPrompt[]): number {
  return Math.max(...spoken.flatMap(spansOf).map(({ endMs }) => endMs))
}
