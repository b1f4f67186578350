import { describe, expect, it } from 'vitest'
import { aCallStarted, anUtterance, createRecordingLog, joined, noise, silence, tone } from '../src/index.ts'

describe('signals', () => {
  it('makes as many samples as the duration asks for, at the level asked for', () => {
    const sine = tone({ frequencyHz: 1000, durationMs: 100, sampleRateHz: 16_000, level: 0.25 })
    expect(sine).toHaveLength(1600)
    expect(Math.max(...sine)).toBe(Math.round(0.25 * 32_767))
    expect(silence({ durationMs: 20 })).toEqual(new Int16Array(160))
  })

  it('repeats noise for the same seed only', () => {
    expect(noise({ durationMs: 20, seed: 7 })).toEqual(noise({ durationMs: 20, seed: 7 }))
    expect(noise({ durationMs: 20, seed: 7 })).not.toEqual(noise({ durationMs: 20, seed: 8 }))
  })

  it('joins in order', () => {
    expect([...joined(Int16Array.of(1, 2), Int16Array.of(3))]).toEqual([1, 2, 3])
  })
})

describe('event builders', () => {
  it('fill what a test leaves out and keep what it says', () => {
    const event = anUtterance({ text: 'My roof leaks.' }, { callId: 'other', occurredAtMs: 5 })
    expect(event.callId).toBe('other')
    expect(event.occurredAtMs).toBe(5)
    expect(event.body.value).toMatchObject({ text: 'My roof leaks.', utteranceId: 'other-c-1', language: 'en' })
    expect(aCallStarted().eventId).not.toBe(aCallStarted().eventId)
  })
})

describe('createRecordingLog', () => {
  it('keeps the lines of children with the fields they inherit', () => {
    const log = createRecordingLog()
    log.child({ callId: 'a' }).warn('something', { code: 'bus.overflow' })
    expect(log.lines).toEqual([{ level: 'warn', message: 'something', fields: { callId: 'a', code: 'bus.overflow' } }])
    expect(log.codes()).toEqual(['bus.overflow'])
  })
})
