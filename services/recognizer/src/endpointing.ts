import type { HypothesisShape } from './hypothesis-shape.ts'

/** What is known about an open segment while nobody speaks. */
export interface Pause {
  /** Since the last window that held speech. */
  readonly silenceMs: number
  /** Since the utterance's first sample. */
  readonly utteranceMs: number
  /** Of the text that covers all the speech so far; `undefined` while it is still being decoded. */
  readonly shape: HypothesisShape | undefined
  /** For how long the other channel has been speaking, if it began after the last speech on this one; 0 otherwise. */
  readonly othersTurnMs: number
}

interface EndpointRule {
  readonly name: string
  readonly silenceMs: number
  applies(pause: Pause): boolean
}

const isShape =
  (...shapes: readonly HypothesisShape[]) =>
  ({ shape }: Pause) =>
    shape !== undefined && shapes.includes(shape)

/** A shorter word of the other channel is a sign of listening ("yes", "mm"), not a turn. */
const TURN_MS = 400

/** From here on an utterance should end at the next opportunity, so that text comes in readable pieces. */
const LONG_UTTERANCE_MS = 15_000

/**
 * The first rule that applies decides how much silence ends the utterance. Its name travels with the utterance.
 *
 * People pause within a sentence for 200 ms as a rule, and between turns for about as long (Stivers et al., "Universals and
 * cultural variation in turn-taking in conversation", 2009): silence alone can't tell, so what was said decides. The upper end is
 * given by the target that 19 of 20 utterances are written 0.6 s after their last word.
 */
export const endpointRules: readonly EndpointRule[] = [
  { name: 'long-utterance', silenceMs: 224, applies: ({ utteranceMs, shape }) => utteranceMs >= LONG_UTTERANCE_MS && shape !== undefined },
  { name: 'finished-sentence', silenceMs: 224, applies: isShape('sentence') },
  // The other one has answered. Whoever dictates goes on all the same: the listener repeats the digits.
  {
    name: 'turn-taken',
    silenceMs: 224,
    applies: ({ othersTurnMs, shape }) => othersTurnMs >= TURN_MS && shape !== undefined && shape !== 'unfinished-number',
  },
  { name: 'open-phrase', silenceMs: 384, applies: isShape('open') },
  { name: 'unfinished-phrase', silenceMs: 448, applies: isShape('unfinished-phrase', 'hesitation') },
  { name: 'unfinished-number', silenceMs: 800, applies: isShape('unfinished-number') },
  // No text yet: the machine is busy, and a text will come. Waiting for it costs nothing.
  { name: 'long-silence', silenceMs: 1504, applies: () => true },
]

/** Ends that no silence brings about, as `Utterance.endedBy`. */
export const forcedEnds = {
  /** As long as the engine can take, cut at its quietest place. */
  segmentLength: 'segment-length',
  endOfChannel: 'end-of-channel',
  gap: 'audio-gap',
  pause: 'call-paused',
  /** The platform named another language in the middle of it. */
  languageChange: 'language-changed',
  /** No audio came for a while: some senders send nothing in silence. */
  stalled: 'audio-stalled',
} as const

/** The name of the rule that ends the utterance now, if one does. */
export function endpointOf(pause: Pause): string | undefined {
  const rule = endpointRules.find((candidate) => candidate.applies(pause))
  return rule !== undefined && pause.silenceMs >= rule.silenceMs ? rule.name : undefined
}
