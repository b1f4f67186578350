import { err, ok, type Result } from '@souffleur/flow'
import * as z from 'zod'

/**
 * What an AudioHook client says (protocol version 2). Source: purecloudlabs/audiohook-reference-implementation,
 * `app/audiohook/src/protocol`; `dtmf` and `inputVariables`, which belong to its Audio Connector, from pipecat-ai/pipecat,
 * `serializers/genesys.py`. Fields that nobody here reads are not looked at: a newer client may say more.
 */
export const NULL_UUID = '00000000-0000-0000-0000-000000000000'

/** In either direction; the reference implementation sends and takes no more. */
export const MAX_TEXT_BYTES = 65_535

const uuid = z.guid().transform((id) => id.toLowerCase())
const sequence = z.int().nonnegative()
/** `PT<n>S`, in seconds. */
const duration = z
  .string()
  .max(40)
  .regex(/^PT(?:\d+\.?\d*|\.\d+)S$/)
  .transform((text) => Number(text.slice(2, -1)))
const values = z.record(z.string(), z.unknown())

const header = z.object({
  version: z.literal('2'),
  id: uuid,
  type: z.string().max(64),
  seq: sequence,
  /** Of the last of our messages that the client had read. */
  serverseq: sequence,
  /** Seconds of the stream that the client had processed. */
  position: duration,
  parameters: z.unknown(),
})
export type ClientHeader = Omit<z.infer<typeof header>, 'type' | 'parameters'>

/** One of the formats on offer. What can't be one is passed over. */
export const offeredMedia = z.object({
  type: z.literal('audio'),
  format: z.enum(['PCMU', 'L16']),
  channels: z
    .array(z.enum(['external', 'internal']))
    .min(1)
    .max(2),
  rate: z.literal(8000),
})
export type OfferedMedia = z.infer<typeof offeredMedia>

const open = z.object({
  organizationId: uuid,
  conversationId: uuid,
  participant: z.object({ id: uuid, ani: z.string().default(''), aniName: z.string().default(''), dnis: z.string().default('') }),
  media: z.array(z.unknown()).max(64),
  language: z.string().max(35).optional(),
  supportedLanguages: z.boolean().default(false),
  continuedSessions: z.array(z.object({ id: uuid })).default([]),
  customConfig: values.default({}),
  inputVariables: values.default({}),
})
export type OpenParameters = z.infer<typeof open>

/** `start` and `discarded` in seconds. */
const skipped = z.object({ start: duration, discarded: duration })

const body = z.discriminatedUnion('type', [
  z.object({ type: z.literal('open'), parameters: open }),
  z.object({ type: z.literal('close'), parameters: z.object({ reason: z.string() }) }),
  z.object({ type: z.literal('ping') }),
  z.object({ type: z.literal('paused') }),
  z.object({ type: z.literal('resumed'), parameters: skipped }),
  z.object({ type: z.literal('discarded'), parameters: skipped }),
  z.object({ type: z.literal('update'), parameters: z.object({ language: z.string().max(35) }) }),
  z.object({ type: z.literal('error') }),
  /** Digits may be a card number: they are not even looked at. */
  z.object({ type: z.literal('dtmf') }),
  z.object({ type: z.literal('playback_started') }),
  z.object({ type: z.literal('playback_completed') }),
])
export type ClientBody = z.infer<typeof body> | { readonly type: 'unknown' }

export interface ClientMessage {
  readonly header: ClientHeader
  readonly body: ClientBody
}

const knownTypes = new Set<string>(body.options.map(({ shape }) => shape.type.value))

/** A type that isn't known is no mistake; a known one with the wrong parameters is. */
export function parseClientMessage(data: Buffer): Result<ClientMessage, 'stream.message-invalid'> {
  if (data.byteLength > MAX_TEXT_BYTES) return err('stream.message-invalid')
  const json = parseJson(data)
  const head = header.safeParse(json)
  if (!head.success) return err('stream.message-invalid')
  if (!knownTypes.has(head.data.type)) return ok({ header: head.data, body: { type: 'unknown' } })
  const known = body.safeParse(json)
  return known.success ? ok({ header: head.data, body: known.data }) : err('stream.message-invalid')
}

function parseJson(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8'))
  } catch {
    return undefined
  }
}
