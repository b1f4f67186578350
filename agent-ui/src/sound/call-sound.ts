import { Channel } from '@souffleur/proto'
import { readSampleSound } from '../api/endpoints.ts'
import { CodedError } from '../api/http.ts'
import { openWavFile, type WavFile } from './wav-file.ts'

/** Who speaks on the left of a stereo recording. */
export type ChannelOrder = 'advisor-left' | 'customer-left'

/** Where the sound of a call can be had: samples from the server, recordings from the browser that sent them. */
export type SoundSource =
  | { readonly kind: 'sample'; readonly sampleId: string }
  | { readonly kind: 'recording'; readonly file: Blob; readonly order: ChannelOrder }

/** Times are milliseconds since the call's start. */
export interface PassagePlace {
  readonly channel: Channel
  readonly startMs: number
  readonly endMs: number
}

/** One speaker's sound. */
export interface Passage {
  readonly sampleRateHz: number
  readonly samples: Float32Array<ArrayBuffer>
}

export interface CallSound {
  /** Shorter than asked, or empty, where the recording ends before. */
  passage(place: PassagePlace): Promise<Passage>
}

/** @throws CodedError when the sound can't be had. */
export async function openCallSound(source: SoundSource): Promise<CallSound> {
  const wav = await openWavFile(source.kind === 'sample' ? await readSampleSound(source.sampleId) : source.file)
  if (wav === undefined) throw CodedError.of('wav.not-wav')
  return callSound(wav, source.kind === 'sample' ? 'advisor-left' : source.order)
}

export function callSound(wav: WavFile, order: ChannelOrder): CallSound {
  const frameAt = (ms: number) => Math.round((ms * wav.sampleRateHz) / 1000)
  return {
    async passage({ channel, startMs, endMs }) {
      const samples = await wav.read(channelIndex(channel, wav.channels, order), frameAt(startMs), frameAt(endMs))
      return { sampleRateHz: wav.sampleRateHz, samples }
    },
  }
}

/** A mono recording is a call with one channel, whoever speaks. */
function channelIndex(channel: Channel, channels: number, order: ChannelOrder): number {
  if (channels === 1) return 0
  const left = order === 'advisor-left' ? Channel.ADVISOR : Channel.CUSTOMER
  return channel === left ? 0 : 1
}
