import { availableParallelism } from 'node:os'
import { encodePcmu, toInt16 } from '@souffleur/audio'
import { systemClock } from '@souffleur/flow'
import { type Language, languages } from '@souffleur/proto'
import { createSileroDetector } from '@souffleur/recognizer'
import { createLog } from '@souffleur/telemetry'
import * as z from 'zod'
import { modelPath } from '../model-files.ts'
import { createEngine, defaultEngines } from './asr/engines.ts'
import type { LineAudio, Packet } from './asr/line-audio.ts'
import { recogniseLive } from './asr/recognise-live.ts'
import type { RecognisedItem } from './asr/recognised.ts'
import type { Evaluation, EvaluationResult } from './evaluation.ts'
import { musicSounds } from './invented-music.ts'
import { noiseSounds } from './invented-noise.ts'
import { type Signal, SOUND_RATE_HZ, type Sound } from './invented-signal.ts'
import { speechBeforeMusic } from './invented-speech.ts'
import { toneSounds } from './invented-tones.ts'
import { readOptions } from './options.ts'
import { rounded } from './percentiles.ts'

const options = z.object({ engine: z.string().min(1).optional(), lang: z.enum(languages).default('en') })

const PACKET_SAMPLES = SOUND_RATE_HZ / 50
/** The end of a word that was said may be placed a little late. */
const LATE_WORD_SECONDS = 0.3
const LANES = 8

interface Heard {
  readonly kind: string
  readonly name: string
  readonly seconds: number
  readonly words: number
  readonly utterances: number
  readonly text: string
}

/** Words written where nobody speaks: noises, tones and music through the live path, as a telephone line carries them. */
export const evaluation: Evaluation = {
  usage: 'invented [--engine NAME] [--lang en|fr]',
  async run(words, progress) {
    const { engine, lang } = readOptions(words, options)
    const name = engine ?? defaultEngines[lang]
    const music = musicSounds()
    const sounds = [...noiseSounds(), ...toneSounds(), ...music, ...speechBeforeMusic(lang, music)]
    const heard = await hearAll(sounds, { name, lang, progress })
    return report(heard, { engine: name, complete: heard.length === sounds.length })
  },
}

interface Hearing {
  readonly name: string
  readonly lang: Language
  readonly progress: (line: string) => void
}

async function hearAll(sounds: readonly Sound[], { name, lang, progress }: Hearing): Promise<Heard[]> {
  const log = createLog('warn')
  const engine = createEngine(name, { threads: Math.min(8, availableParallelism()), log })
  const voiceDetector = createSileroDetector({ modelPath: modelPath('silero-vad', 'silero_vad.onnx'), log, clock: systemClock })
  const heard = new Map<Sound, Heard>()
  const items = sounds.map(({ signal }) => ({ audio: lineOf(signal), language: lang }))
  await recogniseLive(items, { engine, voiceDetector, log, lanes: LANES }, (index, recognised) => {
    const sound = sounds[index]
    if (sound !== undefined) heard.set(sound, inventedIn(sound, recognised))
    progress(`${heard.size} of ${sounds.length}`)
  })
  return sounds.flatMap((sound) => heard.get(sound) ?? [])
}

function lineOf(signal: Signal): LineAudio {
  const payload = encodePcmu(toInt16(Float32Array.from(signal)))
  const packets: Packet[] = []
  for (let start = 0; start < payload.length; start += PACKET_SAMPLES) {
    const part = payload.subarray(start, start + PACKET_SAMPLES)
    packets.push({ startSamples: start, samples: part.length, payload: part })
  }
  return { sampleRateHz: SOUND_RATE_HZ, encoding: 'pcmu', samples: payload.length, packets }
}

function inventedIn(sound: Sound, { words, utterances = 0 }: RecognisedItem): Heard {
  const { kind, name, signal, speechEndSeconds: speechEnd } = sound
  const invented = speechEnd === undefined ? words : words.filter((word) => word.start > speechEnd + LATE_WORD_SECONDS)
  return {
    kind,
    name,
    seconds: signal.length / SOUND_RATE_HZ - (speechEnd ?? 0),
    words: invented.length,
    // Of a sound with speech in it, whatever holds an invented word counts as one.
    utterances: speechEnd === undefined ? utterances : Math.min(1, invented.length),
    text: invented.map((word) => word.text).join(' '),
  }
}

function report(heard: readonly Heard[], { engine, complete }: { readonly engine: string; readonly complete: boolean }): EvaluationResult {
  const kinds = [...Map.groupBy(heard, ({ kind }) => kind)].map(([kind, group]) => [kind, totals(group)] as const)
  const all = totals(heard)
  const row = (name: string, { words, utterances, minutes }: ReturnType<typeof totals>) => [
    name,
    String(words),
    String(utterances),
    String(minutes),
  ]
  return {
    figures: {
      ...all,
      byKind: Object.fromEntries(kinds),
      worst: heard.filter(({ words }) => words > 0).map(({ name, words }) => ({ name, words })),
    },
    models: [engine, 'silero-vad'],
    items: heard,
    table: [
      ['', 'WORDS', 'UTTERANCES', 'MINUTES'],
      ...kinds.map(([kind, figures]) => row(kind, figures)),
      row('all', all),
      ...heard.filter(({ words }) => words > 0).map(({ name, words }) => [name, String(words), '', '']),
    ],
    complete,
  }
}

function totals(heard: readonly Heard[]) {
  const sum = (of: (one: Heard) => number) => heard.reduce((total, one) => total + of(one), 0)
  return { words: sum((one) => one.words), utterances: sum((one) => one.utterances), minutes: rounded(sum((one) => one.seconds) / 60, 2) }
}
