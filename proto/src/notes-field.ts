import { create } from '@bufbuild/protobuf'
import { SummaryFieldSchema, SummaryFieldType } from '../gen/souffleur/v1/summary_pb.js'

/** The one field of a summary that no template made: of a call that was cut before anything was written about it. */
export const notesField = create(SummaryFieldSchema, {
  fieldId: 'notes',
  label: { en: 'Notes', fr: 'Notes' },
  type: SummaryFieldType.LIST,
})
