import { create } from '@bufbuild/protobuf'
import { SummarySchema } from '@souffleur/proto'
import { describe, expect, it } from 'vitest'
import { summary } from '../../test/call-events.ts'
import { diffSummaries, diffText } from './word-diff.ts'

describe('the difference between two versions', () => {
  it('is made of words', () => {
    expect(diffText('water through the ceiling', 'water through the roof')).toEqual([
      { change: 'same', text: 'water through the ' },
      { change: 'removed', text: 'ceiling' },
      { change: 'added', text: 'roof' },
    ])
  })

  it('names only the fields that differ', () => {
    const { fields, disposition } = diffSummaries(summary(1, 'A leak'), summary(2, 'A fire'))
    expect(fields.map(({ field }) => field.id)).toEqual(['reason'])
    expect(disposition).toBeUndefined()
  })

  it('tells of another disposition', () => {
    const after = create(SummarySchema, { ...summary(2, 'A leak'), disposition: undefined })
    expect(diffSummaries(summary(1, 'A leak'), after).disposition).toEqual({ before: 'claim_opened', after: '' })
  })
})
