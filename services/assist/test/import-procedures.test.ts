import { AppError } from '@souffleur/proto'
import { describe, expect, test } from 'vitest'
import { importProcedures, noGuidance, parseGuide, stepGuidance, tryPhrase } from '../src/index.ts'

const procedures = JSON.stringify({
  Refunds: {
    description: 'money back',
    subflows: {
      'Start Refund': {
        actions: [
          { type: 'interaction', button: 'Open Account', text: 'Ask for the name, then [Open Account].', subtext: [] },
          { type: 'kb query', button: 'Check Purchase', text: 'Confirm the purchase:', subtext: ['User name', 'Order number'] },
        ],
        instructions: [],
      },
      'Refund Status': {
        actions: [
          { button: 'Open Account', text: 'Ask for the name.' },
          { button: 'N/A', text: 'Again.' },
        ],
      },
    },
  },
})
const options = { language: 'en', queues: [] } as const

describe('procedures', () => {
  test('become lists whose steps follow the call', () => {
    const { guide, added, replaced, steps } = importProcedures('# ours\nalerts: []\n', procedures, options)
    expect([added, replaced, steps]).toEqual([2, 0, 4])
    expect(guide).toContain('# ours')
    const parsed = parseGuide(guide)
    expect(parsed.lists.map(({ id, kind, items }) => [id, kind, items.map((item) => item.id)])).toEqual([
      ['refunds-start-refund', 'procedure', ['open-account', 'check-purchase']],
      ['refunds-refund-status', 'procedure', ['open-account', 'again']],
    ])
    expect(parsed.lists[0]?.items[1]?.prompt.en).toBe('Confirm the purchase: · User name · Order number')
    const phrase = { text: 'I want to know the status of my refund.', language: 'en', speaker: 'customer', queue: '', intents: [] } as const
    expect(tryPhrase(parsed, phrase).map(({ kind, id }) => `${kind} ${id}`)).toEqual(['list refunds-refund-status'])
    const words = { utteranceId: 'u', speaker: 'customer', text: phrase.text, language: 'en', intents: [], positionMs: 0 } as const
    const { effects } = stepGuidance(noGuidance, { kind: 'said', words }, parsed)
    expect(effects.map(({ kind }) => kind)).toEqual(['list-opened', 'next-action'])
  })

  test('come again in place of what they were', () => {
    const once = importProcedures('lists: []', procedures, options).guide
    const twice = importProcedures(once, procedures, { ...options, queues: ['shop'] })
    expect([twice.added, twice.replaced]).toEqual([0, 2])
    expect(parseGuide(twice.guide).lists.map(({ queues }) => queues)).toEqual([['shop'], ['shop']])
  })

  test.each([
    ['{', 'procedures.json'],
    ['{"A": {"subflows": {"B": {"actions": []}}}}', 'actions'],
    ['{"A": {"subflows": 3}}', 'subflows'],
  ])('%j is refused, and says why', (file, why) => {
    expect(() => importProcedures('', file, options)).toThrow(AppError)
    expect(() => importProcedures('', file, options)).toThrow(why)
  })

  test('a guide that can’t be read stays as it is', () => {
    expect(() => importProcedures('lists: [', procedures, options)).toThrow(AppError)
  })
})
