/** Runs in a process of its own: whisper.cpp blocks the thread that calls it. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { answerJob, textOption } from '../node-child.ts'

/** What is used of `@napi-rs/whisper`, by its type declarations. */
interface FullParameters {
  nThreads: number
  language: string
  noContext: boolean
  noTimestamps: boolean
  printProgress: boolean
  printRealtime: boolean
  printTimestamps: boolean
  audioCtx: number
}
interface Binding {
  readonly Whisper: new (
    model: string,
    parameters: { useGpu: boolean },
  ) => { full(parameters: FullParameters, samples: Float32Array): string }
  readonly WhisperFullParams: new (strategy: number) => FullParameters
  readonly WhisperSamplingStrategy: { readonly Greedy: number }
}

const SAMPLE_RATE_HZ = 16_000
/** The encoder's places: 20 ms each, 30 s in all. */
const PLACES_PER_SECOND = 50
const ALL_PLACES = 1500
/** Silence after the clip: without it the text breaks off or repeats itself. */
const SPARE_PLACES = 256

await answerJob(async (options) => {
  const require = createRequire(join(textOption(options, 'packages'), 'package.json'))
  const { Whisper, WhisperFullParams, WhisperSamplingStrategy }: Binding = require('@napi-rs/whisper')
  const whisper = new Whisper(textOption(options, 'model'), { useGpu: false })
  return {
    version: `whisper.cpp in @napi-rs/whisper ${textOption(options, 'version')}`,
    async recognise(samples, language) {
      const parameters = new WhisperFullParams(WhisperSamplingStrategy.Greedy)
      parameters.nThreads = Number(options.threads)
      parameters.language = language
      parameters.noContext = true
      parameters.noTimestamps = true
      parameters.printProgress = false
      parameters.printRealtime = false
      parameters.printTimestamps = false
      const places = Math.ceil((samples.length / SAMPLE_RATE_HZ) * PLACES_PER_SECOND) + SPARE_PLACES
      parameters.audioCtx = Math.min(ALL_PLACES, places)
      return whisper.full(parameters, samples).trim()
    },
  }
})
