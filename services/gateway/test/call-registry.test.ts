import { describe, expect, it } from 'vitest'
import { AudioBatcher } from '../src/audio-batcher.ts'
import { CallRegistry } from '../src/call-registry.ts'

describe('CallRegistry', () => {
  it('refuses an id that is taken before it refuses for want of room', () => {
    const registry = new CallRegistry(1)
    expect(registry.admit('a')).toMatchObject({ ok: true })
    expect(registry.admit('a')).toEqual({ ok: false, error: 'call.duplicate-id' })
    expect(registry.admit('b')).toEqual({ ok: false, error: 'call.too-many' })
  })

  it('gives the place to another call at the end of the audio, and the id at the end of all', () => {
    const registry = new CallRegistry(1)
    registry.admit('a')
    registry.vacate({ callId: 'a', epoch: 0 })
    expect(registry.running).toBe(0)
    expect(registry.admit('a')).toEqual({ ok: false, error: 'call.duplicate-id' })
    expect(registry.admit('b')).toMatchObject({ ok: true })
  })

  it('numbers the connections of one call', () => {
    const registry = new CallRegistry(1)
    for (const epoch of [0, 1, 2]) {
      expect(registry.admit('a')).toEqual({ ok: true, value: { callId: 'a', epoch } })
      registry.release({ callId: 'a', epoch })
    }
  })
})

describe('AudioBatcher', () => {
  it('joins payloads to a batch’s worth, and copies them', () => {
    const batcher = new AudioBatcher(4)
    const first = Uint8Array.of(1, 2)
    expect(batcher.add(10, first)).toBeUndefined()
    first.fill(1)
    const batch = batcher.add(12, Uint8Array.of(3, 4, 5))
    expect(batch).toEqual({ startSamples: 10, payload: Uint8Array.of(1, 1, 3, 4, 5) })
    expect(batcher.isEmpty).toBe(true)
    expect(batcher.take()).toBeUndefined()
  })
})
