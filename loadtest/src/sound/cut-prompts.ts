import { LINE_RATE_HZ } from '../calls/line-sound.ts'
import { cutToSpeech } from '../calls/prompts.ts'
import { type Stretch, speechStretches } from '../calls/speech-stretches.ts'
import type { Recording, SpokenPrompt } from './recordings.ts'

/** People make longer pauses between sentences than within them. */
const SENTENCE_PAUSE = 0.7 * LINE_RATE_HZ
/** A prompt may be a little longer, cut-to-speech says how much. */
const LONGEST_PROMPT = 12 * LINE_RATE_HZ
/** Of the quiet that is left on both sides. */
const AIR = 0.2 * LINE_RATE_HZ

/** The sentences of a long recording of one channel, as prompts of their own. A short one is one prompt. */
export function promptsIn(id: string, samples: Int16Array, language: Recording['language']): SpokenPrompt[] {
  return sentences(speechStretches(samples, LINE_RATE_HZ)).flatMap(({ start, end }) => {
    const piece = samples.slice(Math.max(0, start - AIR), end + AIR)
    // cutToSpeech wants a language, and doesn't look at it.
    const cut = cutToSpeech({ audio: `${id}@${start}`, language: 'en', text: '', samples: piece })
    return cut === undefined ? [] : [{ ...cut, language }]
  })
}

function sentences(stretches: readonly Stretch[]): Stretch[] {
  const found: Stretch[] = []
  for (const stretch of stretches) {
    const last = found.at(-1)
    const joins = last !== undefined && stretch.start - last.end < SENTENCE_PAUSE && stretch.end - last.start <= LONGEST_PROMPT
    if (joins) found[found.length - 1] = { start: last.start, end: stretch.end }
    else found.push(stretch)
  }
  return found
}
