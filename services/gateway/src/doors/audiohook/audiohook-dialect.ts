import { type ErrorCode, errorCatalogue } from '@souffleur/proto'
import type { CallNotice, Dialect, PeerSignals } from '../door.ts'
import { entitiesOf, withoutTokens } from './audiohook-entities.ts'
import { type StreamMedia, selectMedia, splitChannels } from './audiohook-media.ts'
import { isProbe, languageOf, offerOf, wantedEntities } from './audiohook-offer.ts'
import {
  type ClientHeader,
  type ClientMessage,
  MAX_TEXT_BYTES,
  NULL_UUID,
  type OpenParameters,
  parseClientMessage,
} from './client-messages.ts'
import { StreamPosition } from './stream-position.ts'

/** Whom the handshake's headers named, when it had any: the messages have to name the same. */
export interface ClaimedIdentity {
  readonly sessionId: string | undefined
  readonly organizationId: string | undefined
}

/** A session that was opened, and what it was opened with. */
interface Stream {
  readonly parameters: OpenParameters
  readonly media: StreamMedia
  readonly position: StreamPosition
  /** BCP 47: the opening's, or the last update's. */
  language: string | undefined
}

/** Asked for by the platform itself, as every door says it. */
const PLATFORM = 'platform'
const SUPPORTED_LANGUAGES = ['en-US', 'en-GB', 'en-AU', 'en-CA', 'en-IN', 'fr-FR', 'fr-CA', 'fr-BE', 'fr-CH']

/** One AudioHook session (protocol version 2): counts messages and samples, and tells pauses that either side asks for apart. */
export class AudioHookDialect implements Dialect {
  readonly #signals: PeerSignals
  readonly #claimed: ClaimedIdentity
  #sessionId: string | undefined
  /** Of our last message, and of the client's. */
  #seq = 0
  #clientSeq = 0
  #stream: Stream | undefined
  #nextFrame = 0
  /** The client sends nothing, and its position may run on. */
  #isQuiet = false
  /** Somebody on screen wants the pause: the client's own `resumed` doesn't end it. */
  #isHeld = false
  /** Of our last `pause` or `resume`. */
  #holdSeq = 0

  constructor(signals: PeerSignals, claimed: ClaimedIdentity) {
    this.#signals = signals
    this.#claimed = claimed
    this.#sessionId = claimed.sessionId
  }

  read(message: Buffer, isBinary: boolean): void {
    if (isBinary) this.#readAudio(message)
    else this.#readText(message)
  }

  write(notice: CallNotice): readonly string[] {
    switch (notice.type) {
      case 'ready':
      case 'probe-ready':
        return this.#opened()
      case 'paused':
      case 'resumed':
        return notice.requestedBy === PLATFORM ? [] : this.#hold(notice.type === 'paused')
      case 'pong':
        return [this.#message('pong')]
      case 'event':
        return this.#event(notice)
      case 'error':
        return notice.isFatal ? [this.#refusal(notice.code)] : []
      case 'closed':
        return [this.#message('closed')]
    }
  }

  #readAudio(bytes: Buffer): void {
    const stream = this.#stream
    if (stream === undefined) {
      this.#signals.fail('stream.start-expected')
      return
    }
    const { media, position } = stream
    const samples = Math.floor(bytes.byteLength / media.momentBytes)
    if (samples * media.momentBytes !== bytes.byteLength || samples === 0) {
      // What can't be read was sent all the same: what follows keeps its place.
      position.advance(samples)
      this.#signals.badFrame(samples === 0 && bytes.byteLength === 0 ? 'media.frame-empty' : 'media.frame-misaligned')
      return
    }
    // A client may make its messages as long as it likes; a frame is a second at most.
    const mostBytes = media.rateHz * media.momentBytes
    for (let at = 0; at < bytes.byteLength; at += mostBytes) this.#take(bytes.subarray(at, at + mostBytes), stream)
  }

  #take(bytes: Uint8Array, { media, position }: Stream): void {
    const sequence = this.#nextFrame
    const positionSamples = position.samples
    this.#nextFrame += 1
    position.advance(bytes.byteLength / media.momentBytes)
    splitChannels(bytes, media).forEach((payload, channelIndex) => {
      this.#signals.audio({ channelIndex, sequence, positionSamples, payload })
    })
  }

  #readText(data: Buffer): void {
    const parsed = parseClientMessage(data)
    if (!parsed.ok || !this.#isNext(parsed.value.header)) {
      this.#signals.fail('stream.message-invalid')
      return
    }
    this.#obey(parsed.value)
  }

  /** Its number follows the last one's, it can have read what it says it has, and it is of the same session. */
  #isNext({ id, seq, serverseq }: ClientHeader): boolean {
    if (seq !== this.#clientSeq + 1 || serverseq > this.#seq || id !== (this.#sessionId ?? id)) return false
    this.#clientSeq = seq
    this.#sessionId = id
    return true
  }

  #obey({ header, body }: ClientMessage): void {
    if (body.type === 'open') this.#open(header.id, body.parameters)
    else if (this.#stream === undefined) this.#refuseToStart(body.type)
    else this.#obeyDuringCall({ header, body }, this.#stream)
  }

  #open(sessionId: string, parameters: OpenParameters): void {
    const media = selectMedia(parameters.media)
    const refusal = this.#whyNot(parameters, media)
    if (media === undefined || refusal !== undefined) {
      this.#signals.fail(refusal ?? 'stream.media-unsupported')
      return
    }
    this.#stream = { parameters, media, position: new StreamPosition(media.rateHz), language: parameters.language }
    if (isProbe(parameters)) this.#signals.probe()
    else this.#signals.offer(offerOf(sessionId, parameters, media))
  }

  #whyNot({ organizationId }: OpenParameters, media: StreamMedia | undefined): ErrorCode | undefined {
    if (this.#stream !== undefined) return 'stream.message-invalid'
    if (organizationId !== (this.#claimed.organizationId ?? organizationId)) return 'stream.unauthorised'
    return media === undefined ? 'stream.media-unsupported' : undefined
  }

  /** A call that is over before it began says goodbye, and that is no error. */
  #refuseToStart(type: ClientMessage['body']['type']): void {
    if (type !== 'close') {
      this.#signals.fail('stream.start-expected')
      return
    }
    this.#signals.probe()
    this.#signals.end()
  }

  #obeyDuringCall({ header, body }: ClientMessage, stream: Stream): void {
    const { position } = stream
    switch (body.type) {
      case 'open':
        return
      case 'paused':
        this.#checkPosition(header, position)
        this.#isQuiet = true
        // Said before the client read our `resume`: its answer to that decides.
        if (header.serverseq >= this.#holdSeq) this.#signals.pause()
        return
      case 'resumed':
        position.skip(body.parameters)
        this.#isQuiet = false
        if (!this.#isHeld) this.#signals.resume()
        return
      case 'discarded':
        position.skip(body.parameters)
        return
      case 'ping':
        this.#checkPosition(header, position)
        this.#signals.ping(undefined)
        return
      case 'update':
        stream.language = body.parameters.language
        this.#signals.speak(languageOf(stream.language))
        this.#signals.reply(this.#message('updated'))
        return
      case 'error':
        this.#signals.remark('stream.peer-error')
        return
      case 'close':
        this.#checkPosition(header, position)
        this.#signals.end()
        return
      case 'dtmf':
      case 'playback_started':
      case 'playback_completed':
        return
      case 'unknown':
        this.#signals.remark('stream.message-unknown')
        return
    }
  }

  /** During a pause the client's position may run on or stand still: `resumed` says which. */
  #checkPosition({ position: positionS }: ClientHeader, position: StreamPosition): void {
    if (!this.#isQuiet && !this.#isHeld && position.differsFrom(positionS)) this.#signals.remark('stream.position-differs')
  }

  #opened(): readonly string[] {
    if (this.#stream === undefined) return []
    const { media, parameters } = this.#stream
    const languages = parameters.supportedLanguages ? { supportedLanguages: SUPPORTED_LANGUAGES } : {}
    return [this.#message('opened', { media: [media.offered], startPaused: false, ...languages })]
  }

  /** The client confirms with `paused` or `resumed`, which tells the gateway nothing new. */
  #hold(isHeld: boolean): readonly string[] {
    this.#isHeld = isHeld
    this.#holdSeq = this.#seq + 1
    return [this.#message(isHeld ? 'pause' : 'resume')]
  }

  #event({ event }: CallNotice & { type: 'event' }): readonly string[] {
    if (this.#stream === undefined) return []
    const { parameters, media, language } = this.#stream
    const shape = {
      ...wantedEntities(parameters),
      sessionId: this.#sessionId ?? NULL_UUID,
      channels: media.channels,
      language,
    }
    return entitiesOf(event, shape).flatMap((entity) => {
      const fitting = [entity, withoutTokens(entity)].find((each) => Buffer.byteLength(JSON.stringify(each)) < MAX_TEXT_BYTES - 1024)
      return fitting === undefined ? [] : [this.#message('event', { entities: [fitting] })]
    })
  }

  /** Only the stop of this server is something that another connection could mend. */
  #refusal(code: ErrorCode): string {
    const { message, action } = errorCatalogue[code]
    const info = `${code}: ${message.en} ${action.en}`
    if (code === 'call.server-stopping') return this.#message('reconnect', { info })
    return this.#message('disconnect', { reason: code === 'stream.unauthorised' ? 'unauthorized' : 'error', info })
  }

  #message(type: string, parameters: object = {}): string {
    this.#seq += 1
    const id = this.#sessionId ?? NULL_UUID
    return JSON.stringify({ version: '2', id, type, seq: this.#seq, clientseq: this.#clientSeq, parameters })
  }
}
