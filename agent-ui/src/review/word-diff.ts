import type { Summary } from '@souffleur/proto'
import { diffWordsWithSpace } from 'diff'
import { type DraftField, draftOf } from '../summary/summary-draft.ts'

export interface DiffPiece {
  readonly change: 'same' | 'added' | 'removed'
  readonly text: string
}

export interface FieldDiff {
  readonly field: Pick<DraftField, 'id' | 'label'>
  readonly pieces: readonly DiffPiece[]
}

export interface SummaryDiff {
  /** Only the fields that differ. */
  readonly fields: readonly FieldDiff[]
  readonly disposition: { readonly before: string; readonly after: string } | undefined
}

/** What a person changed between two versions of a summary, word by word. */
export function diffSummaries(before: Summary, after: Summary): SummaryDiff {
  const [old, current] = [draftOf(before), draftOf(after)]
  // Another template may have other fields: those of both are compared.
  const known = [...current.fields, ...old.fields.filter(({ id }) => !current.fields.some((field) => field.id === id))]
  const fields = known.flatMap(({ id, label }): FieldDiff[] => {
    const [oldText = '', newText = ''] = [old, current].map((draft) => textOf(draft.fields.find((field) => field.id === id)))
    return oldText === newText ? [] : [{ field: { id, label }, pieces: diffText(oldText, newText) }]
  })
  const changed = old.dispositionId !== current.dispositionId
  return { fields, disposition: changed ? { before: old.dispositionId, after: current.dispositionId } : undefined }
}

function textOf(field: DraftField | undefined): string {
  return field?.lines.map(({ text }) => text).join('\n') ?? ''
}

export function diffText(before: string, after: string): readonly DiffPiece[] {
  return diffWordsWithSpace(before, after).map(({ added, removed, value }) => ({
    change: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }))
}
