import { describe, expect, it } from 'vitest'
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
