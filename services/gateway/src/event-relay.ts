import { type CallEvent, SummaryState } from '@souffleur/proto'
import type { CallRelay } from './call-offer.ts'
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

/** Nothing more is written about a call after its complete summary; some peers only wait for the last words. */
export function isLastEvent({ body }: CallEvent, until: CallRelay['until'] = 'summary'): boolean {
  switch (until) {
    case 'summary':
      return body.case === 'summaryUpdated' && body.value.summary?.state === SummaryState.COMPLETE
    case 'transcript':
      return body.case === 'transcriptCompleted'
  }
}
