import { readFileSync } from 'node:fs'
import { createResampler, decodeSamples, encodeSamples, parseWav, type SampleEncoding, toInt16 } from '@souffleur/audio'
import { AppError } from '@souffleur/proto'
import { seededRandom } from './seeded-random.ts'

export const codecs = ['none', 'ulaw', 'alaw'] as const
export type Codec = (typeof codecs)[number]

/** What a telephone line makes of a recording. */
export interface LineOptions {
  readonly codec: Codec
  /** Share of the 20 ms packets that get lost, 0 to 1. */
  readonly loss: number
  /** Packets that get lost in a row, on average. Without it each packet is lost or not by itself. */
  readonly lossBurst?: number | undefined
}

export interface Packet {
  readonly startSamples: number
  readonly samples: number
  readonly payload: Uint8Array
}

export interface LineAudio {
  readonly sampleRateHz: number
  readonly encoding: SampleEncoding
  readonly samples: number
  /** The packets that arrive. */
  readonly packets: readonly Packet[]
}

const TELEPHONE_RATE_HZ = 8000
const PACKETS_A_SECOND = 50

/** The first channel of a recording as a line delivers it. @throws AppError with the WAV's error code. */
export function readLineAudio(path: string, { codec, ...loss }: LineOptions): LineAudio {
  const wav = parseWav(readFileSync(path))
  if (!wav.ok) throw new AppError(wav.error, path)
  const { encoding, sampleRateHz } = wav.value
  const samples = decodeSamples(encoding, wav.value.channelPayload(0))
  if (codec === 'none') return packetise(samples, sampleRateHz, 'l16', loss)
  const telephone = sampleRateHz === TELEPHONE_RATE_HZ ? samples : resample(samples, sampleRateHz)
  return packetise(telephone, TELEPHONE_RATE_HZ, codec === 'ulaw' ? 'pcmu' : 'pcma', loss)
}

/** At 16 kHz, all of it; lost packets are silent. */
export function decodeLine({ packets, sampleRateHz, encoding, samples }: LineAudio): Float32Array {
  const heard = new Int16Array(samples)
  for (const packet of packets) heard.set(decodeSamples(encoding, packet.payload), packet.startSamples)
  const resampler = createResampler(sampleRateHz)
  const start = resampler.push(heard)
  const end = resampler.flush()
  const whole = new Float32Array(start.length + end.length)
  whole.set(start)
  whole.set(end, start.length)
  return whole
}

function resample(samples: Int16Array, fromHz: number): Int16Array {
  const resampler = createResampler(fromHz, TELEPHONE_RATE_HZ)
  return Int16Array.from([...toInt16(resampler.push(samples)), ...toInt16(resampler.flush())])
}

function packetise(samples: Int16Array, sampleRateHz: number, encoding: SampleEncoding, loss: LossOptions): LineAudio {
  const size = Math.ceil(sampleRateHz / PACKETS_A_SECOND)
  // The same losses at every run.
  const isLost = losses(loss, seededRandom(samples.length))
  const packets: Packet[] = []
  for (let start = 0; start < samples.length; start += size) {
    const part = samples.subarray(start, start + size)
    if (!isLost()) packets.push({ startSamples: start, samples: part.length, payload: encodeSamples(encoding, part) })
  }
  return { sampleRateHz, encoding, samples: samples.length, packets }
}

type LossOptions = Omit<LineOptions, 'codec'>

/** Bursts by the two-state chain of E. N. Gilbert, "Capacity of a burst-noise channel", 1960. */
function losses({ loss, lossBurst }: LossOptions, random: () => number): () => boolean {
  if (lossBurst === undefined) return () => random() < loss
  let losing = false
  return () => {
    losing = random() < (losing ? 1 - 1 / lossBurst : loss / (lossBurst * (1 - loss)))
    return losing
  }
}
