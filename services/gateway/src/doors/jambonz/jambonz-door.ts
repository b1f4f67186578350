import { bytesPerEncodedSample } from '@souffleur/audio'
import { errorCatalogue } from '@souffleur/proto'
import { CountedSound } from '../counted-sound.ts'
import type { CallNotice, Dialect, Door, PeerSignals } from '../door.ts'
import { authoriseBearers } from '../door-access.ts'
import type { SourceKeys } from '../source-keys.ts'
import { callAttributes, laterText } from './jambonz-messages.ts'
import { offerOf } from './jambonz-offer.ts'

export const JAMBONZ_PATH = '/telephony/jambonz'
const NAME = 'jambonz'

/**
 * The name in jambonz' documentation; mod_audio_fork's own, to which jambonz' SDK answers too (https://www.npmjs.com/package/@jambonz/sdk);
 * and one that installations set by MOD_AUDIO_FORK_SUBPROTOCOL_NAME.
 */
const SUBPROTOCOLS = ['audio.jambonz.org', 'audio.drachtio.org', 'audiostream.drachtio.org'] as const

/** What platforms say during a call that means nothing here. Keys that people press may be a card's digits: they are passed over. */
const passedOver: readonly (string | undefined)[] = ['dtmf', 'mark', 'playDone']

/**
 * The verb `listen` of jambonz (https://docs.jambonz.org/verbs/verbs/listen), and FreeSWITCH's mod_audio_fork, on which it is built
 * (https://github.com/jambonz/freeswitch-modules). A call ends when its socket is closed.
 */
export function createJambonzDoor(keys: SourceKeys): Door {
  return {
    name: NAME,
    path: JAMBONZ_PATH,
    subprotocols: SUBPROTOCOLS,
    endsByClosing: true,
    authorise: authoriseBearers(NAME, keys),
    open: ({ signals }) => new JambonzDialect(signals),
  }
}

class JambonzDialect implements Dialect {
  readonly #signals: PeerSignals
  #channels = 0
  #sound: CountedSound | undefined

  constructor(signals: PeerSignals) {
    this.#signals = signals
  }

  read(message: Buffer, isBinary: boolean): void {
    if (isBinary) this.#readSound(message)
    else if (this.#sound === undefined) this.#readAttributes(parseJson(message))
    else this.#readLaterText(parseJson(message))
  }

  /** mod_audio_fork makes an event of an error, by which a dialplan may know why its fork was closed. */
  write(notice: CallNotice): readonly string[] {
    if (notice.type !== 'error' || !notice.isFatal) return []
    const { code } = notice
    return [JSON.stringify({ type: 'error', data: { code, message: errorCatalogue[code].message.en } })]
  }

  #readAttributes(json: unknown): void {
    const parsed = callAttributes.safeParse(json)
    const offer = parsed.success ? offerOf(parsed.data) : undefined
    if (offer === undefined) {
      this.#signals.fail(parsed.success ? 'stream.media-unsupported' : 'stream.message-invalid')
      return
    }
    const { channels, encoding, sampleRate: sampleRateHz } = offer
    this.#channels = channels.length
    this.#sound = new CountedSound(this.#signals, { bytesPerSample: bytesPerEncodedSample(encoding), sampleRateHz }, channels.length)
    this.#signals.offer(offer)
  }

  #readLaterText(json: unknown): void {
    const text = laterText.safeParse(json)
    if (!text.success) this.#signals.fail('stream.message-invalid')
    else if (!passedOver.includes(text.data.event ?? text.data.type)) this.#signals.remark('stream.message-unknown')
  }

  #readSound(sound: Buffer): void {
    if (this.#sound === undefined) this.#signals.fail('stream.start-expected')
    // mod_audio_fork's `graceful-shutdown`: it waits for what is still to be said, and nothing is.
    else if (sound.length === 0) this.#signals.end()
    else if (this.#channels === 1) this.#sound.take(0, sound)
    else this.#takeBoth(this.#sound, sound)
  }

  #takeBoth(counted: CountedSound, sound: Buffer): void {
    if (sound.length % 4 !== 0) {
      counted.miss(Math.floor(sound.length / 4))
      this.#signals.badFrame('media.frame-misaligned')
      return
    }
    const left = Buffer.allocUnsafe(sound.length / 2)
    const right = Buffer.allocUnsafe(sound.length / 2)
    for (let from = 0, to = 0; from < sound.length; from += 4, to += 2) {
      left[to] = sound[from] ?? 0
      left[to + 1] = sound[from + 1] ?? 0
      right[to] = sound[from + 2] ?? 0
      right[to + 1] = sound[from + 3] ?? 0
    }
    counted.take(0, left)
    counted.take(1, right)
  }
}

function parseJson(message: Buffer): unknown {
  try {
    return JSON.parse(message.toString('utf8'))
  } catch {
    return undefined
  }
}
