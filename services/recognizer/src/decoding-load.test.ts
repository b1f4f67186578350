import { ManualClock } from '@souffleur/testkit'
import { expect, test } from 'vitest'
import { DecodingLoad } from './decoding-load.ts'

const BASE_MS = 500
const open = () => {
  const clock = new ManualClock()
  return { clock, load: new DecodingLoad({ clock, slots: () => 2, basePartialIntervalMs: BASE_MS }) }
}
const speak = (load: DecodingLoad, channels: number) => {
  for (let index = 0; index < channels; index += 1) load.noteOrder(`channel-${index}`)
}

test('an idle machine shows partials as often as it may', () => {
  const { load } = open()
  expect(load.figures()).toMatchObject({ partialIntervalMs: BASE_MS, pressure: 0, degraded: false, full: false })
})

test('the more channels speak, the further apart are their partials; silent ones don’t count', () => {
  const { clock, load } = open()
  speak(load, 16)
  const busy = load.figures()
  expect(busy.partialIntervalMs).toBeGreaterThan(BASE_MS)
  expect(busy.speakingChannels).toBe(16)
  clock.advance(3000)
  expect(load.figures()).toMatchObject({ partialIntervalMs: BASE_MS, speakingChannels: 0 })
})

test('what finals take is missing for partials, and some is always left for them', () => {
  const { clock, load } = open()
  speak(load, 8)
  const before = load.figures().partialIntervalMs
  for (let index = 0; index < 10; index += 1) load.noteDecoding('final', 1000)
  const after = load.figures()
  expect(after.finalsShare).toBeCloseTo(0.5)
  expect(after.partialIntervalMs).toBeGreaterThan(before)
  for (let index = 0; index < 100; index += 1) load.noteDecoding('final', 1000)
  expect(load.figures().partialIntervalMs).toBeLessThan(60_000)
  clock.advance(11_000)
  expect(load.figures().finalsShare).toBe(0)
})

test('the machine is full when finals alone take most of it', () => {
  const { load } = open()
  for (let index = 0; index < 15; index += 1) load.noteDecoding('final', 1000)
  expect(load.figures()).toMatchObject({ full: true })
})
