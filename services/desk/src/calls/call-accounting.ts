import { fromJson } from '@bufbuild/protobuf'
import { type CallEvent, CallEventSchema, type ChannelAccount, channelName, channelNames, GapReason } from '@souffleur/proto'
import * as z from 'zod'
import type { Database } from '../storage/database.ts'
import { type EventJson, findCall, listEventsOfKinds } from './call-repository.ts'
import { callStates } from './call-row.ts'
import { type ChannelLedger, type ChannelTotals, Ledger, unaccountedSamples } from './ledger.ts'

const gapReasons = ['lost', 'paused', 'dropped', 'unknown'] as const

/** Samples are counted at the channel's own rate; `samplesHeard`, `samplesSpeech` and `samplesUnread` at 16 kHz. No words. */
export const accountingBody = z.object({
  callId: z.string(),
  state: z.enum(callStates),
  durationMs: z.number().nullable(),
  /** False while the call runs, or its last words are being written: the figures still grow. */
  final: z.boolean(),
  /**
   * Whether every sample that came in was transcribed, paused, or dropped for a reason that is told. Null until the figures are
   * final, and when it can't be told: the process died during the call, or the record is older than the count.
   */
  balanced: z.boolean().nullable(),
  channels: z.array(
    z.object({
      channel: z.enum(channelNames),
      /** received = forwarded + paused + dropped, of which duplicate and late; null when the gateway has told nothing yet. */
      received: z
        .object({
          frames: z.number(),
          framesForwarded: z.number(),
          framesPaused: z.number(),
          framesDropped: z.number(),
          framesDuplicate: z.number(),
          framesOutOfOrder: z.number(),
          framesReordered: z.number(),
          samples: z.number(),
          samplesForwarded: z.number(),
          samplesPaused: z.number(),
          samplesDropped: z.number(),
          samplesLate: z.number(),
          /** Never came: in no total of the others. */
          samplesLost: z.number(),
        })
        .nullable(),
      /** Forwarded, and dropped on the way because recognition could not keep up. */
      samplesOverflowed: z.number(),
      /** Null until the transcript is complete. */
      transcribed: z
        .object({
          samplesReceived: z.number(),
          samplesHeard: z.number(),
          samplesSpeech: z.number(),
          samplesUnread: z.number(),
          utterances: z.number(),
          words: z.number(),
        })
        .nullable(),
      /** received - transcribed - paused - dropped - overflowed: 0 in a balanced call. Null while `balanced` is. */
      samplesUnaccounted: z.number().nullable(),
    }),
  ),
  /** Frames that could not be read, by code: what they held isn't known. */
  badFrames: z.record(z.string(), z.number()),
  gaps: z.array(z.object({ channel: z.enum(channelNames), reason: z.enum(gapReasons), count: z.number(), lengthMs: z.number() })),
})
export type CallAccounting = z.infer<typeof accountingBody>

/** What a running call's gateway knows of it; undefined when it has no such call. */
export type LiveAccounts = (callId: string) => readonly ChannelAccount[] | undefined

/** What became of every sample of a call's audio, as stored, or as far as the gateway has come. Undefined for an unknown call. */
export async function readAccounting(database: Database, callId: string, liveAccounts: LiveAccounts): Promise<CallAccounting | undefined> {
  const call = await findCall(database, callId)
  if (call === undefined) return undefined
  const events = (await listEventsOfKinds(database, callId, ['callEnded', 'transcriptCompleted', 'audioGapNoted'])).map(readEvent)
  const ledger = new Ledger()
  for (const event of events) ledger.enter(event)
  const live = call.state === 'live' ? liveAccounts(callId) : undefined
  if (live !== undefined) ledger.enterLive(live)
  const final = call.state === 'ended' && (ledger.isComplete || !ledger.isKnown)
  const canBeTold = final && ledger.isKnown
  const channels = ledger.channels().map((channel) => channelBody(channel, canBeTold))
  return {
    callId,
    state: call.state,
    durationMs: call.durationMs,
    final,
    balanced: canBeTold ? channels.every(({ samplesUnaccounted }) => samplesUnaccounted === 0) : null,
    channels,
    badFrames: ledger.badFrames,
    gaps: gapsOf(events),
  }
}

function channelBody(ledger: ChannelLedger, canBeTold: boolean): CallAccounting['channels'][number] {
  const { channel, received, transcribed, samplesOverflowed } = ledger
  return {
    channel: channelName(channel),
    received: received === undefined ? null : receivedBody(received),
    samplesOverflowed,
    transcribed: transcribed ?? null,
    samplesUnaccounted: canBeTold ? unaccountedSamples(ledger) : null,
  }
}

function receivedBody(totals: ChannelTotals): NonNullable<CallAccounting['channels'][number]['received']> {
  return {
    frames: totals.framesReceived,
    framesForwarded: totals.framesForwarded,
    framesPaused: totals.framesPaused,
    framesDropped: totals.framesDropped,
    framesDuplicate: totals.framesDuplicate,
    framesOutOfOrder: totals.framesOutOfOrder,
    framesReordered: totals.framesReordered,
    samples: totals.samplesReceived,
    samplesForwarded: totals.samplesForwarded,
    samplesPaused: totals.samplesPaused,
    samplesDropped: totals.samplesDropped,
    samplesLate: totals.samplesLate,
    samplesLost: totals.samplesLost,
  }
}

function gapsOf(events: readonly CallEvent[]): CallAccounting['gaps'] {
  const gaps = new Map<string, CallAccounting['gaps'][number]>()
  for (const { body } of events) {
    if (body.case !== 'audioGapNoted') continue
    const channel = channelName(body.value.channel)
    const reason = gapReasonName(body.value.reason)
    const known = gaps.get(`${channel} ${reason}`) ?? { channel, reason, count: 0, lengthMs: 0 }
    gaps.set(`${channel} ${reason}`, { ...known, count: known.count + 1, lengthMs: known.lengthMs + body.value.lengthMs })
  }
  return [...gaps.values()]
}

function gapReasonName(reason: GapReason): (typeof gapReasons)[number] {
  switch (reason) {
    case GapReason.LOST:
      return 'lost'
    case GapReason.PAUSED:
      return 'paused'
    case GapReason.DROPPED:
      return 'dropped'
    case GapReason.UNSPECIFIED:
      return 'unknown'
  }
}

function readEvent(event: EventJson): CallEvent {
  return fromJson(CallEventSchema, jsonValue.parse(event), { ignoreUnknownFields: true })
}

const jsonValue = z.json()
