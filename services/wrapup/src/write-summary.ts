import { create } from '@bufbuild/protobuf'
import {
  DispositionSchema,
  type Summary,
  type SummaryField,
  SummaryFieldSchema,
  SummaryFieldType,
  type SummaryLine,
  SummarySchema,
  type SummaryState,
} from '@souffleur/proto'
import type { Language } from './analysed-utterance.ts'
import { type CallNotes, languageOf } from './call-notes.ts'
import type { WrapupCatalogue } from './catalogue.ts'
import { type ChosenDisposition, proposeDisposition } from './disposition.ts'
import { evidenceForWhole } from './evidence.ts'
import { writeActs } from './fields/acts.ts'
import { writeFollowUp } from './fields/follow-up.ts'
import { writeReason } from './fields/reason.ts'
import { writeResolution } from './fields/resolution.ts'
import { writeChoice, writeSaid } from './fields/said.ts'
import { writeValue, writeValues } from './fields/values.ts'
import { type MainIntent, mainIntent } from './main-intent.ts'
import { isSupported } from './support.ts'
import type { FieldType, SummaryTemplate, TemplateField } from './template/template.ts'

export interface SummaryOrder {
  readonly catalogue: WrapupCatalogue
  /** What advisors chose in earlier calls. */
  readonly chosen?: readonly ChosenDisposition[]
  readonly template: SummaryTemplate
  readonly templateVersion: number
  readonly revision: number
  readonly state: SummaryState
}

export interface WrittenSummary {
  readonly summary: Summary
  /** Lines that were left out because their evidence didn't bear them out. */
  readonly unsupported: number
}

/** Of a field: what a person can read and save. Of an endless call, the last ones count. */
const MOST_LINES = 60

/**
 * The summary of what the notes hold. Pure. Every field of the template is present, in its order; one that nothing in the call
 * supports has no lines. No line is without evidence, and none says more than its evidence.
 */
export function writeSummary(notes: CallNotes, order: SummaryOrder): WrittenSummary {
  const { catalogue, template, templateVersion, revision, state } = order
  const language = languageOf(notes)
  const intent = mainIntent(notes)
  const utterances = new Map(notes.utterances.map((analysed) => [analysed.utterance.utteranceId, analysed]))
  let unsupported = 0
  const fields = template.fields.map((field) => {
    const written = writeField(field, { notes, intent, catalogue, language })
    const supported = written.filter((line) => isSupported(line, utterances))
    unsupported += written.length - supported.length
    const lines = supported.slice(-MOST_LINES)
    return create(SummaryFieldSchema, {
      fieldId: field.id,
      label: field.label,
      type: fieldTypes[field.type],
      required: field.isRequired,
      lines,
      choices: field.source.kind === 'choice' ? field.source.choices.map(({ id, label }) => ({ choiceId: id, label })) : [],
    })
  })
  const summary = create(SummarySchema, {
    revision,
    state,
    language,
    fields,
    templateId: template.id,
    templateVersion,
    ...dispositionOf(intent, fields, order),
  })
  return { summary, unsupported }
}

const fieldTypes: Record<FieldType, SummaryFieldType> = {
  text: SummaryFieldType.TEXT,
  list: SummaryFieldType.LIST,
  choice: SummaryFieldType.CHOICE,
  date: SummaryFieldType.DATE,
  amount: SummaryFieldType.AMOUNT,
  entity: SummaryFieldType.ENTITY,
}

interface Call {
  readonly notes: CallNotes
  readonly intent: MainIntent | undefined
  readonly catalogue: WrapupCatalogue
  readonly language: Language
}

function writeField({ id, type, source }: TemplateField, { notes: { utterances }, intent, catalogue, language }: Call): SummaryLine[] {
  const place = { fieldId: id, language }
  switch (source.kind) {
    case 'reason':
      return writeReason(utterances, intent, catalogue, place)
    case 'resolution':
      return writeResolution(utterances, place)
    case 'follow-up':
      return writeFollowUp(utterances, place)
    case 'acts':
      return writeActs(utterances, source, place)
    case 'entities':
      return type === 'list' || type === 'text' ? writeValues(utterances, source, place) : writeValue(utterances, source, place)
    case 'said':
      return writeSaid(utterances, source, place)
    case 'choice':
      return writeChoice(utterances, source.choices, place)
  }
}

/** What advisors choose for such calls, with the words that the intent rests on; none when there is no intent. */
function dispositionOf(
  intent: MainIntent | undefined,
  fields: readonly SummaryField[],
  { catalogue, chosen = [] }: SummaryOrder,
): Partial<Pick<Summary, 'disposition'>> {
  if (intent === undefined) return {}
  const said = fields.flatMap(({ lines }) => lines).find(({ value }) => value === 'settled' || value === 'unsettled')?.value
  const resolution = said === 'settled' || said === 'unsettled' ? said : null
  const proposed = proposeDisposition(intent, resolution, { catalogue, chosen })
  if (proposed === undefined) return {}
  const evidence = intent.utterances.map(({ utterance }) => evidenceForWhole(utterance))
  return { disposition: create(DispositionSchema, { ...proposed, evidence }) }
}
