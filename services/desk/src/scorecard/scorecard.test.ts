import { AppError } from '@souffleur/proto'
import { describe, expect, it } from 'vitest'
import { parseScorecard, scoreOf } from './scorecard.ts'

const criteria = parseScorecard(`
criteria:
  - { id: identity, label: { en: Identity, fr: Identité }, weight: 3, hint: { list: opening, item: identity } }
  - { id: tone, label: { en: Tone, fr: Ton } }`)

describe('a scorecard', () => {
  it('counts what applied, by weight', () => {
    expect(scoreOf(criteria, { identity: 'yes', tone: 'no' })).toBe(0.75)
    expect(scoreOf(criteria, { identity: 'not-applicable', tone: 'no' })).toBe(0)
    expect(scoreOf(criteria, { identity: 'not-applicable' })).toBeNull()
  })

  it.each([
    ['{', ''],
    ['criteria: [{ id: a }]', 'label'],
    ['criteria: [{ id: a, label: { en: a, fr: a } }, { id: a, label: { en: a, fr: a } }]', 'occurs twice'],
    ['criteria: [{ id: a, label: { en: a, fr: a }, weight: -1 }]', 'weight'],
  ])('%j is refused, and says why', (text, why) => {
    expect(() => parseScorecard(text)).toThrow(AppError)
    expect(() => parseScorecard(text)).toThrow(why)
  })
})
