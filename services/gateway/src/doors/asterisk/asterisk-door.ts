import { bytesPerEncodedSample } from '@souffleur/audio'
import { CountedSound } from '../counted-sound.ts'
import type { Dialect, Door, DoorConnection } from '../door.ts'
import { authoriseBearers } from '../door-access.ts'
import type { SourceKeys } from '../source-keys.ts'
import { offerOf } from './asterisk-offer.ts'
import { formatNamed, parseControl } from './media-control.ts'

export const ASTERISK_PATH = '/telephony/asterisk'
const NAME = 'asterisk'
/** As in the samples of `websocket_client.conf`. */
const SUBPROTOCOLS = ['media'] as const

/**
 * Asterisk's chan_websocket, with Asterisk as the client: https://docs.asterisk.org/Configuration/Channel-Drivers/WebSocket. One
 * connection carries one channel; the two parties of a call are two connections that name the same `call`. It ends when Asterisk hangs up,
 * which closes the socket.
 */
export function createAsteriskDoor(keys: SourceKeys): Door {
  return {
    name: NAME,
    path: ASTERISK_PATH,
    subprotocols: SUBPROTOCOLS,
    endsByClosing: true,
    authorise: authoriseBearers(NAME, keys),
    open: (connection) => new AsteriskDialect(connection),
  }
}

class AsteriskDialect implements Dialect {
  readonly #connection: DoorConnection
  #sound: CountedSound | undefined

  constructor(connection: DoorConnection) {
    this.#connection = connection
  }

  read(message: Buffer, isBinary: boolean): void {
    const { signals } = this.#connection
    if (!isBinary) this.#readControl(message.toString('utf8'))
    else if (this.#sound === undefined) signals.fail('stream.start-expected')
    else this.#sound.take(0, message)
  }

  /** Nothing that Asterisk is told would change what it does: closing the socket hangs its channel up, and no other. */
  write(): readonly [] {
    return []
  }

  #readControl(text: string): void {
    const { signals } = this.#connection
    const control = parseControl(text)
    switch (control?.event) {
      case undefined:
        signals.fail('stream.message-invalid')
        return
      case 'MEDIA_START':
        this.#start(control?.format)
        return
      case 'HANGUP':
        signals.end()
        return
      case 'ERROR':
        signals.remark('stream.peer-error')
        return
      // What was never asked for, and keys, which may be a card's digits.
      case 'DTMF_END':
      case 'MEDIA_BUFFERING_COMPLETED':
      case 'MEDIA_MARK_PROCESSED':
      case 'MEDIA_XOFF':
      case 'MEDIA_XON':
      case 'QUEUE_DRAINED':
      case 'STATUS':
        return
      default:
        signals.remark('stream.message-unknown')
    }
  }

  #start(name = ''): void {
    const { request, signals, source } = this.#connection
    const format = formatNamed(name)
    if (format === undefined || this.#sound !== undefined) {
      signals.fail(this.#sound === undefined ? 'stream.media-unsupported' : 'stream.message-invalid')
      return
    }
    const offer = offerOf(request.url ?? '', format, source?.id ?? '')
    if (!offer.ok) {
      signals.fail(offer.error)
      return
    }
    const { encoding, sampleRate: sampleRateHz } = format
    this.#sound = new CountedSound(signals, { bytesPerSample: bytesPerEncodedSample(encoding), sampleRateHz })
    signals.offer(offer.value)
  }
}
