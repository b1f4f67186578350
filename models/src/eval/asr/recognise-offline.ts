import type { Language } from '@souffleur/proto'
import { SAMPLE_RATE_HZ, type SpeechEngine, textOf } from '@souffleur/recognizer'
import { decodeLine, type LineAudio } from './line-audio.ts'
import type { RecognisedItem, RecognisedWord } from './recognised.ts'

/** Longer recordings are cut at their quietest place: engines repeat themselves. */
const MAX_SEGMENT_SAMPLES = 22 * SAMPLE_RATE_HZ
const CUT_SEARCH_SAMPLES = 7 * SAMPLE_RATE_HZ
const CUT_WIDTH_SAMPLES = SAMPLE_RATE_HZ / 10

/** Decodes a whole recording as it is: the engine alone, without voice detection and endpointing. */
export async function recogniseOffline(audio: LineAudio, language: Language, engine: SpeechEngine): Promise<RecognisedItem> {
  const words: RecognisedWord[] = []
  let rest = decodeLine(audio)
  let offset = 0
  while (rest.length > 0) {
    const samples = rest.subarray(0, rest.length > MAX_SEGMENT_SAMPLES ? quietestEnd(rest) : rest.length)
    const speechMs = (samples.length * 1000) / SAMPLE_RATE_HZ
    const hypothesis = await engine.decode({ samples, speechMs, languages: [language], effort: 'thorough', draft: [] })
    const start = offset / SAMPLE_RATE_HZ
    const end = (offset + samples.length) / SAMPLE_RATE_HZ
    words.push(...hypothesis.words.map(({ text, confidence }) => ({ text, start, end, confidence })))
    offset += samples.length
    rest = rest.subarray(samples.length)
  }
  return { text: textOf(words), words }
}

function quietestEnd(samples: Float32Array): number {
  let least = Infinity
  let end = MAX_SEGMENT_SAMPLES
  for (
    let start = MAX_SEGMENT_SAMPLES - CUT_SEARCH_SAMPLES;
    start + CUT_WIDTH_SAMPLES <= MAX_SEGMENT_SAMPLES;
    start += CUT_WIDTH_SAMPLES / 2
  ) {
    const energy = samples.subarray(start, start + CUT_WIDTH_SAMPLES).reduce((sum, sample) => sum + sample * sample, 0)
    if (energy >= least) continue
    least = energy
    end = start + CUT_WIDTH_SAMPLES / 2
  }
  return end
}
