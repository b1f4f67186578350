import { CountedSound } from '../counted-sound.ts'
import type { CallNotice, Dialect, PeerSignals } from '../door.ts'
import { audioRateOf, encodeFrame, frameTypes, HEADER_BYTES } from './frame-codec.ts'
import type { TicketedCall } from './ticket-office.ts'

const UUID_BYTES = 16

/**
 * One AudioSocket connection, a frame a message. The call is offered when its first audio comes: only the type of an audio frame says at
 * which rate it is.
 */
export class AudioSocketDialect implements Dialect {
  readonly #signals: PeerSignals
  readonly #callOf: (uuid: string) => TicketedCall | undefined
  #call: TicketedCall | undefined
  #sound: CountedSound | undefined
  #rateHz = 0

  /** @param callOf the call that a UUID stands for; undefined when it stands for none */
  constructor(signals: PeerSignals, callOf: (uuid: string) => TicketedCall | undefined) {
    this.#signals = signals
    this.#callOf = callOf
  }

  read(frame: Buffer): void {
    const [type = frameTypes.error] = frame
    const rateHz = audioRateOf(type)
    if (rateHz !== undefined) this.#readAudio(rateHz, frame)
    else this.#obey(type, frame.subarray(HEADER_BYTES))
  }

  /** A hangup is all that Asterisk understands: on an error frame it would hang up on the customer (`res/res_audiosocket.c`). */
  write(notice: CallNotice): readonly Uint8Array[] {
    const isLast = notice.type === 'closed' || (notice.type === 'error' && notice.isFatal)
    return isLast ? [encodeFrame(frameTypes.hangup)] : []
  }

  #obey(type: number, payload: Buffer): void {
    switch (type) {
      case frameTypes.uuid:
        this.#announce(payload)
        return
      case frameTypes.hangup:
        this.#signals.end()
        return
      case frameTypes.error:
        this.#signals.remark('stream.peer-error')
        return
      // Keys may be a card's digits: they are passed over.
      case frameTypes.dtmf:
        return
      default:
        this.#signals.fail('stream.message-invalid')
    }
  }

  #announce(payload: Buffer): void {
    if (payload.length !== UUID_BYTES || this.#call !== undefined) {
      this.#signals.fail('stream.message-invalid')
      return
    }
    this.#call = this.#callOf(uuidText(payload))
    if (this.#call === undefined) this.#signals.fail('stream.unauthorised')
  }

  /** Asterisk sends no empty frame. Another peer may, to have its call begin before anybody speaks, and gets it back when it has. */
  #readAudio(rateHz: number, frame: Buffer): void {
    if (this.#sound === undefined) this.#offer(rateHz)
    else if (rateHz !== this.#rateHz) this.#signals.fail('stream.media-unsupported')
    if (frame.length === HEADER_BYTES) this.#signals.reply(frame)
    else this.#sound?.take(0, frame.subarray(HEADER_BYTES))
  }

  #offer(rateHz: number): void {
    if (this.#call === undefined || rateHz === 0) {
      this.#signals.fail(this.#call === undefined ? 'stream.start-expected' : 'stream.media-unsupported')
      return
    }
    this.#rateHz = rateHz
    this.#sound = new CountedSound(this.#signals, { bytesPerSample: 2, sampleRateHz: rateHz })
    this.#signals.offer({ ...this.#call, encoding: 'l16', sampleRate: rateHz })
  }
}

function uuidText(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
