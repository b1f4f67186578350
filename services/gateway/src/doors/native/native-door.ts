import { toJson } from '@bufbuild/protobuf'
import { err, ok, type Result } from '@souffleur/flow'
import {
  CallEventSchema,
  decodeMediaFrame,
  errorCatalogue,
  type NativeClientMessage,
  type NativeHello,
  type NativeServerMessage,
  nativeClientMessage,
} from '@souffleur/proto'
import type { CallOffer } from '../../call-offer.ts'
import type { Authorise } from '../../upgrade-gate.ts'
import type { CallNotice, Dialect, Door, PeerSignals } from '../door.ts'

export const NATIVE_PATH = '/telephony/stream'

/** Souffleur's own protocol: `proto/README.md`. */
export function createNativeDoor(authorise: Authorise): Door {
  return { name: 'native', path: NATIVE_PATH, subprotocols: [], authorise, open: ({ signals }) => new NativeDialect(signals) }
}

class NativeDialect implements Dialect {
  readonly #signals: PeerSignals

  constructor(signals: PeerSignals) {
    this.#signals = signals
  }

  read(message: Buffer, isBinary: boolean): void {
    if (isBinary) this.#readMedia(message)
    else this.#readControl(message)
  }

  write(notice: CallNotice): readonly string[] {
    const message = messageOf(notice)
    return message === undefined ? [] : [JSON.stringify(message)]
  }

  #readMedia(bytes: Buffer): void {
    const decoded = decodeMediaFrame(bytes)
    if (decoded.ok) this.#signals.audio(decoded.value)
    else this.#signals.badFrame(decoded.error)
  }

  #readControl(data: Buffer): void {
    const parsed = parseControl(data)
    if (parsed.ok) this.#obey(parsed.value)
    else this.#signals.fail('stream.message-invalid')
  }

  #obey(message: NativeClientMessage): void {
    switch (message.type) {
      case 'hello':
        this.#signals.offer(offerOf(message))
        return
      case 'pause':
        this.#signals.pause()
        return
      case 'resume':
        this.#signals.resume()
        return
      case 'end':
        this.#signals.end()
        return
      case 'ping':
        this.#signals.ping(message.id)
        return
    }
  }
}

function offerOf({ type: _, events, ...hello }: NativeHello): CallOffer {
  return { ...hello, wantsEvents: events }
}

function messageOf(notice: CallNotice): NativeServerMessage | undefined {
  switch (notice.type) {
    case 'ready':
      return { type: 'ready', callId: notice.callId }
    case 'probe-ready':
      return undefined
    case 'paused':
    case 'resumed':
      return { type: notice.type }
    case 'pong':
      return notice.id === undefined ? { type: 'pong' } : { type: 'pong', id: notice.id }
    case 'event':
      return { type: 'event', event: { ...(toJson(CallEventSchema, notice.event) as Record<string, unknown>) } }
    case 'error': {
      const { message, action, scope } = errorCatalogue[notice.code]
      return { type: 'error', code: notice.code, message: message.en, action: action.en, scope }
    }
    case 'closed':
      return notice.callId === undefined ? undefined : { type: 'closed', callId: notice.callId }
  }
}

function parseControl(data: Buffer): Result<NativeClientMessage, 'stream.message-invalid'> {
  try {
    const parsed = nativeClientMessage.safeParse(JSON.parse(data.toString('utf8')))
    return parsed.success ? ok(parsed.data) : err('stream.message-invalid')
  } catch {
    return err('stream.message-invalid')
  }
}
