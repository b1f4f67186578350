import { expect, test } from 'vitest'
import { seededRandom } from '../asr/seeded-random.ts'
import { mishear, soundAlikesIn } from './mishear.ts'

const alikes = soundAlikesIn(['le maire et la mer', 'une mère'], 'fr')

test('nothing is changed at a rate of nought', () => {
  expect(mishear('la mer est belle', { language: 'fr', alikes, rate: 0, random: seededRandom(1) })).toBe('la mer est belle')
})

test('words that sound alike take each other’s place', () => {
  const heard = Array.from({ length: 40 }, (_, seed) => mishear('mer', { language: 'fr', alikes, rate: 1, random: seededRandom(seed + 1) }))
  expect(heard).toContain('mère')
})

test('the share of wrong words is about the rate', () => {
  const words = Array.from({ length: 2_000 }, () => 'mer')
  const heard = mishear(words.join(' '), { language: 'fr', alikes, rate: 0.1, random: seededRandom(7) }).split(' ')
  const kept = heard.filter((word) => word === 'mer').length
  expect(kept / words.length).toBeGreaterThan(0.87)
  expect(kept / words.length).toBeLessThan(0.93)
})
