import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createResampler, decodeSamples, parseWav } from '@souffleur/audio'
import { createRecordingLog } from '@souffleur/testkit'
import { createMoonshineEngine } from '../src/moonshine/moonshine-engine.ts'
import { createSileroDetector } from '../src/silero/silero-detector.ts'
import { createWhisperEngine } from '../src/whisper/whisper-engine.ts'

const root = new URL('../../../', import.meta.url)

/** `npm test` fetches the models first; where they lie is the business of `models/`. */
const modelFile = (name: string) => `${process.env.SOUFFLEUR_MODELS ?? fileURLToPath(new URL('models/files', root))}/${name}`

export const moonshineFiles = {
  encoderPath: modelFile('moonshine-base/encoder_model.onnx'),
  decoderPath: modelFile('moonshine-base/decoder_model_merged.onnx'),
}
export const whisperFiles = {
  encoderPath: modelFile('whisper-base/encoder.onnx'),
  decoderPath: modelFile('whisper-base/decoder.onnx'),
  descriptionPath: modelFile('whisper-base/whisper.json'),
}
export const sileroPath = modelFile('silero-vad/silero_vad.onnx')

/** Fails with the command to run, rather than skipping: a test that doesn't run proves nothing. */
export function requireModels(): void {
  const missing = [...Object.values(moonshineFiles), sileroPath].find((path) => !existsSync(path))
  if (missing !== undefined) throw new Error(`${missing} is missing: run \`npm run models -- pull --all\` first`)
}

export const realMoonshine = (threads = 2) => createMoonshineEngine({ ...moonshineFiles, threads, log: createRecordingLog() })
export const realWhisper = (threads = 2) => createWhisperEngine({ ...whisperFiles, threads, log: createRecordingLog() })
export const realSilero = () => createSileroDetector({ modelPath: sileroPath, log: createRecordingLog() })

const sampleFile = (call: string, name: string) => readFileSync(new URL(`services/standalone/demo/calls/${call}/${name}`, root))

/** The start of a sample call's channel (0 advisor, 1 customer) as the line carries it, at 8 kHz. */
export function sampleLine(call: string, channelIndex: number, fromMs: number, toMs: number): Int16Array {
  const wav = parseWav(sampleFile(call, 'audio.wav'))
  if (!wav.ok) throw new Error(wav.error)
  const perMs = wav.value.sampleRateHz / 1000
  return decodeSamples(wav.value.encoding, wav.value.channelPayload(channelIndex)).slice(fromMs * perMs, toMs * perMs)
}

/** The utterance of a sample call in which a word is said, with a little silence around it, at 16 kHz. */
export function sampleUtterance(call: string, word: string): Float32Array {
  const { utterances }: SampleReference = JSON.parse(sampleFile(call, 'reference.json').toString())
  const found = utterances.find(({ text }) => text.includes(word))
  if (found === undefined) throw new Error(`nobody says "${word}" in ${call}`)
  const line = sampleLine(call, found.channel === 'advisor' ? 0 : 1, found.startMs - AROUND_MS, found.endMs + AROUND_MS)
  return createResampler(LINE_RATE_HZ).push(line)
}

interface SampleReference {
  readonly utterances: readonly { readonly channel: string; readonly startMs: number; readonly endMs: number; readonly text: string }[]
}

const LINE_RATE_HZ = 8000
const AROUND_MS = 200
