import { encodeSamples, type SampleEncoding, writeWav } from '@souffleur/audio'

/** A WAV file of one signal a channel; the first is the left one. mu-law at 8 kHz when nothing else is said. */
export function aWav(
  signals: readonly Int16Array[],
  { sampleRateHz = 8000, encoding = 'pcmu' }: { readonly sampleRateHz?: number; readonly encoding?: SampleEncoding } = {},
): Uint8Array<ArrayBuffer> {
  return writeWav({ sampleRateHz, encoding, payloads: signals.map((signal) => encodeSamples(encoding, signal)) })
}
