import { describe, expect, it } from 'vitest'
import { summary } from '../../test/call-events.ts'
import { draftOf, editOf, isPersons, reduceDraft } from './summary-draft.ts'

const draft = draftOf(summary(3, 'A leak'))

describe('a summary being corrected', () => {
  it('starts as it was written, with nothing to save', () => {
    expect(draft).toMatchObject({ baseRevision: 3, isDirty: false, dispositionId: 'claim_opened' })
    expect(draft.fields.resolution).toEqual([])
    expect(draft.fields.reason.map(isPersons)).toEqual([false])
  })

  it('keeps the evidence of a line whose words were changed, and makes it the person’s', () => {
    const edited = reduceDraft(draft, { type: 'edit-line', field: 'reason', key: 'l1', text: 'Water through the ceiling' })
    expect(edited.isDirty).toBe(true)
    expect(edited.fields.reason[0]).toMatchObject({ lineId: 'l1', evidence: draft.fields.reason[0]?.evidence })
    expect(edited.fields.reason.map(isPersons)).toEqual([true])
  })

  it('takes lines in and out', () => {
    const added = reduceDraft(draft, { type: 'add-line', field: 'followUp', key: 'new' })
    expect(added.fields.followUp).toMatchObject([{ lineId: undefined, text: '', writtenByPerson: true }])
    const removed = reduceDraft(added, { type: 'remove-line', field: 'facts', key: 'l2' })
    expect(removed.fields.facts).toEqual([])
  })

  it('sends the whole summary, without the lines that were left empty', () => {
    const added = reduceDraft(draft, { type: 'add-line', field: 'followUp', key: 'new' })
    const written = reduceDraft(added, { type: 'edit-line', field: 'facts', key: 'l2', text: '  Contract: HB4471903 ' })
    expect(editOf(written)).toEqual({
      dispositionId: 'claim_opened',
      fields: [
        {
          key: 'reason',
          lines: [{ lineId: 'l1', text: 'A leak', evidence: [{ utteranceId: 'c1', charStart: 0, charEnd: 3, startMs: 0, endMs: 500 }] }],
        },
        { key: 'facts', lines: [{ lineId: 'l2', text: 'Contract: HB4471903', evidence: [] }] },
        { key: 'actions', lines: [] },
        { key: 'commitments', lines: [] },
        { key: 'resolution', lines: [] },
        { key: 'followUp', lines: [] },
      ],
    })
  })

  it('can be put on top of a newer revision, or give way to it', () => {
    const chosen = reduceDraft(draft, { type: 'choose-disposition', dispositionId: 'information_given' })
    expect(reduceDraft(chosen, { type: 'rebase', revision: 4 })).toMatchObject({
      baseRevision: 4,
      dispositionId: 'information_given',
      isDirty: true,
    })
    expect(reduceDraft(chosen, { type: 'load', summary: summary(4, 'Theirs') })).toMatchObject({ baseRevision: 4, isDirty: false })
  })
})
