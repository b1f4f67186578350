import { SummaryFieldKey, SummaryState } from '@souffleur/proto'
import type { SummaryStateName } from '../calls/call-row.ts'

/** The words of REST and of the database for the enums of the protobuf schema. */
export const summaryFieldKeys = ['reason', 'facts', 'actions', 'commitments', 'resolution', 'followUp'] as const
export type SummaryFieldName = (typeof summaryFieldKeys)[number]

const fieldKeys: Record<SummaryFieldName, SummaryFieldKey> = {
  reason: SummaryFieldKey.REASON,
  facts: SummaryFieldKey.FACTS,
  actions: SummaryFieldKey.ACTIONS,
  commitments: SummaryFieldKey.COMMITMENTS,
  resolution: SummaryFieldKey.RESOLUTION,
  followUp: SummaryFieldKey.FOLLOW_UP,
}

export function summaryFieldKey(name: SummaryFieldName): SummaryFieldKey {
  return fieldKeys[name]
}

/** An unspecified state is a draft: nothing is claimed about it. */
export function summaryStateName(state: SummaryState): SummaryStateName {
  switch (state) {
    case SummaryState.UNSPECIFIED:
    case SummaryState.DRAFT:
      return 'draft'
    case SummaryState.COMPLETE:
      return 'complete'
    case SummaryState.SAVED:
      return 'saved'
    case SummaryState.APPROVED:
      return 'approved'
    case SummaryState.REJECTED:
      return 'rejected'
  }
}
