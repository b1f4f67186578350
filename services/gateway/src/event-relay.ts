import { type CallEvent, SummaryState } from '@souffleur/proto'
import type { CallNotice } from './doors/door.ts'

export interface RelayLimits {
  readonly relaySoftLimitBytes: number
  readonly relayHardLimitBytes: number
}

/** `leave-out`: a partial transcript, which the next one replaces anyway. `stuck`: the peer doesn't read. */
export type RelayVerdict = 'send' | 'leave-out' | 'stuck'

/** What to do with a notice for a peer that has `bufferedBytes` to read still. */
export function judgeNotice(notice: CallNotice, bufferedBytes: number, limits: RelayLimits): RelayVerdict {
  if (bufferedBytes > limits.relayHardLimitBytes) return 'stuck'
  const isPartial = notice.type === 'event' && notice.event.body.case === 'partialTranscript'
  return isPartial && bufferedBytes > limits.relaySoftLimitBytes ? 'leave-out' : 'send'
}

/** Nothing more is written about a call after its complete summary. */
export function completesSummary(event: CallEvent): boolean {
  return event.body.case === 'summaryUpdated' && event.body.value.summary?.state === SummaryState.COMPLETE
}
