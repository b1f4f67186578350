import { describe, expect, it } from 'vitest'
import { ManualClock } from '../src/index.ts'

describe('ManualClock', () => {
  it('runs timers in the order in which they are due, those set on the way included', () => {
    const clock = new ManualClock()
    const seen: string[] = []
    const note = (name: string) => () => seen.push(`${name}@${clock.monotonicMs()}`)
    clock.setTimer(note('late'), 30)
    clock.setTimer(() => {
      note('early')()
      clock.setTimer(note('nested'), 10)
    }, 10)
    clock.setTimer(note('same'), 30)
    clock.advance(30)
    expect(seen).toEqual(['early@10', 'nested@20', 'late@30', 'same@30'])
    expect(clock.pendingTimers).toBe(0)
  })

  it('leaves what is not due, and what was cancelled, alone', () => {
    const clock = new ManualClock()
    let runs = 0
    const cancel = clock.setTimer(() => {
      runs += 1
    }, 10)
    clock.setTimer(() => {
      runs += 1
    }, 11)
    cancel()
    clock.advance(10)
    expect(runs).toBe(0)
    expect(clock.pendingTimers).toBe(1)
    clock.advance(1)
    expect(runs).toBe(1)
  })

  it('moves both times together', () => {
    const clock = new ManualClock(5000)
    clock.advance(1234)
    expect(clock.monotonicMs()).toBe(1234)
    expect(clock.unixMs()).toBe(6234)
  })

  it('lets promises settle between timers when asked to', async () => {
    const clock = new ManualClock()
    let turns = 0
    const loop = async () => {
      for (let turn = 0; turn < 5; turn += 1) {
        await new Promise<void>((resolve) => {
          clock.setTimer(resolve, 20)
        })
        turns += 1
      }
    }
    const done = loop()
    await clock.advanceAsync(60)
    expect(turns).toBe(3)
    await clock.advanceAsync(40)
    await done
    expect(turns).toBe(5)
  })
})
