import { fromJson } from '@bufbuild/protobuf'
import {
  type CallEvent,
  CallEventSchema,
  type ChannelAccount,
  type ChannelTranscribed,
  channelName,
  channelNames,
  GapReason,
} from '@souffleur/proto'
import * as z from 'zod'
import type { Database } from '../storage/database.ts'
import { type EventJson, findCall, listEventsOfKinds } from './call-repository.ts'
import { callStates } from './call-row.ts'

const gapReasons = ['lost', 'paused', 'dropped', 'unknown'] as const

/** Samples are counted at the channel's own rate, `samplesHeard` and `samplesSpeech` at 16 kHz. No words. */
export const accountingBody = z.object({
  callId: z.string(),
  state: z.enum(callStates),
  durationMs: z.number().nullable(),
  channels: z.array(
    z.object({
      channel: z.enum(channelNames),
      /** received = forwarded + paused + dropped; null until the call has ended. */
      received: z
        .object({
          frames: z.number(),
          framesDuplicate: z.number(),
          framesOutOfOrder: z.number(),
          samples: z.number(),
          samplesForwarded: z.number(),
          samplesPaused: z.number(),
          samplesDropped: z.number(),
          samplesLost: z.number(),
        })
        .nullable(),
      /** Null until the transcript is complete. */
      transcribed: z.object({ samplesHeard: z.number(), samplesSpeech: z.number(), utterances: z.number() }).nullable(),
    }),
  ),
  gaps: z.array(z.object({ channel: z.enum(channelNames), reason: z.enum(gapReasons), count: z.number(), lengthMs: z.number() })),
})
export type CallAccounting = z.infer<typeof accountingBody>

/** What became of every sample of a call's audio, as stored. Undefined for an unknown call. */
export async function readAccounting(database: Database, callId: string): Promise<CallAccounting | undefined> {
  const call = await findCall(database, callId)
  if (call === undefined) return undefined
  const events = (await listEventsOfKinds(database, callId, ['callEnded', 'transcriptCompleted', 'audioGapNoted'])).map(readEvent)
  return { callId, state: call.state, durationMs: call.durationMs, channels: channelsOf(events), gaps: gapsOf(events) }
}

function channelsOf(events: readonly CallEvent[]): CallAccounting['channels'] {
  const received = new Map<string, ChannelAccount>()
  const transcribed = new Map<string, ChannelTranscribed>()
  for (const { body } of events) {
    if (body.case === 'callEnded') for (const account of body.value.accounts) received.set(channelName(account.channel), account)
    if (body.case === 'transcriptCompleted') for (const heard of body.value.channels) transcribed.set(channelName(heard.channel), heard)
  }
  return channelNames
    .filter((channel) => received.has(channel) || transcribed.has(channel))
    .map((channel) => ({ channel, received: receivedOf(received.get(channel)), transcribed: transcribedOf(transcribed.get(channel)) }))
}

function receivedOf(account: ChannelAccount | undefined): CallAccounting['channels'][number]['received'] {
  if (account === undefined) return null
  return {
    frames: account.framesReceived,
    framesDuplicate: account.framesDuplicate,
    framesOutOfOrder: account.framesOutOfOrder,
    samples: account.samplesReceived,
    samplesForwarded: account.samplesForwarded,
    samplesPaused: account.samplesPaused,
    samplesDropped: account.samplesDropped,
    samplesLost: account.samplesLost,
  }
}

function transcribedOf(heard: ChannelTranscribed | undefined): CallAccounting['channels'][number]['transcribed'] {
  if (heard === undefined) return null
  const { samplesHeard, samplesSpeech, utterances } = heard
  return { samplesHeard, samplesSpeech, utterances }
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
