import { decodeSamples, parseWav, type WavAudio } from '@souffleur/audio'
import { Channel } from '@souffleur/proto'
import { aWav, ManualClock, tone } from '@souffleur/testkit'
import { describe, expect, it } from 'vitest'
import { carryWav, nativeProtocol, streamSound, type TelephonyClient, twilioProtocol } from '../src/index.ts'

function recording(sampleRateHz: number, channels: number): WavAudio {
  const signals = Array.from({ length: channels }, (_, index) => tone({ durationMs: 2000, sampleRateHz, frequencyHz: 400 * (index + 1) }))
  const parsed = parseWav(aWav(signals, { sampleRateHz }))
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value
}

describe('carryWav', () => {
  it('leaves a recording alone that the protocol carries as it is', () => {
    const wav = recording(16_000, 2)
    const carried = carryWav(wav, 'customer-left', nativeProtocol)
    expect(carried).toMatchObject({ sound: { channels: ['customer', 'advisor'], sampleRateHz: 16_000 }, frames: 32_000 })
    expect(carried.payloads[1]).toEqual(wav.channelPayload(1))
  })

  it('converts rate and encoding, and keeps every channel’s sound', () => {
    const carried = carryWav(recording(16_000, 2), 'advisor-left', twilioProtocol)
    expect(carried.sound).toEqual({ channels: ['advisor', 'customer'], encoding: 'pcmu', sampleRateHz: 8000 })
    expect(carried.frames).toBe(16_000)
    const crossings = carried.payloads.map((payload) => {
      const samples = decodeSamples('pcmu', payload)
      return samples.filter((sample, index) => index > 0 && sample >= 0 && (samples[index - 1] ?? 0) < 0).length
    })
    expect(crossings[0]).toBeCloseTo(800, -1)
    expect(crossings[1]).toBeCloseTo(1600, -1)
  })
})

describe('streamSound', () => {
  it('sends moments of all channels at the pace of speech, to any protocol’s client', async () => {
    const carried = carryWav(recording(8000, 2), 'advisor-left', twilioProtocol)
    const sent: [number, number[]][] = []
    const client = recordingClient((position, payloads) => sent.push([position, payloads.map((payload) => payload?.length ?? 0)]))
    const clock = new ManualClock()
    const stream = streamSound(client, carried, { clock })
    await clock.advanceAsync(2000)
    expect(await stream.done).toEqual({ framesSent: 200, samplesSent: 32_000, completed: true })
    expect(sent.slice(0, 2)).toEqual([
      [0, [160, 160]],
      [160, [160, 160]],
    ])
    expect(stream.sentAtMs(Channel.CUSTOMER, 100)).toBe(120)
  })
})

function recordingClient(send: TelephonyClient['send']): TelephonyClient {
  const nothing = () => {}
  const closed = new Promise<never>(nothing)
  return { callId: 'c', isOpen: true, bufferedBytes: 0, closed, send, pause: nothing, resume: nothing, end: nothing, disconnect: nothing }
}
