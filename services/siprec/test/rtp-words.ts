export interface PacketWords {
  readonly sequence: number
  readonly timestamp: number
  readonly ssrc?: number
  readonly payloadType?: number
  readonly payload?: Uint8Array
  readonly marker?: boolean
}

/** An RTP packet as a telephone sends it. 20 ms of 0x55 when no payload is given. */
export function rtp({
  sequence,
  timestamp,
  ssrc = 1,
  payloadType = 0,
  payload = new Uint8Array(160).fill(0x55),
  marker = false,
}: PacketWords): Buffer {
  const packet = Buffer.alloc(12 + payload.byteLength)
  packet[0] = 0x80
  packet[1] = (marker ? 0x80 : 0) | payloadType
  packet.writeUInt16BE(sequence & 0xffff, 2)
  packet.writeUInt32BE(timestamp >>> 0, 4)
  packet.writeUInt32BE(ssrc, 8)
  packet.set(payload, 12)
  return packet
}
