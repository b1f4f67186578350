import type { RtpPacket } from './rtp-packet.ts'

/** RFC 3550 appendix A.1: a sequence number further ahead is a stream that began anew. */
const MAX_DROPOUT = 3000
const MAX_MISORDER = 100
const MAX_HELD = 8
const MAX_WAIT_MS = 60

interface Held {
  readonly packet: RtpPacket
  readonly arrivedMs: number
}

export interface ReorderCounts {
  readonly late: number
  readonly duplicate: number
}

/**
 * Puts one stream's packets in order by sequence number. What is in order passes at once; what is ahead waits for what is missing,
 * {@link MAX_HELD} packets or {@link MAX_WAIT_MS} at most, and nothing is made up for what doesn't come.
 */
export class ReorderBuffer {
  readonly #held: Held[] = []
  #next: number | undefined
  #suspect: number | undefined
  #late = 0
  #duplicate = 0

  get counts(): ReorderCounts {
    return { late: this.#late, duplicate: this.#duplicate }
  }

  /** @returns what is in order now. Packets that wait are copied: a socket may use its memory again. */
  push(packet: RtpPacket, nowMs: number): RtpPacket[] {
    const ahead = this.#next === undefined ? 0 : ((packet.sequence - this.#next) << 16) >> 16
    if (ahead > MAX_DROPOUT || ahead < -MAX_MISORDER) return this.#strange(packet)
    this.#suspect = undefined
    if (ahead < 0) {
      this.#late += 1
      return []
    }
    if (ahead === 0) return this.#take(packet)
    this.#hold(packet, nowMs)
    return this.#held.length > MAX_HELD ? this.#skip() : []
  }

  /** What has waited too long, and what follows it. Call it every few 10 milliseconds. */
  release(nowMs: number): RtpPacket[] {
    const waitedTooLong = this.#held.some(({ arrivedMs }) => nowMs - arrivedMs >= MAX_WAIT_MS)
    return waitedTooLong ? this.#skip() : []
  }

  /** Everything that waits. */
  flush(): RtpPacket[] {
    const all = this.#held.splice(0).map(({ packet }) => packet)
    this.#next = undefined
    return all
  }

  #take(packet: RtpPacket): RtpPacket[] {
    const inOrder = [packet]
    this.#next = (packet.sequence + 1) & 0xffff
    for (let first = this.#held[0]; first?.packet.sequence === this.#next; first = this.#held[0]) {
      this.#held.shift()
      inOrder.push(first.packet)
      this.#next = (this.#next + 1) & 0xffff
    }
    return inOrder
  }

  #skip(): RtpPacket[] {
    const first = this.#held.shift()
    return first === undefined ? [] : this.#take(first.packet)
  }

  #hold(packet: RtpPacket, arrivedMs: number): void {
    const place = this.#held.findIndex((held) => ((held.packet.sequence - packet.sequence) << 16) >> 16 >= 0)
    if (place >= 0 && this.#held[place]?.packet.sequence === packet.sequence) {
      this.#duplicate += 1
      return
    }
    const kept = { packet: { ...packet, payload: Uint8Array.from(packet.payload) }, arrivedMs }
    this.#held.splice(place < 0 ? this.#held.length : place, 0, kept)
  }

  /** One strange number may be a stray packet; a second one that follows it is a stream that began anew. */
  #strange(packet: RtpPacket): RtpPacket[] {
    if (packet.sequence !== this.#suspect) {
      this.#suspect = (packet.sequence + 1) & 0xffff
      return []
    }
    this.#suspect = undefined
    return [...this.flush(), ...this.#take(packet)]
  }
}
