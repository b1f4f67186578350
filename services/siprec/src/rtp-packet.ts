/** A packet's header fields and sound (RFC 3550 section 5.1). */
export interface RtpPacket {
  readonly payloadType: number
  readonly marker: boolean
  /** 16 bits. */
  readonly sequence: number
  /** 32 bits, in samples. */
  readonly timestamp: number
  readonly ssrc: number
  /** A view of the datagram: copy it to keep it. May be empty. */
  readonly payload: Uint8Array
}

const HEADER_BYTES = 12
const VERSION = 2

/** Undefined for what isn't RTP: RTCP on the same port (RFC 5761), STUN, DTLS and anything malformed. */
export function parseRtp(datagram: Uint8Array): RtpPacket | undefined {
  if (datagram.byteLength < HEADER_BYTES) return undefined
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength)
  const [first, second] = [view.getUint8(0), view.getUint8(1)]
  if (first >> 6 !== VERSION || isRtcp(second)) return undefined
  let start = HEADER_BYTES + 4 * (first & 0x0f)
  if ((first & 0x10) !== 0) {
    if (start + 4 > datagram.byteLength) return undefined
    start += 4 + 4 * view.getUint16(start + 2)
  }
  const padding = (first & 0x20) === 0 ? 0 : view.getUint8(datagram.byteLength - 1)
  const end = datagram.byteLength - padding
  if (start > end || ((first & 0x20) !== 0 && padding === 0)) return undefined
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequence: view.getUint16(2),
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
    payload: datagram.subarray(start, end),
  }
}

/** RTCP's packet types 192 to 223 (RFC 5761 section 4). */
function isRtcp(second: number): boolean {
  return second >= 192 && second <= 223
}
