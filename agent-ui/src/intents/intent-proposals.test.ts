import { expect, test } from 'vitest'
import { yamlOf } from './intent-proposals.tsx'

test('a proposal is text for the catalogue, whatever was said', () => {
  const proposal = {
    suggestedId: 'bike',
    suggestedName: 'bike',
    asked: 2,
    calls: 2,
    examples: ['my "bike": is it insured?'],
    nearest: null,
  }
  expect(yamlOf(proposal, 'en')).toContain('- "my \\"bike\\": is it insured?"')
})
