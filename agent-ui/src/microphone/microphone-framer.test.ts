import { decodeMediaFrame } from '@souffleur/proto'
import { describe, expect, it } from 'vitest'
import { MicrophoneFramer, meterLevel, toL16 } from './microphone-framer.ts'

function headers(frames: readonly Uint8Array[]) {
  return frames.map((bytes) => {
    const frame = decodeMediaFrame(bytes)
    if (!frame.ok) throw new Error(frame.error)
    const { channelIndex, sequence, positionSamples, payload } = frame.value
    return { channelIndex, sequence, positionSamples, bytes: payload.byteLength }
  })
}

describe('frames of the microphone', () => {
  it('hold 20 ms each, whatever blocks the browser gives', () => {
    const framer = new MicrophoneFramer(16000)
    const frames = Array.from({ length: 10 }, () => framer.push(new Float32Array(128))).flat()
    expect(headers(frames)).toEqual([
      { channelIndex: 0, sequence: 0, positionSamples: 0, bytes: 640 },
      { channelIndex: 0, sequence: 1, positionSamples: 320, bytes: 640 },
      { channelIndex: 0, sequence: 2, positionSamples: 640, bytes: 640 },
      { channelIndex: 0, sequence: 3, positionSamples: 960, bytes: 640 },
    ])
  })

  it('count a browser’s own rate as well', () => {
    expect(headers(new MicrophoneFramer(44100).push(new Float32Array(882)))).toMatchObject([{ bytes: 1764 }])
  })

  it('leave a hole in position, not in sequence, where the network could not follow', () => {
    const framer = new MicrophoneFramer(16000)
    const sent = [framer.push(new Float32Array(320)), framer.push(new Float32Array(640), true), framer.push(new Float32Array(320))].flat()
    expect(headers(sent)).toMatchObject([
      { sequence: 0, positionSamples: 0 },
      { sequence: 1, positionSamples: 960 },
    ])
  })

  it('are little-endian 16-bit, and cut what is too loud', () => {
    const view = new DataView(toL16(Float32Array.of(0, 1, -1, 2, 0.5)).buffer)
    expect([0, 2, 4, 6, 8].map((at) => view.getInt16(at, true))).toEqual([0, 32767, -32768, 32767, 16384])
  })
})

describe('the level meter', () => {
  it('goes from silence to full scale', () => {
    expect(meterLevel(new Float32Array(128))).toBe(0)
    expect(meterLevel(new Float32Array(128).fill(1))).toBeCloseTo(1)
    expect(meterLevel(new Float32Array(128).fill(0.0316))).toBeCloseTo(0.5, 1)
  })
})
