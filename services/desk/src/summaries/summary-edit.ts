import { create } from '@bufbuild/protobuf'
import { err, ok, type Result } from '@souffleur/flow'
import {
  type Disposition,
  DispositionSchema,
  type Evidence,
  EvidenceSchema,
  notesField,
  type Summary,
  type SummaryField,
  SummaryFieldSchema,
  SummaryFieldType,
  type SummaryLine,
  SummaryLineSchema,
} from '@souffleur/proto'
import * as z from 'zod'

const evidence = z.object({
  utteranceId: z.string().min(1).max(128),
  charStart: z.number().int().min(0),
  charEnd: z.number().int().min(1),
  startMs: z.number().int().min(0).max(0xffff_ffff),
  endMs: z.number().int().min(0).max(0xffff_ffff),
})

/** A field that no template typed may have as many as a list. */
const severalLines: readonly SummaryFieldType[] = [SummaryFieldType.LIST, SummaryFieldType.UNSPECIFIED]

const line = z.object({
  /** Of a line that was there before; absent for a new one. */
  lineId: z.string().min(1).max(128).optional(),
  text: z.string().trim().min(1).max(2000),
  /** Of a choice: its id. */
  value: z.string().max(300).default(''),
  evidence: z.array(evidence).max(50),
})

/** A summary as a person sends it: whole, not a difference. Fields left out are empty; which fields there are is the template's matter. */
export const summaryEdit = z.object({
  fields: z
    .array(z.object({ fieldId: z.string().min(1).max(64), lines: z.array(line).max(100) }))
    .max(40)
    .refine((fields) => new Set(fields.map(({ fieldId }) => fieldId)).size === fields.length, 'each field once'),
  /** Empty when the call has no outcome of the catalogue. */
  dispositionId: z.string().max(128),
})
export type SummaryEdit = z.infer<typeof summaryEdit>
type LineEdit = z.infer<typeof line>

export interface EditContext {
  /** Text of the call's utterances that the edit refers to. */
  readonly utterances: ReadonlyMap<string, string>
  readonly dispositionIds: ReadonlySet<string>
  newLineId(): string
}

/** What is wrong with an edit, in words for the sender: ids and positions, never what was said. */
export type EditProblem = string

/**
 * The fields and the disposition of a summary after a person's edit. A line that the person left as it was stays Souffleur's,
 * with its confidence; any other is the person's. Every evidence must point into the text of an utterance of this call, or stand in
 * the summary already: words go before summaries, or are never written down. Only a person's line may have none.
 */
export function applyEdit(
  base: Summary,
  edit: SummaryEdit,
  context: EditContext,
): Result<Pick<Summary, 'fields' | 'disposition'>, EditProblem> {
  const problem = evidenceProblem(edit, base, context.utterances)
  if (problem !== undefined) return err(problem)
  if (edit.dispositionId !== '' && !context.dispositionIds.has(edit.dispositionId)) return err('dispositionId: not in the catalogue')
  const before = new Map(base.fields.flatMap(({ lines }) => lines.map((known) => [known.lineId, known] as const)))
  const taken = new Set<string>()
  const fields: SummaryField[] = []
  const known = base.fields.length === 0 ? [notesField] : base.fields
  const unknown = edit.fields.find(({ fieldId }) => !known.some((field) => field.fieldId === fieldId))
  if (unknown !== undefined) return err(`field ${unknown.fieldId}: not in this summary`)
  for (const field of known) {
    const lines = edit.fields.find(({ fieldId }) => fieldId === field.fieldId)?.lines ?? []
    const edited: SummaryLine[] = []
    for (const sent of lines) {
      const merged = mergeLine(sent, before.get(sent.lineId ?? ''), context)
      if (taken.has(merged.lineId)) return err(`line ${merged.lineId}: twice`)
      if (merged.evidence.length === 0 && !merged.writtenByPerson) return err(`line ${merged.lineId}: has lost its evidence`)
      taken.add(merged.lineId)
      edited.push(merged)
    }
    if (edited.length > 1 && !severalLines.includes(field.type)) return err(`field ${field.fieldId}: one line at most`)
    const stray = edited.find(({ value }) => field.choices.length > 0 && !field.choices.some(({ choiceId }) => choiceId === value))
    if (stray !== undefined) return err(`line ${stray.lineId}: not one of the choices of field ${field.fieldId}`)
    fields.push(create(SummaryFieldSchema, { ...field, lines: edited }))
  }
  return ok({ fields, disposition: editDisposition(base.disposition, edit.dispositionId) })
}

/** Ids of the utterances that an edit points at, each once. */
export function utterancesCited(edit: SummaryEdit): string[] {
  const ids = edit.fields.flatMap(({ lines }) => lines.flatMap((sent) => sent.evidence.map(({ utteranceId }) => utteranceId)))
  return [...new Set(ids)]
}

function mergeLine(sent: LineEdit, before: SummaryLine | undefined, context: EditContext): SummaryLine {
  const sentEvidence = sent.evidence.map((part) => create(EvidenceSchema, part))
  if (before === undefined) {
    return create(SummaryLineSchema, {
      lineId: context.newLineId(),
      text: sent.text,
      value: sent.value,
      evidence: sentEvidence,
      confidence: 1,
      writtenByPerson: true,
    })
  }
  const sameText = sent.text === before.text.trim() && (sent.value === '' || sent.value === before.value)
  if (sameText && sameEvidence(sentEvidence, before.evidence)) return before
  return create(SummaryLineSchema, {
    lineId: before.lineId,
    text: sent.text,
    // Souffleur's reading of words that are no longer there isn't kept; the choice that a person makes is.
    value: sent.value === '' && sameText ? before.value : sent.value,
    ...(before.promise === undefined ? {} : { promise: before.promise }),
    earlierValues: sameText ? before.earlierValues : [],
    evidence: sentEvidence,
    confidence: sameText ? before.confidence : 1,
    writtenByPerson: before.writtenByPerson || !sameText,
  })
}

function editDisposition(before: Disposition | undefined, dispositionId: string): Disposition {
  if (before?.dispositionId === dispositionId) return before
  return create(DispositionSchema, { dispositionId, confidence: dispositionId === '' ? 0 : 1 })
}

function evidenceProblem(edit: SummaryEdit, base: Summary, utterances: ReadonlyMap<string, string>): EditProblem | undefined {
  const known = new Set(base.fields.flatMap(({ lines }) => lines.flatMap((line) => line.evidence.map(placeOf))))
  for (const { lines } of edit.fields) {
    for (const part of lines.flatMap((sent) => sent.evidence)) {
      if (known.has(placeOf(part))) continue
      const text = utterances.get(part.utteranceId)
      if (text === undefined) return `evidence ${part.utteranceId}: no utterance of this call`
      if (part.charStart >= part.charEnd || part.charEnd > text.length) return `evidence ${part.utteranceId}: range outside the text`
      if (part.startMs > part.endMs) return `evidence ${part.utteranceId}: ends before it starts`
    }
  }
  return undefined
}

function sameEvidence(one: readonly Evidence[], other: readonly Evidence[]): boolean {
  return one.length === other.length && one.every((part, index) => placeOf(part) === placeOf(other[index]))
}

function placeOf(part: z.infer<typeof evidence> | undefined): string {
  return part === undefined ? '' : `${part.utteranceId} ${part.charStart} ${part.charEnd} ${part.startMs} ${part.endMs}`
}
