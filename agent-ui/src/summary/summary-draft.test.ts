import { create } from '@bufbuild/protobuf'
import { SummarySchema } from '@souffleur/proto'
import { describe, expect, it } from 'vitest'
import { summary } from '../../test/call-events.ts'
import {
  draftOf,
  editOf,
  isPersons,
  missingFields,
  reduceDraft,
  type SummaryDraft,
  takesAnotherLine,
  transferText,
} from './summary-draft.ts'

const draft = draftOf(summary(3, 'A leak'))
const linesOf = ({ fields }: SummaryDraft, id: string) => fields.find((field) => field.id === id)?.lines ?? []

describe('a summary being corrected', () => {
  it('starts as it was written, with nothing to save', () => {
    expect(draft).toMatchObject({ baseRevision: 3, isDirty: false, dispositionId: 'claim_opened' })
    expect(linesOf(draft, 'cause')).toEqual([])
    expect(linesOf(draft, 'reason').map(isPersons)).toEqual([false])
  })

  it('keeps the evidence of a line whose words were changed, and makes it the person’s', () => {
    const edited = reduceDraft(draft, { type: 'edit-line', field: 'reason', key: 'l1', text: 'Water through the ceiling' })
    expect(edited.isDirty).toBe(true)
    expect(linesOf(edited, 'reason')[0]).toMatchObject({ lineId: 'l1', evidence: linesOf(draft, 'reason')[0]?.evidence })
    expect(linesOf(edited, 'reason').map(isPersons)).toEqual([true])
  })

  it('takes lines in and out; only lists have several', () => {
    const added = reduceDraft(draft, { type: 'add-line', field: 'facts', key: 'new' })
    expect(linesOf(added, 'facts')).toMatchObject([{ lineId: 'l2' }, { lineId: undefined, text: '', writtenByPerson: true }])
    const removed = reduceDraft(added, { type: 'remove-line', field: 'facts', key: 'l2' })
    expect(linesOf(removed, 'facts')).toMatchObject([{ key: 'new' }])
    expect(draft.fields.map((field) => [field.id, takesAnotherLine(field)])).toEqual([
      ['reason', false],
      ['facts', true],
      ['cause', false],
    ])
  })

  it('holds one choice, or none', () => {
    const chosen = reduceDraft(draft, { type: 'choose', field: 'cause', key: 'new', choiceId: 'leak', text: 'Leak' })
    expect(linesOf(chosen, 'cause')).toMatchObject([{ value: 'leak', text: 'Leak' }])
    expect(linesOf(reduceDraft(chosen, { type: 'choose', field: 'cause', key: 'new', choiceId: '', text: '' }), 'cause')).toEqual([])
  })

  it('sends the whole summary, without the lines that were left empty', () => {
    const added = reduceDraft(draft, { type: 'add-line', field: 'facts', key: 'new' })
    const written = reduceDraft(added, { type: 'edit-line', field: 'facts', key: 'l2', text: '  Contract: HB4471903 ' })
    const evidence = [{ utteranceId: 'c1', charStart: 0, charEnd: 3, startMs: 0, endMs: 500 }]
    expect(editOf(written)).toEqual({
      dispositionId: 'claim_opened',
      fields: [
        { fieldId: 'reason', lines: [{ lineId: 'l1', text: 'A leak', value: '', evidence }] },
        { fieldId: 'facts', lines: [{ lineId: 'l2', text: 'Contract: HB4471903', value: '', evidence: [] }] },
        { fieldId: 'cause', lines: [] },
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

  it('goes on where it was left', () => {
    const edited = reduceDraft(draft, { type: 'edit-line', field: 'reason', key: 'l1', text: 'Water' })
    const resumed = reduceDraft(draft, { type: 'resume', edit: editOf(edited), baseRevision: 3 })
    expect(editOf(resumed)).toEqual(editOf(edited))
    expect(resumed.isDirty).toBe(true)
    expect(linesOf(resumed, 'reason').map(isPersons)).toEqual([true])
  })

  it('is handed over as plain text, without what is empty', () => {
    expect(transferText(draft.fields, 'fr')).toBe('Motif\n- A leak\n\nFaits\n- Contract: HB4471902')
  })

  it('says which fields have to be filled, and has room for notes where nothing was written', () => {
    const emptied = reduceDraft(draft, { type: 'edit-line', field: 'reason', key: 'l1', text: ' ' })
    expect(missingFields(emptied).map(({ id }) => id)).toEqual(['reason'])
    expect(draftOf(create(SummarySchema)).fields.map(({ id }) => id)).toEqual(['notes'])
  })
})
