import { bytesPerEncodedSample } from '@souffleur/audio'
import type { CallSound } from '@souffleur/media-client'
import { channelOf } from '@souffleur/proto'
import { expect } from 'vitest'
import type { BenchCall, DoorBench } from './door-bench.ts'

/** Samples in a frame of most tests: two of them make a batch at 8 kHz, which goes out at once. */
export const FRAME = 160

/** One frame after the other on every channel; gives what each channel's sound is as a whole. */
export function say({ client, sound }: BenchCall, { sizes }: { readonly sizes: readonly number[] }): Buffer[] {
  const parts: Buffer[][] = sound.channels.map(() => [])
  let position = 0
  for (const samples of sizes) {
    const payloads = soundAt(sound, position, samples)
    client.send(position, payloads)
    payloads.forEach((payload, index) => {
      parts[index]?.push(payload)
    })
    position += samples
  }
  return parts.map((each) => Buffer.concat(each))
}

/** Different in every sample nearby, on every channel and for every speaker. */
export function soundAt({ channels, encoding }: CallSound, positionSamples: number, samples: number, speaker = 0): Buffer[] {
  const sampleBytes = bytesPerEncodedSample(encoding)
  return channels.map((_, channel) => {
    const start = positionSamples * sampleBytes
    return Buffer.from(
      Uint8Array.from({ length: samples * sampleBytes }, (__, index) => (start + index) * 7 + channel * 101 + speaker * 53),
    )
  })
}

export function expectSound(bench: DoorBench, { id, sound }: BenchCall, sent: readonly Buffer[]): void {
  sound.channels.forEach((name, index) => {
    const stretches = bench.heard(id, channelOf(name))
    const heard = Buffer.concat(stretches.map(({ payload }) => payload))
    expect(heard.length).toBe(sent[index]?.length)
    expect(heard.equals(sent[index] ?? Buffer.alloc(0))).toBe(true)
    let next = 0
    for (const { startSamples, payload } of stretches) {
      expect(startSamples).toBe(next)
      next += payload.length / bytesPerEncodedSample(sound.encoding)
    }
  })
}

export function lastEnd(stretches: ReturnType<DoorBench['heard']>, { encoding }: CallSound): number {
  const last = stretches.at(-1)
  return last === undefined ? 0 : last.startSamples + last.payload.length / bytesPerEncodedSample(encoding)
}

export function msOf(samples: number, sampleRateHz: number): number {
  return Math.round((samples * 1000) / sampleRateHz)
}
