import { type Evidence, notesField, type Summary, type SummaryField, SummaryFieldType, type SummaryLine } from '@souffleur/proto'

export interface DraftLine {
  /** Of this editing session; the line's own id where it has one. */
  readonly key: string
  /** Absent for a line that was added here. */
  readonly lineId: string | undefined
  readonly text: string
  /** Of a choice: its id. */
  readonly value: string
  /** As it was before this editing session. */
  readonly originalText: string
  readonly evidence: readonly Evidence[]
  readonly confidence: number
  readonly writtenByPerson: boolean
}

/** A field of the summary's template with its lines. */
export interface DraftField {
  readonly id: string
  readonly label: { readonly en: string; readonly fr: string }
  readonly type: SummaryFieldType
  readonly isRequired: boolean
  readonly choices: readonly { readonly id: string; readonly label: { readonly en: string; readonly fr: string } }[]
  readonly lines: readonly DraftLine[]
}

/** A summary while a person corrects it. */
export interface SummaryDraft {
  readonly baseRevision: number
  readonly fields: readonly DraftField[]
  readonly dispositionId: string
  readonly isDirty: boolean
}

export type DraftAction =
  | { readonly type: 'load'; readonly summary: Summary }
  | { readonly type: 'rebase'; readonly revision: number }
  /** What this person had typed before the browser was closed. */
  | { readonly type: 'resume'; readonly edit: SummaryEdit; readonly baseRevision: number }
  | { readonly type: 'edit-line'; readonly field: string; readonly key: string; readonly text: string }
  | { readonly type: 'add-line'; readonly field: string; readonly key: string }
  | { readonly type: 'remove-line'; readonly field: string; readonly key: string }
  /** Of a field with choices; an empty id takes the choice back. */
  | { readonly type: 'choose'; readonly field: string; readonly key: string; readonly choiceId: string; readonly text: string }
  | { readonly type: 'choose-disposition'; readonly dispositionId: string }

export function draftOf(summary: Summary): SummaryDraft {
  return {
    baseRevision: summary.revision,
    fields: fieldsOf(summary),
    dispositionId: summary.disposition?.dispositionId ?? '',
    isDirty: false,
  }
}

/** Whatever there is to show and to fill: a call that was cut before anything was written has room for notes. */
export function fieldsOf({ fields }: Summary): readonly DraftField[] {
  return (fields.length === 0 ? [notesField] : fields).map(fieldOf)
}

function fieldOf({ fieldId, label, type, required, choices, lines }: SummaryField): DraftField {
  return {
    id: fieldId,
    label: labelOf(label, fieldId),
    type,
    isRequired: required,
    choices: choices.map((choice) => ({ id: choice.choiceId, label: labelOf(choice.label, choice.choiceId) })),
    lines: lines.map(lineOf),
  }
}

function labelOf(label: { readonly en: string; readonly fr: string } | undefined, id: string): DraftField['label'] {
  return { en: label?.en ?? id, fr: label?.fr ?? id }
}

function lineOf({ lineId, text, value, evidence, confidence, writtenByPerson }: SummaryLine): DraftLine {
  return { key: lineId, lineId, text, value, originalText: text, evidence, confidence, writtenByPerson }
}

/** Pure. */
export function reduceDraft(draft: SummaryDraft, action: DraftAction): SummaryDraft {
  switch (action.type) {
    case 'load':
      return draftOf(action.summary)
    case 'rebase':
      return { ...draft, baseRevision: action.revision }
    case 'resume':
      return resume(draft, action.edit, action.baseRevision)
    case 'edit-line':
      return withLines(draft, action.field, (lines) =>
        // What was read in the words before isn't what these say.
        lines.map((line) => (line.key === action.key ? { ...line, text: action.text, value: '' } : line)),
      )
    case 'add-line':
      return withLines(draft, action.field, (lines) => [...lines, personsLine(action.key)])
    case 'remove-line':
      return withLines(draft, action.field, (lines) => lines.filter(({ key }) => key !== action.key))
    case 'choose':
      return withLines(draft, action.field, (lines) => {
        if (action.choiceId === '') return []
        const [line = personsLine(action.key)] = lines
        return [{ ...line, value: action.choiceId, text: action.text }]
      })
    case 'choose-disposition':
      return { ...draft, dispositionId: action.dispositionId, isDirty: true }
  }
}

function withLines(draft: SummaryDraft, field: string, change: (lines: readonly DraftLine[]) => readonly DraftLine[]): SummaryDraft {
  const fields = draft.fields.map((each) => (each.id === field ? { ...each, lines: change(each.lines) } : each))
  return { ...draft, fields, isDirty: true }
}

/** What was typed takes the place of what was written; evidence and sureness stay those of the lines that are still there. */
function resume(draft: SummaryDraft, edit: SummaryEdit, baseRevision: number): SummaryDraft {
  const fields = draft.fields.map((field) => {
    const typed = edit.fields.find(({ fieldId }) => fieldId === field.id)
    if (typed === undefined) return field
    const lines = typed.lines.map(({ lineId, text, value }, index): DraftLine => {
      const known = field.lines.find((line) => line.lineId === lineId)
      return known === undefined ? { ...personsLine(`resumed-${index}`), text, value } : { ...known, text, value }
    })
    return { ...field, lines }
  })
  return { baseRevision, fields, dispositionId: edit.dispositionId, isDirty: true }
}

function personsLine(key: string): DraftLine {
  return { key, lineId: undefined, text: '', value: '', originalText: '', evidence: [], confidence: 1, writtenByPerson: true }
}

/** Whether a field takes another line: only lists have several. */
export function takesAnotherLine({ type, lines }: DraftField): boolean {
  return type === SummaryFieldType.LIST || (type !== SummaryFieldType.CHOICE && lines.length === 0)
}

/** Whose words a line holds. A line that a person has touched is the person's. */
export function isPersons(line: DraftLine): boolean {
  return line.writtenByPerson || line.text !== line.originalText
}

/** Fields that the organisation wants filled, and that aren't. */
export function missingFields({ fields }: SummaryDraft): readonly DraftField[] {
  return fields.filter(({ isRequired, lines }) => isRequired && lines.every(({ text }) => text.trim() === ''))
}

/** What is known so far, field by field, as plain text; fields without lines are left out. */
export function transferText(fields: readonly DraftField[], language: 'fr' | 'en'): string {
  return fields
    .filter(({ lines }) => lines.length > 0)
    .map(({ label, lines }) => [label[language], ...lines.map(({ text }) => `- ${text}`)].join('\n'))
    .join('\n\n')
}

export interface SummaryEdit {
  readonly fields: readonly {
    readonly fieldId: string
    readonly lines: readonly {
      readonly lineId?: string | undefined
      readonly text: string
      readonly value: string
      readonly evidence: readonly EvidenceEdit[]
    }[]
  }[]
  readonly dispositionId: string
}
type EvidenceEdit = Pick<Evidence, 'utteranceId' | 'charStart' | 'charEnd' | 'startMs' | 'endMs'>

/** What the server is sent: the whole summary. Lines left empty are left out. */
export function editOf(draft: SummaryDraft): SummaryEdit {
  return {
    fields: draft.fields.map(({ id, lines }) => ({
      fieldId: id,
      lines: lines
        .filter(({ text }) => text.trim() !== '')
        .map(({ lineId, text, value, evidence }) => ({
          ...(lineId === undefined ? {} : { lineId }),
          text: text.trim(),
          value,
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
