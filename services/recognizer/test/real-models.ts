import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createResampler, decodeSamples, parseWav } from '@souffleur/audio'
import { createRecordingLog } from '@souffleur/testkit'
import { createMoonshineEngine } from '../src/moonshine/moonshine-engine.ts'
import { createSileroDetector } from '../src/silero/silero-detector.ts'

const root = new URL('../../../', import.meta.url)

/** `npm test` fetches the models first; where they lie is the business of `models/`. */
const modelFile = (name: string) => `${process.env.SOUFFLEUR_MODELS ?? fileURLToPath(new URL('models/files', root))}/${name}`

export const moonshineFiles = {
  encoderPath: modelFile('moonshine-base/encoder_model.onnx'),
  decoderPath: modelFile('moonshine-base/decoder_model_merged.onnx'),
}
export const sileroPath = modelFile('silero-vad/silero_vad.onnx')

/** Fails with the command to run, rather than skipping: a test that doesn't run proves nothing. */
export function requireModels(): void {
  const missing = [...Object.values(moonshineFiles), sileroPath].find((path) => !existsSync(path))
  if (missing !== undefined) throw new Error(`${missing} is missing: run \`npm run models -- pull --all\` first`)
}

export const realMoonshine = (threads = 2) => createMoonshineEngine({ ...moonshineFiles, threads, log: createRecordingLog() })
export const realSilero = () => createSileroDetector({ modelPath: sileroPath, log: createRecordingLog() })

/** A stretch of a sample call's channel: its line at 8 kHz, and at 16 kHz for engines. */
export function sampleSpeech(
  call: string,
  channelIndex: number,
  fromMs: number,
  toMs: number,
): { line: Int16Array; samples: Float32Array } {
  const wav = parseWav(readFileSync(new URL(`services/standalone/demo/calls/${call}/audio.wav`, root)))
  if (!wav.ok) throw new Error(wav.error)
  const { encoding, sampleRateHz } = wav.value
  const perMs = sampleRateHz / 1000
  const line = decodeSamples(encoding, wav.value.channelPayload(channelIndex)).slice(fromMs * perMs, toMs * perMs)
  return { line, samples: createResampler(sampleRateHz).push(line) }
}
