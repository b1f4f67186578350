import { err, ok, type Result } from '@souffleur/flow'
import type { ErrorCode } from '@souffleur/proto'
import type { SummaryStateName } from '../calls/call-row.ts'

/** What people do to the summary of a call that has ended. */
export type SummaryAction = 'save' | 'approve' | 'edit' | 'reject'

/** The state after an action: the advisor saves, the supervisor decides, and an approval is the supervisor's to take back. */
export function nextSummaryState(state: SummaryStateName, action: SummaryAction): Result<SummaryStateName, ErrorCode> {
  switch (action) {
    case 'save':
      return state === 'approved' ? err('summary.already-approved') : ok('saved')
    case 'approve':
    case 'edit':
      return ok('approved')
    case 'reject':
      return ok('rejected')
  }
}
