import { expect, test } from 'vitest'
import { padSparsely } from './sparse-silence.ts'

const PLACES = 1500
const sound = (seconds: number) => new Float32Array(16_000 * seconds).fill(0.5)

test('sound and a second of silence take their own places, the rest of 30 s every eighth', () => {
  const { samples, positions, heard } = padSparsely(sound(2), PLACES)
  expect(heard).toBe(100)
  expect([...positions].slice(0, 150)).toEqual(Array.from({ length: 150 }, (_, index) => BigInt(index)))
  expect(Number(positions[151]) - Number(positions[150])).toBe(8)
  expect(positions.at(-1)).toBe(1499n)
  expect(positions.length).toBeLessThan(330)
  expect(samples).toHaveLength(positions.length * 320)
  expect(samples[2 * 16_000 - 1]).toBe(0.5)
  expect(samples[2 * 16_000]).toBe(0)
})

test.each([0, 0.01, 3.3, 28.9, 29.5, 30, 31])('%f s: all positions together stand for 30 s', (seconds) => {
  const { positions, keyBias } = padSparsely(sound(seconds), PLACES)
  const stoodFor = keyBias.reduce((sum, bias) => sum + Math.exp(bias), 0)
  expect(stoodFor).toBeCloseTo(PLACES, 1)
  expect(new Set(positions).size).toBe(positions.length)
})
