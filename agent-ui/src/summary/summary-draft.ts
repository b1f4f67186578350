import { type Evidence, type Summary, SummaryFieldKey } from '@souffleur/proto'

export const summaryFieldNames = ['reason', 'facts', 'actions', 'commitments', 'resolution', 'followUp'] as const
export type SummaryFieldName = (typeof summaryFieldNames)[number]

const fieldKeys: Record<SummaryFieldName, SummaryFieldKey> = {
  reason: SummaryFieldKey.REASON,
  facts: SummaryFieldKey.FACTS,
  actions: SummaryFieldKey.ACTIONS,
  commitments: SummaryFieldKey.COMMITMENTS,
  resolution: SummaryFieldKey.RESOLUTION,
  followUp: SummaryFieldKey.FOLLOW_UP,
}

export interface DraftLine {
  /** Of this editing session; the line's own id where it has one. */
  readonly key: string
  /** Absent for a line that was added here. */
  readonly lineId: string | undefined
  readonly text: string
  /** As it was before this editing session. */
  readonly originalText: string
  readonly evidence: readonly Evidence[]
  readonly confidence: number
  readonly writtenByPerson: boolean
}

/** A summary while a person corrects it. */
export interface SummaryDraft {
  readonly baseRevision: number
  readonly fields: Readonly<Record<SummaryFieldName, readonly DraftLine[]>>
  readonly dispositionId: string
  readonly isDirty: boolean
}

export type DraftAction =
  | { readonly type: 'load'; readonly summary: Summary }
  | { readonly type: 'rebase'; readonly revision: number }
  | { readonly type: 'edit-line'; readonly field: SummaryFieldName; readonly key: string; readonly text: string }
  | { readonly type: 'add-line'; readonly field: SummaryFieldName; readonly key: string }
  | { readonly type: 'remove-line'; readonly field: SummaryFieldName; readonly key: string }
  | { readonly type: 'choose-disposition'; readonly dispositionId: string }

export function draftOf(summary: Summary): SummaryDraft {
  return {
    baseRevision: summary.revision,
    fields: {
      reason: linesOf(summary, 'reason'),
      facts: linesOf(summary, 'facts'),
      actions: linesOf(summary, 'actions'),
      commitments: linesOf(summary, 'commitments'),
      resolution: linesOf(summary, 'resolution'),
      followUp: linesOf(summary, 'followUp'),
    },
    dispositionId: summary.disposition?.dispositionId ?? '',
    isDirty: false,
  }
}

function linesOf(summary: Summary, name: SummaryFieldName): readonly DraftLine[] {
  const lines = summary.fields.find(({ key }) => key === fieldKeys[name])?.lines ?? []
  return lines.map(({ lineId, text, evidence, confidence, writtenByPerson }) => ({
    key: lineId,
    lineId,
    text,
    originalText: text,
    evidence,
    confidence,
    writtenByPerson,
  }))
}

/** Pure. */
export function reduceDraft(draft: SummaryDraft, action: DraftAction): SummaryDraft {
  switch (action.type) {
    case 'load':
      return draftOf(action.summary)
    case 'rebase':
      return { ...draft, baseRevision: action.revision }
    case 'edit-line':
      return withLines(draft, action.field, (lines) =>
        lines.map((line) => (line.key === action.key ? { ...line, text: action.text } : line)),
      )
    case 'add-line':
      return withLines(draft, action.field, (lines) => [...lines, personsLine(action.key)])
    case 'remove-line':
      return withLines(draft, action.field, (lines) => lines.filter(({ key }) => key !== action.key))
    case 'choose-disposition':
      return { ...draft, dispositionId: action.dispositionId, isDirty: true }
  }
}

function withLines(
  draft: SummaryDraft,
  field: SummaryFieldName,
  change: (lines: readonly DraftLine[]) => readonly DraftLine[],
): SummaryDraft {
  return { ...draft, fields: { ...draft.fields, [field]: change(draft.fields[field]) }, isDirty: true }
}

function personsLine(key: string): DraftLine {
  return { key, lineId: undefined, text: '', originalText: '', evidence: [], confidence: 1, writtenByPerson: true }
}

/** Whose words a line holds. A line that a person has touched is the person's. */
export function isPersons(line: DraftLine): boolean {
  return line.writtenByPerson || line.text !== line.originalText
}

export interface SummaryEdit {
  readonly fields: readonly {
    readonly key: SummaryFieldName
    readonly lines: readonly { readonly lineId?: string; readonly text: string; readonly evidence: readonly EvidenceEdit[] }[]
  }[]
  readonly dispositionId: string
}
type EvidenceEdit = Pick<Evidence, 'utteranceId' | 'charStart' | 'charEnd' | 'startMs' | 'endMs'>

/** What the server is sent: the whole summary. Lines left empty are left out. */
export function editOf(draft: SummaryDraft): SummaryEdit {
  return {
    fields: summaryFieldNames.map((key) => ({
      key,
      lines: draft.fields[key]
        .filter(({ text }) => text.trim() !== '')
        .map(({ lineId, text, evidence }) => ({
          ...(lineId === undefined ? {} : { lineId }),
          text: text.trim(),
          evidence: evidence.map(({ utteranceId, charStart, charEnd, startMs, endMs }) => ({
            utteranceId,
            charStart,
            charEnd,
            startMs,
            endMs,
          })),
        })),
    })),
    dispositionId: draft.dispositionId,
  }
}
