import type { CallOffer } from './call-offer.ts'

/** What a gateway may take and how long it waits. Durations in milliseconds. */
export interface GatewayConfig {
  readonly maxCalls: number
  /** What calls of a queue speak when their offer leaves it open. */
  readonly queueLanguages: ReadonlyMap<string, CallOffer['language']>
  readonly maxCallMs: number
  /** Connections that have not announced their call yet. */
  readonly maxGreetings: number
  /** Audio in one batch on the bus; a longer frame makes a longer batch. */
  readonly batchMs: number
  /** For a connection to announce its call. */
  readonly greetingTimeoutMs: number
  /** For a connection that only tests whether somebody answers. */
  readonly probeTimeoutMs: number
  readonly pingIntervalMs: number
  /** A peer that sends nothing and answers no ping for this long is gone. */
  readonly silentPeerMs: number
  /** After a call's end, how long its socket stays open for the summary. */
  readonly relayTimeoutMs: number
  readonly authoriseTimeoutMs: number
  /** Frames that may wait for an earlier one, a channel. */
  readonly reorderFrames: number
  readonly maxBadFramesInARow: number
  /** At most one report of bad frames a call in this time. */
  readonly badFrameReportMs: number
  /** Gaps that become events, a call; more are only counted. */
  readonly maxGapEvents: number
  /** Unsent bytes on a socket beyond which partial transcripts are left out. */
  readonly relaySoftLimitBytes: number
  /** Unsent bytes on a socket beyond which its call is closed. */
  readonly relayHardLimitBytes: number
  /** Every time-out is looked at this often; audio that a stalled sender leaves half-batched moves on too. */
  readonly sweepMs: number
}

export const defaultGatewayConfig: GatewayConfig = Object.freeze({
  maxCalls: 16,
  queueLanguages: new Map(),
  maxCallMs: 12 * 3_600_000,
  maxGreetings: 64,
  batchMs: 40,
  greetingTimeoutMs: 10_000,
  probeTimeoutMs: 30_000,
  pingIntervalMs: 20_000,
  silentPeerMs: 60_000,
  relayTimeoutMs: 15_000,
  authoriseTimeoutMs: 10_000,
  reorderFrames: 4,
  maxBadFramesInARow: 50,
  badFrameReportMs: 5000,
  maxGapEvents: 1000,
  relaySoftLimitBytes: 256 * 1024,
  relayHardLimitBytes: 4 * 1024 * 1024,
  sweepMs: 250,
})

/** What a platform doesn't know of a call's language, its queue may tell. */
export function languageOfCall(
  { queueLanguages }: Pick<GatewayConfig, 'queueLanguages'>,
  { queue }: Pick<CallOffer, 'queue'>,
  asked: CallOffer['language'],
): CallOffer['language'] {
  return asked === 'auto' ? (queueLanguages.get(queue) ?? 'auto') : asked
}
