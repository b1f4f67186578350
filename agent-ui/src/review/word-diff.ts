import type { Summary } from '@souffleur/proto'
import { diffWordsWithSpace } from 'diff'
import { draftOf, type SummaryFieldName, summaryFieldNames } from '../summary/summary-draft.ts'

export interface DiffPiece {
  readonly change: 'same' | 'added' | 'removed'
  readonly text: string
}

export interface FieldDiff {
  readonly field: SummaryFieldName
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
  const fields = summaryFieldNames.flatMap((field): FieldDiff[] => {
    const [oldText, newText] = [old, current].map(({ fields: all }) => all[field].map(({ text }) => text).join('\n'))
    return oldText === newText ? [] : [{ field, pieces: diffText(oldText ?? '', newText ?? '') }]
  })
  const changed = old.dispositionId !== current.dispositionId
  return { fields, disposition: changed ? { before: old.dispositionId, after: current.dispositionId } : undefined }
}

export function diffText(before: string, after: string): readonly DiffPiece[] {
  return diffWordsWithSpace(before, after).map(({ added, removed, value }) => ({
    change: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }))
}
