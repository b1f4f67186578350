import { fromBinary, toBinary } from '@bufbuild/protobuf'
import { type AudioBatch, AudioBatchSchema, type CallEvent, CallEventSchema } from '@souffleur/proto'

/** What a stream holds at one id: parts of one call, in their order. */
export interface Entry {
  readonly id: string
  /** Bytes that the stream had been given before. */
  readonly startBytes: number
  readonly traceparent: string | undefined
  readonly parts: readonly Uint8Array[]
}

export const encodeBatch = (batch: AudioBatch): Uint8Array => toBinary(AudioBatchSchema, batch)
export const decodeBatch = (bytes: Uint8Array): AudioBatch => fromBinary(AudioBatchSchema, bytes)
export const encodeEvent = (event: CallEvent): Uint8Array => toBinary(CallEventSchema, event)
export const decodeEvent = (bytes: Uint8Array): CallEvent => fromBinary(CallEventSchema, bytes)

/** @param reply of XRANGE, XREAD or XREADGROUP: pairs of an id and its fields, which are absent when the entry has been trimmed. */
export function readEntries(reply: unknown): Entry[] {
  return listOf(reply).map((pair) => {
    const [id, fields] = listOf(pair)
    let startBytes = 0
    let traceparent: string | undefined
    const parts: Uint8Array[] = []
    const flat = fields == null ? [] : listOf(fields)
    for (let at = 0; at + 1 < flat.length; at += 2) {
      const [name, value] = [textOf(flat[at]), flat[at + 1]]
      if (name === 'c') startBytes = Number(textOf(value))
      else if (name === 't') traceparent = traceparentOf(textOf(value))
      else if (name === 'd' && value instanceof Uint8Array) parts.push(value)
    }
    return { id: textOf(id), startBytes, traceparent, parts }
  })
}

export function bytesOf({ parts }: Entry): number {
  return parts.reduce((sum, part) => sum + part.byteLength, 0)
}

/** Of the W3C's Trace Context; what has another form isn't passed on. */
export function traceparentOf(text: string | undefined): string | undefined {
  return text !== undefined && /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(text) ? text : undefined
}

export function listOf(reply: unknown): readonly unknown[] {
  if (!Array.isArray(reply)) throw new TypeError('the server’s answer is not a list')
  return reply
}

export function textOf(reply: unknown): string {
  if (reply instanceof Uint8Array) return Buffer.from(reply.buffer, reply.byteOffset, reply.byteLength).toString('latin1')
  return String(reply)
}

/** True when `a` comes before `b`. */
export function isBefore(a: string, b: string): boolean {
  const [aMs = 0, aNumber = 0] = a.split('-').map(Number)
  const [bMs = 0, bNumber = 0] = b.split('-').map(Number)
  return aMs < bMs || (aMs === bMs && aNumber < bNumber)
}
