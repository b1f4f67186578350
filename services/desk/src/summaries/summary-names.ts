import { SummaryState } from '@souffleur/proto'
import type { SummaryStateName } from '../calls/call-row.ts'

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
