import type { Model } from './model.ts'
import { multilingualE5Small } from './multilingual-e5-small.ts'
import { whisperBase } from './whisper-base.ts'

export type * from './model.ts'

/** Every model that Souffleur knows, with what its files must be. Sources and limits: `models/cards`. */
export const registry: readonly Model[] = [
  {
    name: 'moonshine-base',
    purpose: 'speech-recognition',
    languages: ['en'],
    licence: 'MIT',
    card: 'moonshine-base.md',
    form: 'published',
    source: { kind: 'npm', package: '@usefulsensors/moonshine-js', version: '0.1.16', downloadBytes: 66_841_492 },
    files: [
      {
        name: 'encoder_model.onnx',
        pathInPackage: 'package/dist/model/base/quantized/encoder_model.onnx',
        bytes: 20_513_063,
        sha256: '1dd9ab0a7f987113d30affcba5a068d11c8f90fa0223caa3e491ade431ad9751',
      },
      {
        name: 'decoder_model_merged.onnx',
        pathInPackage: 'package/dist/model/base/quantized/decoder_model_merged.onnx',
        bytes: 42_498_870,
        sha256: 'cc9f3cd6698a369c6008b41aa60aa3fb3322e7f03c9bdf19d8e6b7200afca4f3',
      },
    ],
  },
  {
    name: 'silero-vad',
    purpose: 'voice-activity',
    languages: ['fr', 'en'],
    licence: 'MIT',
    card: 'silero-vad.md',
    form: 'published',
    source: { kind: 'npm', package: '@livekit/agents-plugin-silero', version: '1.9.0', downloadBytes: 3_926_547 },
    files: [
      {
        name: 'silero_vad.onnx',
        pathInPackage: 'package/dist/silero_vad.onnx',
        bytes: 2_327_524,
        sha256: '1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3',
      },
    ],
  },
  whisperBase,
  multilingualE5Small,
]

export function findModel(name: string): Model | undefined {
  return registry.find((model) => model.name === name)
}

/** Size of what a source has to send, at most. */
export function downloadBytes(model: Model): number {
  if (model.form === 'published') return model.source.downloadBytes
  const bytesOf = (files: readonly { readonly bytes: number }[]) => files.reduce((sum, file) => sum + file.bytes, 0)
  return Math.max(bytesOf(model.sourceFiles), bytesOf(model.wheels))
}

/** Which publication a model comes from, in a word. */
export function publication(model: Model): string {
  return model.form === 'published' ? `${model.source.package}@${model.source.version}` : model.hubRepository
}
