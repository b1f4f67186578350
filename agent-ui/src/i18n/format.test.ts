import { describe, expect, it } from 'vitest'
import { formatClock, formatDuration, formatPercent, formatSeconds, formatWhen, languageName } from './format.ts'
import { preferredLanguage } from './preferred-language.ts'

/** Intl puts no-break spaces of several widths: any will do. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

describe('formats', () => {
  it('show places in a call as a clock does', () => {
    expect(formatClock(0)).toBe('0:00')
    expect(formatClock(125_900)).toBe('2:05')
    expect(formatClock(3_725_000)).toBe('1:02:05')
    expect(formatClock(-50)).toBe('0:00')
  })

  it('say lengths in words', () => {
    expect(plain(formatDuration(154_000, 'fr'))).toBe('2 min 34 s')
    expect(plain(formatDuration(120_000, 'en'))).toBe('2 min')
    expect(plain(formatDuration(0, 'fr'))).toBe('0 s')
  })

  it('write numbers as the language does', () => {
    expect(plain(formatSeconds(1400, 'fr'))).toBe('1,4 s')
    expect(plain(formatPercent(0.74, 'fr'))).toBe('74 %')
    expect(formatPercent(0.74, 'en')).toBe('74%')
  })

  it('leave out the date of today', () => {
    const now = new Date('2026-03-04T15:00:00')
    expect(formatWhen('2026-03-04T09:05:00', 'fr', now)).toBe('09:05')
    expect(formatWhen('2026-03-03T09:05:00', 'fr', now)).toContain('2026')
  })

  it('name languages in the reader’s own', () => {
    expect(languageName('fr', 'en')).toBe('French')
    expect(languageName('en', 'fr')).toBe('anglais')
  })
})

describe('the language of the screens', () => {
  it('is the one that was chosen, else the browser’s, else English', () => {
    expect(preferredLanguage('fr', ['en-GB'])).toBe('fr')
    expect(preferredLanguage(null, ['de-DE', 'fr-BE', 'en'])).toBe('fr')
    expect(preferredLanguage(null, ['de'])).toBe('en')
    expect(preferredLanguage('xx', [])).toBe('en')
  })
})
