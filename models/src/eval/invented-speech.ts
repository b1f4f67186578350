import { readdirSync, readFileSync } from 'node:fs'
import { decodeSamples, parseWav, toFloat } from '@souffleur/audio'
import { AppError, type Language } from '@souffleur/proto'
import * as z from 'zod'
import { inARow, type Signal, SOUND_RATE_HZ, type Sound, signalOf } from './invented-signal.ts'

const demoCalls = new URL('../../../services/standalone/demo/calls/', import.meta.url)
const referenceSchema = z.object({
  language: z.string(),
  utterances: z.array(z.object({ channel: z.enum(['advisor', 'customer']), startMs: z.number(), endMs: z.number() })),
})

const MUSIC_SECONDS = 20
const BEFORE_SECONDS = 0.3

/** Somebody of a sample call says something, and is put on hold at once. */
export function speechBeforeMusic(language: Language, music: readonly Sound[]): Sound[] {
  const spoken = readdirSync(demoCalls)
    .sort()
    .flatMap((call) => longestUtterances(new URL(`${call}/`, demoCalls), language))
  return spoken.flatMap((speech, index) => {
    const piece = music[index % music.length]
    if (piece === undefined) return []
    const [before, pause] = [signalOf(BEFORE_SECONDS, () => 0), signalOf(BEFORE_SECONDS, () => 0)]
    return {
      kind: 'music-after-speech',
      name: `speech, then ${piece.name}`,
      signal: inARow(before, speech, pause, piece.signal.slice(0, MUSIC_SECONDS * SOUND_RATE_HZ)),
      speechEndSeconds: BEFORE_SECONDS + speech.length / SOUND_RATE_HZ,
    }
  })
}

/** One of each speaker. @throws AppError with the WAV's error code */
function longestUtterances(call: URL, language: Language): Signal[] {
  const reference = referenceSchema.parse(JSON.parse(readFileSync(new URL('reference.json', call), 'utf8')))
  if (reference.language !== language) return []
  const wav = parseWav(readFileSync(new URL('audio.wav', call)))
  if (!wav.ok) throw new AppError(wav.error, call.pathname)
  const { encoding, channelPayload } = wav.value
  return (['advisor', 'customer'] as const).flatMap((channel, index) => {
    const [longest] = reference.utterances
      .filter((utterance) => utterance.channel === channel)
      .sort((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs))
    if (longest === undefined) return []
    const line = toFloat(decodeSamples(encoding, channelPayload(index)))
    return [Float64Array.from(line.subarray((longest.startMs * SOUND_RATE_HZ) / 1000, (longest.endMs * SOUND_RATE_HZ) / 1000))]
  })
}
