import { type ChannelName, channelNames } from '@souffleur/proto'
import * as z from 'zod'

/** A stretch of a channel, in milliseconds since the call's start. */
export interface Span {
  readonly channel: ChannelName
  readonly startMs: number
  readonly endMs: number
}

export interface RecordedUtterance extends Span {
  readonly words: number
  /** From the end of the speech to the text, by the clocks of the processes. */
  readonly latenessMs: number
  readonly atUnixMs: number
}

/** What is stored of a call, as far as a report on faults needs it. No words. */
export interface CallRecord {
  readonly callId: string
  readonly hasEnded: boolean
  readonly utterances: readonly RecordedUtterance[]
  /** Told as lost. */
  readonly gaps: readonly Span[]
  readonly hasSummary: boolean
  readonly transcriptsCompleted: number
}

const channel = z.string().transform((name) => channelNames.find((known) => `CHANNEL_${known.toUpperCase()}` === name) ?? 'mixed')
const event = z.object({
  occurredAtMs: z.number(),
  callStarted: z.unknown().optional(),
  callEnded: z.unknown().optional(),
  transcriptCompleted: z.unknown().optional(),
  utterance: z.object({ channel, startMs: z.number().default(0), endMs: z.number().default(0), text: z.string().default('') }).optional(),
  audioGapNoted: z
    .object({ channel, startMs: z.number().default(0), lengthMs: z.number().default(0), reason: z.string().default('') })
    .optional(),
  summaryUpdated: z.object({ summary: z.object({ state: z.string().default('') }).optional() }).optional(),
})
const page = z.object({ events: z.array(event), next: z.number().nullable() })

/** @throws Error when the server doesn't answer */
export async function readRecord(serverUrl: string, cookie: string, callId: string): Promise<CallRecord | undefined> {
  const events: z.infer<typeof event>[] = []
  for (let after: number | null = 0; after !== null; ) {
    const response = await fetch(`${serverUrl}/api/v1/calls/${callId}?after=${after}`, {
      headers: { cookie },
      signal: AbortSignal.timeout(10_000),
    })
    if (response.status === 404) return undefined
    if (!response.ok) throw new Error(`GET /api/v1/calls: ${response.status}`)
    const read = page.parse(await response.json())
    events.push(...read.events)
    after = read.next
  }
  const startedAtMs = events.find(({ callStarted }) => callStarted !== undefined)?.occurredAtMs ?? 0
  return {
    callId,
    hasEnded: events.some(({ callEnded }) => callEnded !== undefined),
    utterances: events.flatMap(({ utterance, occurredAtMs }) =>
      utterance === undefined
        ? []
        : [
            {
              channel: utterance.channel,
              startMs: utterance.startMs,
              endMs: utterance.endMs,
              words: utterance.text.split(/\s+/).filter(Boolean).length,
              latenessMs: occurredAtMs - startedAtMs - utterance.endMs,
              atUnixMs: occurredAtMs,
            },
          ],
    ),
    gaps: events.flatMap(({ audioGapNoted: gap }) =>
      gap === undefined || gap.reason !== 'GAP_REASON_LOST'
        ? []
        : [{ channel: gap.channel, startMs: gap.startMs, endMs: gap.startMs + gap.lengthMs }],
    ),
    hasSummary: events.some(({ summaryUpdated }) => ['SUMMARY_STATE_COMPLETE'].includes(summaryUpdated?.summary?.state ?? '')),
    transcriptsCompleted: events.filter(({ transcriptCompleted }) => transcriptCompleted !== undefined).length,
  }
}
