import * as z from 'zod'
import { channelNames, encodingNames } from './names.ts'

/**
 * JSON text messages of the native socket `/telephony/stream`. The client says `hello` first and waits for `ready`; binary
 * media frames follow (see media-frame.ts). It closes a call with `end`, and gets the remaining events, then `closed`.
 */
export const sampleRatesHz = [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000] as const

export const nativeHello = z.object({
  type: z.literal('hello'),
  /** Chosen by the server when absent. A call that is running already is refused with `call.duplicate-id`. */
  callId: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/)
    .optional(),
  language: z.enum(['fr', 'en', 'auto']).default('auto'),
  queue: z.string().max(64).default('default'),
  /** User name of the advisor whose screen shows the call. A browser's session decides instead where there is one. */
  advisorId: z.string().max(64).optional(),
  channels: z
    .array(z.enum(channelNames))
    .min(1)
    .max(2)
    .refine((names) => new Set(names).size === names.length, 'channels must differ'),
  encoding: z.enum(encodingNames),
  sampleRate: z.union(sampleRatesHz.map((rate) => z.literal(rate))),
  title: z.string().max(200).default(''),
  synthetic: z.boolean().default(false),
  metadata: z.record(z.string().max(64), z.string().max(512)).default({}),
  /** Ask for this call's events on the same socket. */
  events: z.boolean().default(false),
})
export type NativeHello = z.infer<typeof nativeHello>
/** What a client writes: fields with a default may be left out. */
export type NativeHelloInput = z.input<typeof nativeHello>

export const nativeClientMessage = z.discriminatedUnion('type', [
  nativeHello,
  z.object({ type: z.literal('pause') }),
  z.object({ type: z.literal('resume') }),
  z.object({ type: z.literal('end') }),
  z.object({ type: z.literal('ping'), id: z.string().max(64).optional() }),
])
export type NativeClientMessage = z.infer<typeof nativeClientMessage>

export const nativeServerMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), callId: z.string() }),
  z.object({ type: z.literal('paused') }),
  z.object({ type: z.literal('resumed') }),
  z.object({ type: z.literal('pong'), id: z.string().optional() }),
  /** The JSON form of a `souffleur.v1.CallEvent`. */
  z.object({ type: z.literal('event'), event: z.record(z.string(), z.unknown()) }),
  /** `scope: "frame"` goes on; `scope: "call"` is followed by the socket's closing. */
  z.object({ type: z.literal('error'), code: z.string(), message: z.string(), action: z.string(), scope: z.string() }),
  z.object({ type: z.literal('closed'), callId: z.string() }),
])
export type NativeServerMessage = z.infer<typeof nativeServerMessage>

/** In a call's `metadata`, `given` or `refused`: what the platform's own announcement told the caller, and what they answered. */
export const NOTICE_METADATA = 'recordingNotice'
/** In a call's `metadata`: the id of the sample that it plays, whose sound `GET /api/v1/samples/{id}/audio` has. */
export const SAMPLE_METADATA = 'souffleur.sample'
