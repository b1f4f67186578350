import { callChannels } from '../calls/compose-call.ts'
import { LINE_RATE_HZ } from '../calls/line-sound.ts'
import type { SpokenTurn } from '../calls/match-speech.ts'
import { planTurns } from '../calls/plan-turns.ts'
import type { Prompt } from '../calls/prompts.ts'
import { SeededRandom } from '../calls/seeded-random.ts'
import type { GroupLanguage } from '../scenario/scenario.ts'
import type { SoundLibrary } from './read-library.ts'
import type { Recording } from './recordings.ts'

/** A part of a recording in a call. Lengths and places in samples at the rate of a telephone line. */
export interface SoundPiece {
  /** The same for the same sound: `recording#channel`. */
  readonly key: string
  readonly samples: Int16Array
  readonly from: number
  readonly to: number
  /** Where it begins in the call. */
  readonly at: number
}

/** What is said in a call, and when. */
export interface SoundPlan {
  readonly lengthSamples: number
  /** One list for each of {@link callChannels}, in order, without overlaps. */
  readonly pieces: readonly (readonly SoundPiece[])[]
  readonly turns: readonly SpokenTurn[]
}

export interface SoundPlanOptions {
  readonly language: GroupLanguage
  readonly lengthMs: number
  readonly seed: number
}

const SAMPLES_PER_MS = LINE_RATE_HZ / 1000
const FIRST_WORD_MS = { least: 0, most: 1500 }
/** With its air. */
const LONGEST_PROMPT_MS = 20_000
const BETWEEN_RECORDINGS_MS = { least: 500, most: 4000 }

/** Recordings in that language, or of which nobody said which they speak. */
export function inLanguage<T extends Pick<Recording, 'language'>>(all: readonly T[], language: GroupLanguage): T[] {
  return language === 'auto' ? [...all] : all.filter((one) => one.language === undefined || one.language === language)
}

/**
 * A call of any length from a library of any size: recordings in a drawn order, each begun somewhere in a drawn silence and played round to
 * it, with drawn silences between. It never repeats itself exactly. @throws RangeError when the library has nothing in that language
 */
export function planSound(library: SoundLibrary, { language, lengthMs, seed }: SoundPlanOptions): SoundPlan {
  const conversations = inLanguage(library.conversations, language)
  const prompts = inLanguage(library.prompts, language)
  if (conversations.length + prompts.length === 0) throw new RangeError(`nothing in "${language}" in ${library.source}`)
  const random = new SeededRandom(seed)
  const isConversation = random.share() * (conversations.length + (prompts.length > 0 ? 1 : 0)) < conversations.length
  return isConversation ? loopConversations(conversations, lengthMs, random) : dealPrompts(prompts, lengthMs, seed)
}

/** Every recording once, whole, in order: what is played alone to know what a server writes without load. */
export function planOnce(recordings: readonly Recording[]): SoundPlan {
  const parts = new PartList()
  let at = FIRST_WORD_MS.most * SAMPLES_PER_MS
  for (const recording of recordings) at = parts.add(recording, [0, lengthOf(recording)], at) + BETWEEN_RECORDINGS_MS.most * SAMPLES_PER_MS
  return parts.plan(at)
}

function loopConversations(conversations: readonly Recording[], lengthMs: number, random: SeededRandom): SoundPlan {
  const lengthSamples = Math.round(lengthMs * SAMPLES_PER_MS)
  const parts = new PartList()
  const samplesBetween = ({ least, most }: { least: number; most: number }) => Math.round(random.between(least, most) * SAMPLES_PER_MS)
  let deck: Recording[] = []
  for (let at = samplesBetween(FIRST_WORD_MS); at < lengthSamples; at += samplesBetween(BETWEEN_RECORDINGS_MS)) {
    if (deck.length === 0) deck = random.shuffled(conversations)
    const recording = deck.pop()
    if (recording === undefined) break
    const cut = random.shuffled(recording.silences)[0] ?? 0
    at = parts.add(recording, [cut, lengthOf(recording)], at)
    if (cut > 0 && at < lengthSamples) at = parts.add(recording, [0, cut], at + samplesBetween(BETWEEN_RECORDINGS_MS))
  }
  return parts.plan(lengthSamples)
}

/** A conversation of prompts, as the capacity benchmark composes it, without a buffer for its whole length. */
function dealPrompts(prompts: SoundLibrary['prompts'], lengthMs: number, seed: number): SoundPlan {
  const relabelled = prompts.map((prompt): Prompt => ({ ...prompt, language: 'en' }))
  // The call ends in the midst of a sentence, as the others do.
  const { turns } = planTurns(relabelled, { number: seed, language: 'en', maxMs: lengthMs + LONGEST_PROMPT_MS })
  const pieces = callChannels.map((channel) =>
    turns
      .filter((turn) => turn.channel === channel)
      .flatMap((turn) => turn.prompts)
      .map(({ prompt: { audio, samples }, startSample }) => ({ key: `${audio}#0`, samples, from: 0, to: samples.length, at: startSample })),
  )
  return { lengthSamples: Math.round(lengthMs * SAMPLES_PER_MS), pieces: pieces.map(withoutOverlap), turns: before(turns, lengthMs) }
}

/** The air around a prompt may reach into the one before it. */
function withoutOverlap(pieces: readonly SoundPiece[]): SoundPiece[] {
  return pieces.map((piece, index) => {
    const next = pieces[index + 1]?.at ?? Infinity
    return { ...piece, to: Math.min(piece.to, piece.from + next - piece.at) }
  })
}

/** Parts of recordings, and what is said in them. */
class PartList {
  readonly #pieces: readonly SoundPiece[][] = callChannels.map(() => [])
  readonly #turns: SpokenTurn[] = []

  /** @returns where it ends in the call */
  add(recording: Recording, [from, to]: readonly [number, number], at: number): number {
    callChannels.forEach((channel, index) => {
      const samples = recording.channels[index]
      if (samples !== undefined) this.#pieces[index]?.push({ key: `${recording.id}#${index}`, samples, from, to, at })
      for (const turn of recording.turns) {
        if (turn.channel !== index) continue
        const spans = turn.stretches
          .filter(({ start, end }) => start >= from && end <= to)
          .map(({ start, end }) => ({ startMs: (start - from + at) / SAMPLES_PER_MS, endMs: (end - from + at) / SAMPLES_PER_MS }))
        if (spans.length > 0) this.#turns.push({ channel, spans })
      }
    })
    return at + to - from
  }

  plan(lengthSamples: number): SoundPlan {
    return { lengthSamples, pieces: this.#pieces, turns: before(this.#turns, lengthSamples / SAMPLES_PER_MS) }
  }
}

/** Turns that are spoken to their end. */
function before(turns: readonly SpokenTurn[], lengthMs: number): SpokenTurn[] {
  return turns.filter(({ spans }) => (spans.at(-1)?.endMs ?? 0) <= lengthMs)
}

function lengthOf({ channels }: Recording): number {
  return channels[0]?.length ?? 0
}
