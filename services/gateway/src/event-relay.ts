import { toJson } from '@bufbuild/protobuf'
import { type CallEvent, CallEventSchema, type NativeServerMessage, SummaryState } from '@souffleur/proto'

/** The little of a WebSocket that a relay needs. */
export interface RelaySocket {
  /** Bytes accepted by `send` and not yet by the network. */
  readonly bufferedAmount: number
  send(data: string): void
}

export interface RelayLimits {
  readonly relaySoftLimitBytes: number
  readonly relayHardLimitBytes: number
}

/** `left-out`: a partial transcript, which the next one replaces anyway. `stuck`: the peer doesn't read. */
export type RelayOutcome = 'sent' | 'left-out' | 'stuck'

export function relayEvent(socket: RelaySocket, event: CallEvent, limits: RelayLimits): RelayOutcome {
  if (socket.bufferedAmount > limits.relayHardLimitBytes) return 'stuck'
  if (event.body.case === 'partialTranscript' && socket.bufferedAmount > limits.relaySoftLimitBytes) return 'left-out'
  const json = toJson(CallEventSchema, event)
  return sendMessage(socket, { type: 'event', event: { ...(json as Record<string, unknown>) } }, limits)
}

export function sendMessage(socket: RelaySocket, message: NativeServerMessage, limits: RelayLimits): 'sent' | 'stuck' {
  if (socket.bufferedAmount > limits.relayHardLimitBytes) return 'stuck'
  socket.send(JSON.stringify(message))
  return 'sent'
}

/** Nothing more is written about a call after its complete summary. */
export function completesSummary(event: CallEvent): boolean {
  return event.body.case === 'summaryUpdated' && event.body.value.summary?.state === SummaryState.COMPLETE
}
