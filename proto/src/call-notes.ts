import type { CallStarted } from '../gen/souffleur/v1/call_pb.js'
import { RecordingNotice } from '../gen/souffleur/v1/call_pb.js'
import { channelName } from './names.ts'

/**
 * What is noted of a call on the bus, for processes that take it over in the middle: `channels` (names, separated by commas), `queue`, and `notice`
 * (`given` or `refused`) once something is known of the recording notice.
 */
export function noteOfStart({ channels, queue }: Pick<CallStarted, 'channels' | 'queue'>): Record<string, string> {
  return { channels: channels.map(channelName).join(','), queue }
}

export function noteOfNotice(notice: RecordingNotice): Record<string, string> {
  switch (notice) {
    case RecordingNotice.GIVEN:
      return { notice: 'given' }
    case RecordingNotice.REFUSED:
      return { notice: 'refused' }
    case RecordingNotice.UNSPECIFIED:
      return {}
  }
}
