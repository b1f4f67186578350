/**
 * Asterisk AudioSocket: a byte of type, two bytes of length (big-endian), and the payload. Sources:
 * https://docs.asterisk.org/Configuration/Channel-Drivers/AudioSocket, and `include/asterisk/res_audiosocket.h` in
 * https://github.com/asterisk/asterisk.
 */
export const frameTypes = { hangup: 0x00, uuid: 0x01, dtmf: 0x03, error: 0xff } as const

/** Signed linear, 16 bits, little-endian, mono. Asterisk has 96 and 192 kHz too (0x17, 0x18), which nobody here reads. */
const audioRatesHz: ReadonlyMap<number, number> = new Map([
  [0x10, 8000],
  [0x11, 12_000],
  [0x12, 16_000],
  [0x13, 24_000],
  [0x14, 32_000],
  [0x15, 44_100],
  [0x16, 48_000],
])
const LAST_AUDIO_TYPE = 0x18

/** Undefined for what isn't audio; 0 for audio at a rate that isn't read. */
export function audioRateOf(type: number): number | undefined {
  return audioRatesHz.get(type) ?? (type > 0x16 && type <= LAST_AUDIO_TYPE ? 0 : undefined)
}

export const HEADER_BYTES = 3
const EMPTY = new Uint8Array(0)

/** @throws RangeError for a payload that no frame can hold. */
export function encodeFrame(type: number, payload: Uint8Array = EMPTY): Buffer {
  if (payload.length > 0xffff) throw new RangeError(`a payload of ${payload.length} bytes`)
  const frame = Buffer.allocUnsafe(HEADER_BYTES + payload.length)
  frame.writeUInt8(type, 0)
  frame.writeUInt16BE(payload.length, 1)
  frame.set(payload, HEADER_BYTES)
  return frame
}

/** Cuts a stream of bytes into frames, headers included. It holds one frame at most: 65,538 bytes. */
export class FrameReader {
  readonly #onFrame: (frame: Buffer) => void
  readonly #header = Buffer.alloc(HEADER_BYTES)
  /** A frame whose end hasn't come yet. */
  #frame: Buffer | undefined
  #filled = 0

  /** @param onFrame gets a view where it can: it may keep it, nobody writes to it again */
  constructor(onFrame: (frame: Buffer) => void) {
    this.#onFrame = onFrame
  }

  /** The stream has ended, or is, within a frame. */
  get isMidFrame(): boolean {
    return this.#filled > 0
  }

  push(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length) {
      const end = this.#filled === 0 ? endOfFrame(chunk, at) : undefined
      if (end === undefined) {
        at = this.#collect(chunk, at)
        continue
      }
      this.#onFrame(chunk.subarray(at, end))
      at = end
    }
  }

  #collect(chunk: Buffer, at: number): number {
    const target = this.#frame ?? this.#header
    const taken = chunk.copy(target, this.#filled, at)
    this.#filled += taken
    if (this.#filled < target.length) return at + taken
    if (this.#frame === undefined) this.#frame = this.#begin()
    if (this.#filled === this.#frame.length) {
      const frame = this.#frame
      this.#frame = undefined
      this.#filled = 0
      this.#onFrame(frame)
    }
    return at + taken
  }

  #begin(): Buffer {
    const frame = Buffer.allocUnsafe(HEADER_BYTES + this.#header.readUInt16BE(1))
    this.#header.copy(frame)
    return frame
  }
}

/** Undefined when the frame goes on beyond the chunk. */
function endOfFrame(chunk: Buffer, at: number): number | undefined {
  if (at + HEADER_BYTES > chunk.length) return undefined
  const end = at + HEADER_BYTES + chunk.readUInt16BE(at + 1)
  return end <= chunk.length ? end : undefined
}
