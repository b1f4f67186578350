import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ChannelSequencer, type PlacedFrame, type SequencedItem } from '../src/channel-sequencer.ts'

const FRAME_SAMPLES = 160

/** The n-th frame of an unbroken stream, one byte a sample, each byte telling its place. */
function frame(index: number, { shift = 0, sequence = index }: { shift?: number; sequence?: number } = {}): PlacedFrame {
  const positionSamples = index * FRAME_SAMPLES + shift
  return {
    sequence,
    positionSamples,
    payload: Uint8Array.from({ length: FRAME_SAMPLES }, (_, offset) => (positionSamples + offset) & 0xff),
  }
}

function sequencer(reorderFrames = 4): ChannelSequencer {
  return new ChannelSequencer({ bytesPerSample: 1, reorderFrames })
}

/** `a0-160` audio, `g160-320` a gap, `d` a duplicate, `l` a late one. */
function told(items: readonly SequencedItem[]): string[] {
  return items.map(toldOne)
}

function toldOne(item: SequencedItem): string {
  switch (item.kind) {
    case 'audio':
      return `a${item.positionSamples}-${item.positionSamples + item.payload.length}`
    case 'gap':
      return `g${item.startSamples}-${item.startSamples + item.lengthSamples}`
    case 'drop':
      return item.reason === 'late' ? 'l' : 'd'
  }
}

describe('ChannelSequencer', () => {
  it.each<[string, PlacedFrame[], string[]]>([
    ['passes frames in order at once', [frame(0), frame(1)], ['a0-160', 'a160-320']],
    ['drops a duplicate', [frame(0), frame(0), frame(1)], ['a0-160', 'd', 'a160-320']],
    ['puts two swapped frames back', [frame(0), frame(2), frame(1)], ['a0-160', 'a160-320', 'a320-480']],
    ['drops a duplicate of a frame that waits', [frame(0), frame(2), frame(2), frame(1)], ['a0-160', 'd', 'a160-320', 'a320-480']],
    ['sees a jump with unbroken numbers as sent so', [frame(0), frame(5, { sequence: 1 })], ['a0-160', 'g160-800', 'a800-960']],
    ['notes a gap before the first frame', [frame(2, { sequence: 0 })], ['g0-320', 'a320-480']],
    ['cuts what overlaps', [frame(0), frame(1, { shift: -60 })], ['a0-160', 'a160-260']],
    [
      'gives up a lost frame when the window is full, and drops it when it comes late',
      [frame(0), frame(2), frame(3), frame(4), frame(5), frame(6), frame(1)],
      ['a0-160', 'g160-320', 'a320-480', 'a480-640', 'a640-800', 'a800-960', 'a960-1120', 'l'],
    ],
    [
      'copes with a sender that numbers every frame alike',
      [frame(0, { sequence: 0 }), frame(1, { sequence: 0 }), frame(2, { sequence: 0 })],
      ['a0-160', 'a160-320', 'a320-480'],
    ],
  ])('%s', (_, frames, expected) => {
    const channel = sequencer()
    expect(told(frames.flatMap((each) => channel.push(each)))).toEqual(expected)
  })

  it('takes by the short road what is exactly next, and nothing else', () => {
    const channel = sequencer()
    expect(channel.takeNext(frame(0))).toBe(true)
    expect(channel.takeNext(frame(0))).toBe(false)
    expect(channel.takeNext(frame(1, { shift: -1 }))).toBe(false)
    expect(channel.takeNext(frame(2))).toBe(false)
    expect(told(channel.push(frame(2)))).toEqual([])
    expect(channel.takeNext(frame(1))).toBe(false)
    expect(told(channel.push(frame(1)))).toEqual(['a160-320', 'a320-480'])
    expect(channel.takeNext(frame(3))).toBe(true)
    expect(channel.nextSamples).toBe(640)
  })

  it('keeps waiting frames until they are released', () => {
    const channel = sequencer()
    channel.push(frame(0))
    expect(channel.push(frame(2))).toEqual([])
    expect(channel.heldFrames).toBe(1)
    expect(told(channel.release())).toEqual(['g160-320', 'a320-480'])
    expect(channel.heldFrames).toBe(0)
    expect(channel.release()).toEqual([])
  })

  it('counts what it put back in order', () => {
    const channel = sequencer()
    for (const index of [0, 2, 1, 4, 5, 3]) channel.push(frame(index))
    expect(channel.reordered).toBe(2)
  })

  it('cuts at whole samples when a sample has two bytes', () => {
    const channel = new ChannelSequencer({ bytesPerSample: 2, reorderFrames: 4 })
    channel.push({ sequence: 0, positionSamples: 0, payload: new Uint8Array(20) })
    const [item] = channel.push({ sequence: 1, positionSamples: 7, payload: Uint8Array.from({ length: 20 }, (_, index) => index) })
    expect(item).toMatchObject({ kind: 'audio', positionSamples: 10, overlapSamples: 3 })
    expect(item?.kind === 'audio' ? [...item.payload] : []).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
  })

  it('restores any order that stays within the window', () => {
    const windows = fc.integer({ min: 1, max: 6 })
    fc.assert(
      fc.property(windows, fc.array(fc.nat(5), { minLength: 10, maxLength: 60 }), (reorderFrames, delays) => {
        // A frame that is late by d is overtaken by d others at most.
        const arrivals = delays
          .map((delay, index) => ({ index, at: index + Math.min(delay, reorderFrames) + (delay === 0 ? 0 : 0.5) }))
          .sort((a, b) => a.at - b.at)
        const channel = sequencer(reorderFrames)
        const items = [...arrivals.flatMap(({ index }) => channel.push(frame(index))), ...channel.release()]
        expect(told(items)).toEqual(delays.map((_, index) => `a${index * FRAME_SAMPLES}-${(index + 1) * FRAME_SAMPLES}`))
      }),
    )
  })

  it('keeps time, bytes and the account right whatever comes', () => {
    const anyFrame = fc.record({ position: fc.nat(3000), samples: fc.integer({ min: 1, max: 300 }), sequence: fc.nat(30) })
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 80 }), fc.nat(6), (frames, reorderFrames) => {
        const channel = sequencer(reorderFrames)
        const items: SequencedItem[] = []
        for (const { position, samples, sequence } of frames) {
          const payload = Uint8Array.from({ length: samples }, (_, offset) => (position + offset) & 0xff)
          items.push(...channel.push({ sequence, positionSamples: position, payload }))
          expect(channel.heldFrames).toBeLessThanOrEqual(reorderFrames)
        }
        items.push(...channel.release())
        let [nextSamples, accounted, ends] = [0, 0, 0]
        for (const item of items) {
          if (item.kind === 'drop') accounted += item.samples
          if (item.kind !== 'gap') ends += 1
          if (item.kind === 'gap') {
            expect(item.startSamples).toBe(nextSamples)
            expect(item.lengthSamples).toBeGreaterThan(0)
            nextSamples += item.lengthSamples
          }
          if (item.kind === 'audio') {
            expect(item.positionSamples).toBe(nextSamples)
            expect(item.payload[0]).toBe(nextSamples & 0xff)
            nextSamples += item.payload.length
            accounted += item.payload.length + item.overlapSamples
          }
        }
        expect(ends).toBe(frames.length)
        expect(accounted).toBe(frames.reduce((sum, { samples }) => sum + samples, 0))
        expect(channel.nextSamples).toBe(nextSamples)
      }),
      { numRuns: 500 },
    )
  })
})
