import * as z from 'zod'

/**
 * What Twilio says on a Media Stream, one JSON text a message. Numbers come as strings. Fields that aren't read are left out here.
 * Source: https://www.twilio.com/docs/voice/media-streams/websocket-messages
 */

/** A count or milliseconds. Platforms that speak the same protocol write some of them as numbers. */
const count = z.union([
  z
    .string()
    .regex(/^\d{1,12}$/)
    .transform(Number),
  z.int().min(0).max(1e12),
])

/** Two letters and 32 hexadecimal digits; platforms that speak the same protocol have other forms. */
const sid = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/)

const trackNames = ['inbound', 'outbound'] as const
export type TrackName = (typeof trackNames)[number]

export const startMessage = z.object({
  event: z.literal('start'),
  start: z.object({
    streamSid: sid,
    accountSid: sid,
    callSid: sid,
    tracks: z
      .array(z.enum(trackNames))
      .min(1)
      .max(2)
      .refine((names) => new Set(names).size === names.length, 'tracks must differ'),
    /** Absent when the stream's TwiML has no `<Parameter>`. */
    customParameters: z.record(z.string(), z.string()).nullish(),
    mediaFormat: z.object({ encoding: z.string().max(64), sampleRate: count, channels: count }),
  }),
})
export type StreamStart = z.infer<typeof startMessage>['start']

export const mediaMessage = z.object({
  event: z.literal('media'),
  media: z.object({
    track: z.string().max(64),
    /** Of its track, from 1 on. */
    chunk: count,
    /** Milliseconds since the stream's start, of the payload's first sample. */
    timestamp: count,
    /** Base64. */
    payload: z.string(),
  }),
})
export type StreamMedia = z.infer<typeof mediaMessage>['media']

/** Messages that say no more than their name. */
export const namedMessage = z.object({ event: z.string().max(64) })
