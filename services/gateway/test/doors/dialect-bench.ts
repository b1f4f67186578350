import type { IncomingMessage } from 'node:http'
import type { ErrorCode, MediaFrame } from '@souffleur/proto'
import type { CallOffer } from '../../src/call-offer.ts'
import type { CallNotice, Door } from '../../src/doors/door.ts'
import type { TelephonySource } from '../../src/doors/source-keys.ts'
import type { WireMessage } from '../../src/wire.ts'

/** What a dialect makes of messages, without a gateway behind it. */
export interface DialectBench {
  readonly offers: readonly CallOffer[]
  readonly frames: readonly MediaFrame[]
  readonly badFrames: readonly ErrorCode[]
  /** All signals but those of sound, in order. */
  readonly said: readonly string[]
  say(message: WireMessage): void
  write(notice: CallNotice): readonly WireMessage[]
}

/** @param url of the handshake */
export function openDialect(door: Door, url: string, source?: TelephonySource): DialectBench {
  const offers: CallOffer[] = []
  const frames: MediaFrame[] = []
  const badFrames: ErrorCode[] = []
  const said: string[] = []
  const note = (signal: string) => () => void said.push(signal)
  const dialect = door.open({
    request: { url } as IncomingMessage,
    source,
    signals: {
      offer(offer) {
        offers.push(offer)
        said.push('offer')
      },
      audio: (frame) => void frames.push(frame),
      badFrame: (code) => void badFrames.push(code),
      probe: note('probe'),
      pause: note('pause'),
      resume: note('resume'),
      speak: (language) => void said.push(`speak ${language}`),
      end: note('end'),
      ping: note('ping'),
      reply: note('reply'),
      remark: (code) => void said.push(`remark ${code}`),
      fail: (code) => void said.push(`fail ${code}`),
    },
  })
  return {
    offers,
    frames,
    badFrames,
    said,
    say: (message) => dialect.read(Buffer.from(message), typeof message !== 'string'),
    write: (notice) => dialect.write(notice),
  }
}
