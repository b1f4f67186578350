import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AudioBatcher } from '../src/audio-batcher.ts'

describe('AudioBatcher', () => {
  it('joins payloads to a batch’s worth, and copies them', () => {
    const batcher = new AudioBatcher(4)
    const first = Uint8Array.of(1, 2)
    expect(batcher.add(10, first)).toBeUndefined()
    first.fill(9)
    const batch = batcher.add(12, Uint8Array.of(3, 4, 5))
    expect(batch?.startSamples).toBe(10)
    expect(batch?.payload).toEqual(Buffer.of(1, 2, 3, 4, 5))
    expect(batcher.isEmpty).toBe(true)
    expect(batcher.take()).toBeUndefined()
  })

  it('gives back every byte once, and never touches a batch that it gave', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5000 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 2000 }),
        (lengths, batchBytes) => {
          const batcher = new AudioBatcher(batchBytes)
          const payloads = lengths.map((length, index) => new Uint8Array(length).fill(index + 1))
          const batches = []
          let position = 0
          for (const payload of payloads) {
            const batch = batcher.add(position, payload)
            if (batch !== undefined) batches.push(batch)
            position += payload.length
          }
          const rest = batcher.take()
          if (rest !== undefined) batches.push(rest)
          expect(Buffer.concat(batches.map(({ payload }) => payload)).equals(Buffer.concat(payloads))).toBe(true)
          batches.reduce((end, { startSamples, payload }) => {
            expect(startSamples).toBe(end)
            return end + payload.length
          }, 0)
        },
      ),
    )
  })
})
