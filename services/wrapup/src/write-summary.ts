import { create } from '@bufbuild/protobuf'
import {
  DispositionSchema,
  type Summary,
  SummaryFieldKey,
  SummaryFieldSchema,
  type SummaryLine,
  SummarySchema,
  type SummaryState,
} from '@souffleur/proto'
import { type CallNotes, languageOf } from './call-notes.ts'
import type { WrapupCatalogue } from './catalogue.ts'
import { evidenceForWhole } from './evidence.ts'
import { writeActions } from './fields/actions.ts'
import { writeCommitments } from './fields/commitments.ts'
import { writeFacts } from './fields/facts.ts'
import { writeFollowUp } from './fields/follow-up.ts'
import { writeReason } from './fields/reason.ts'
import { writeResolution } from './fields/resolution.ts'
import { type MainIntent, mainIntent } from './main-intent.ts'

/**
 * The summary of what the notes hold. Pure. Every field is present, in the order of the schema; one that nothing in the
 * call supports has no lines. No line is without evidence.
 */
export function writeSummary(notes: CallNotes, catalogue: WrapupCatalogue, revision: number, state: SummaryState): Summary {
  const language = languageOf(notes)
  const intent = mainIntent(notes)
  const { utterances } = notes
  const fields: readonly (readonly [SummaryFieldKey, SummaryLine[]])[] = [
    [SummaryFieldKey.REASON, writeReason(intent, catalogue, language)],
    [SummaryFieldKey.FACTS, writeFacts(utterances, language)],
    [SummaryFieldKey.ACTIONS, writeActions(utterances, language)],
    [SummaryFieldKey.COMMITMENTS, writeCommitments(utterances, language)],
    [SummaryFieldKey.RESOLUTION, writeResolution(utterances, language)],
    [SummaryFieldKey.FOLLOW_UP, writeFollowUp(utterances, language)],
  ]
  return create(SummarySchema, {
    revision,
    state,
    language,
    fields: fields.map(([key, lines]) => create(SummaryFieldSchema, { key, lines })),
    ...proposeDisposition(intent, catalogue),
  })
}

/** The outcome that the catalogue links to the main intent; none when there is no intent. */
function proposeDisposition(intent: MainIntent | undefined, catalogue: WrapupCatalogue): Partial<Pick<Summary, 'disposition'>> {
  const dispositionId = catalogue.intents.find(({ id }) => id === intent?.intentId)?.dispositionId
  if (intent === undefined || dispositionId === undefined) return {}
  const evidence = intent.utterances.map(({ utterance }) => evidenceForWhole(utterance))
  return { disposition: create(DispositionSchema, { dispositionId, confidence: intent.confidence, evidence }) }
}
