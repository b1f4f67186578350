/**
 * Binary media framing of the native socket, one frame a WebSocket binary message. Big-endian.
 *
 *     byte  0      version, 1
 *     byte  1      channel: index into the hello's `channels`, 0 or 1
 *     bytes 2-3    flags: 0; any other value is refused, so that a later version can give them a meaning
 *     bytes 4-7    sequence, uint32: 0 for the channel's first frame, then one more each
 *     bytes 8-11   position, uint32: samples of this channel before the payload's first, silence and gaps included
 *     bytes 12-    payload: samples in the hello's encoding, at least one, at most {@link MAX_PAYLOAD_BYTES}
 *
 * A uint32 position holds 24 hours at 48 kHz. Golden vectors, good and bad: `proto/vectors/media-frames.json`.
 */
export const MEDIA_FRAME_VERSION = 1
export const MEDIA_HEADER_BYTES = 12
/** One second of 48 kHz 16-bit audio. */
export const MAX_PAYLOAD_BYTES = 96_000

export interface MediaFrame {
  /** Index into the hello's `channels`. */
  readonly channelIndex: number
  readonly sequence: number
  readonly positionSamples: number
  readonly payload: Uint8Array
}

export type MediaFrameErrorCode =
  | 'media.frame-truncated'
  | 'media.frame-version'
  | 'media.frame-channel'
  | 'media.frame-flags'
  | 'media.frame-empty'
  | 'media.frame-oversized'

export type DecodedMediaFrame =
  | { readonly ok: true; readonly value: MediaFrame }
  | { readonly ok: false; readonly error: MediaFrameErrorCode }

const MAX_CHANNELS = 2

/** The payload of the result is a view on `bytes`, not a copy. Never throws. */
export function decodeMediaFrame(bytes: Uint8Array): DecodedMediaFrame {
  if (bytes.byteLength < MEDIA_HEADER_BYTES) return { ok: false, error: 'media.frame-truncated' }
  if (bytes[0] !== MEDIA_FRAME_VERSION) return { ok: false, error: 'media.frame-version' }
  const channelIndex = bytes[1] ?? 0
  if (channelIndex >= MAX_CHANNELS) return { ok: false, error: 'media.frame-channel' }
  if (bytes[2] !== 0 || bytes[3] !== 0) return { ok: false, error: 'media.frame-flags' }
  const payload = bytes.subarray(MEDIA_HEADER_BYTES)
  if (payload.byteLength === 0) return { ok: false, error: 'media.frame-empty' }
  if (payload.byteLength > MAX_PAYLOAD_BYTES) return { ok: false, error: 'media.frame-oversized' }
  return {
    ok: true,
    value: { channelIndex, sequence: uint32At(bytes, 4), positionSamples: uint32At(bytes, 8), payload },
  }
}

/** @throws RangeError when a field doesn't fit its bytes: a sender's own mistake. */
export function encodeMediaFrame(frame: MediaFrame): Uint8Array<ArrayBuffer> {
  const { channelIndex, sequence, positionSamples, payload } = frame
  if (channelIndex < 0 || channelIndex >= MAX_CHANNELS) throw new RangeError(`channelIndex ${channelIndex}: 0 or 1`)
  if (!isUint32(sequence)) throw new RangeError(`sequence ${sequence}: expected a uint32`)
  if (!isUint32(positionSamples)) throw new RangeError(`positionSamples ${positionSamples}: expected a uint32`)
  if (payload.byteLength === 0 || payload.byteLength > MAX_PAYLOAD_BYTES) {
    throw new RangeError(`payload of ${payload.byteLength} bytes: expected 1 to ${MAX_PAYLOAD_BYTES}`)
  }
  const bytes = new Uint8Array(MEDIA_HEADER_BYTES + payload.byteLength)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, MEDIA_FRAME_VERSION)
  view.setUint8(1, channelIndex)
  view.setUint32(4, sequence)
  view.setUint32(8, positionSamples)
  bytes.set(payload, MEDIA_HEADER_BYTES)
  return bytes
}

/** A DataView of its own for each frame costs more than the frame's whole check. */
function uint32At(bytes: Uint8Array, at: number): number {
  return (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0
}

function isUint32(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff
}
