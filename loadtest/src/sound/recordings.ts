import type { Language } from '@souffleur/proto'
import { LINE_RATE_HZ } from '../calls/line-sound.ts'
import type { Prompt } from '../calls/prompts.ts'
import { type Stretch, speechStretches } from '../calls/speech-stretches.ts'

/** In samples at {@link LINE_RATE_HZ}: what one person says before the other does, without its pauses. */
export interface RecordedTurn {
  /** Index into the recording's channels. */
  readonly channel: number
  readonly stretches: readonly Stretch[]
}

/** A recording of a conversation, as a telephone line carries it. */
export interface Recording {
  /** Its file, relative to the folder that was asked for. */
  readonly id: string
  /** `auto`: more than one; undefined: nobody said. */
  readonly language: Language | 'auto' | undefined
  /** At {@link LINE_RATE_HZ}: advisor and customer, or one channel for both. */
  readonly channels: readonly Int16Array[]
  readonly turns: readonly RecordedTurn[]
  /** Where nobody speaks on any channel: the middle of each silence, in samples. It may be cut there without cutting a word. */
  readonly silences: readonly number[]
}

/** A prompt that may be anybody's words in any language. */
export type SpokenPrompt = Omit<Prompt, 'language'> & { readonly language: Recording['language'] }

/** When somebody speaks, as the author of the recording wrote it down. */
export interface WrittenTurn {
  readonly channel: number
  readonly startMs: number
  readonly endMs: number
}

const SAMPLES_PER_MS = LINE_RATE_HZ / 1000
/** The other person may begin after this: what follows is another turn. */
const TURN_PAUSE = LINE_RATE_HZ
/** Long enough to be cut in the middle. */
const CUT_SILENCE = 0.4 * LINE_RATE_HZ
/** A written turn may begin and end this far from its sound. */
const WRITTEN_TOLERANCE = 0.1 * LINE_RATE_HZ

/**
 * Where speech ends is found in the sound itself, also where turns are written down: a synthesiser's file and a person's mark both have
 * silence behind the last word, which would be taken off the latency.
 */
export function recordingOf(
  id: string,
  channels: readonly Int16Array[],
  { language, turns }: { readonly language: Recording['language']; readonly turns?: readonly WrittenTurn[] | undefined },
): Recording {
  const stretches = channels.map((samples) => speechStretches(samples, LINE_RATE_HZ))
  const found = turns === undefined ? stretches.flatMap(turnsHeard) : turns.map((turn) => turnWritten(turn, stretches[turn.channel] ?? []))
  const spoken = found.filter((turn) => turn.stretches.length > 0).toSorted((one, other) => startOf(one) - startOf(other))
  return { id, language, channels, turns: spoken, silences: silencesBetween(stretches.flat()) }
}

function turnsHeard(stretches: readonly Stretch[], channel: number): RecordedTurn[] {
  const turns: { readonly channel: number; readonly stretches: Stretch[] }[] = []
  for (const stretch of stretches) {
    const last = turns.at(-1)
    const pause = stretch.start - (last?.stretches.at(-1)?.end ?? -Infinity)
    if (last === undefined || pause > TURN_PAUSE) turns.push({ channel, stretches: [stretch] })
    else last.stretches.push(stretch)
  }
  return turns
}

function turnWritten({ channel, startMs, endMs }: WrittenTurn, stretches: readonly Stretch[]): RecordedTurn {
  const [from, to] = [startMs * SAMPLES_PER_MS - WRITTEN_TOLERANCE, endMs * SAMPLES_PER_MS + WRITTEN_TOLERANCE]
  return { channel, stretches: stretches.filter(({ start, end }) => start >= from && end <= to) }
}

function startOf({ stretches }: RecordedTurn): number {
  return stretches[0]?.start ?? 0
}

function silencesBetween(stretches: readonly Stretch[]): number[] {
  const silences: number[] = []
  let reached: number | undefined
  for (const { start, end } of stretches.toSorted((one, other) => one.start - other.start)) {
    if (reached !== undefined && start - reached >= CUT_SILENCE) silences.push(Math.round((reached + start) / 2))
    reached = Math.max(reached ?? 0, end)
  }
  return silences
}
