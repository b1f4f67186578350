import { Channel } from '@souffleur/proto'
import { describe, expect, it } from 'vitest'
import { type ChannelOrder, callSound } from './call-sound.ts'
import { SentRecordings } from './sent-recordings.tsx'
import { soundSource } from './use-word-player.ts'
import type { WavFile } from './wav-file.ts'

function asked(channels: number) {
  const reads: number[][] = []
  const wav: WavFile = {
    sampleRateHz: 8000,
    channels,
    frames: 80_000,
    read: async (...read) => {
      reads.push(read)
      return new Float32Array(2)
    },
  }
  return { wav, reads }
}

describe('the sound of a call', () => {
  it.each([
    ['advisor-left', Channel.ADVISOR, 0],
    ['advisor-left', Channel.CUSTOMER, 1],
    ['customer-left', Channel.CUSTOMER, 0],
    ['customer-left', Channel.ADVISOR, 1],
  ] as const)('with %s: channel %i is on side %i', async (order: ChannelOrder, channel, side) => {
    const { wav, reads } = asked(2)
    await callSound(wav, order).passage({ channel, startMs: 1500, endMs: 2000 })
    expect(reads).toEqual([[side, 12_000, 16_000]])
  })

  it('of one microphone has everybody on its only channel', async () => {
    const { wav, reads } = asked(1)
    const { sampleRateHz, samples } = await callSound(wav, 'customer-left').passage({ channel: Channel.MIXED, startMs: 0, endMs: 1 })
    expect([reads, sampleRateHz, samples.length]).toEqual([[[0, 0, 8]], 8000, 2])
  })
})

describe('where the sound of a call is', () => {
  const recordings = new SentRecordings()
  const file = new File([], 'call.wav')
  recordings.keep('sent', { file, order: 'customer-left' })

  it('is the file that this page sent, or the sample that the call names', () => {
    expect(soundSource('sent', undefined, recordings)).toEqual({ kind: 'recording', file, order: 'customer-left' })
    expect(soundSource('other', 'en-leak', recordings)).toEqual({ kind: 'sample', sampleId: 'en-leak' })
  })

  it('is nowhere for a telephone call', () => {
    expect(soundSource('other', undefined, recordings)).toBeUndefined()
  })

  it('is forgotten for calls of long ago', () => {
    for (let call = 0; call < 60; call += 1) recordings.keep(`call-${call}`, { file, order: 'advisor-left' })
    expect(recordings.of('sent')).toBeUndefined()
    expect(recordings.of('call-59')).toBeDefined()
  })
})
