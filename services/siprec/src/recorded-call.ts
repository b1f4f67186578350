import { randomUUID } from 'node:crypto'
import type { CancelTimer, Clock } from '@souffleur/flow'
import type { NativeStreamClient } from '@souffleur/media-client'
import { AppError, type ChannelName, type NativeHelloInput } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import { type CallEncoding, LineReceiver, type ReceiverCounts } from './line-receiver.ts'
import { type AdvisorRule, advisorOf, channelsOfLines, type PartyLine, userOfAor } from './party-rule.ts'
import type { RecordingMetadata } from './recording-metadata.ts'
import type { RtpPort, RtpPorts } from './rtp-ports.ts'
import type { MediaRelay } from './rtpengine-client.ts'
import { type AgreedLine, agreeOnLine, commonRateHz, type OfferedLine, readDescription, writeAnswer } from './session-description.ts'

export type CallStream = Pick<
  NativeStreamClient,
  'sendFrame' | 'pause' | 'resume' | 'end' | 'disconnect' | 'closed' | 'isOpen' | 'bufferedBytes'
>

export interface RecordedCallParts {
  readonly relay: MediaRelay
  readonly ports: RtpPorts
  readonly clock: Clock
  readonly log: Log
  readonly advisor: AdvisorRule
  readonly hello: Pick<NativeHelloInput, 'language' | 'queue'>
  /** Begins a call with Souffleur. @throws AppError with Souffleur's code. */
  connect(hello: NativeHelloInput): Promise<CallStream>
}

/** What a recording client offers, at first and again. */
export interface RecordingOffer {
  readonly sdp: string
  readonly metadata: RecordingMetadata | undefined
}

interface ReceivedLine {
  readonly channel: ChannelName
  readonly port: RtpPort
  readonly receiver: LineReceiver
}

const TICK_MS = 20
/** Nobody says goodbye when a recording client dies: without a packet for this long, and not on hold, its call is over. */
const SILENT_CALL_MS = 300_000
const CLOSE_TIMEOUT_MS = 10_000
/** Frames are left out, and show as a hole, while Souffleur doesn't take what waits. */
const MAX_BUFFERED_BYTES = 1024 * 1024
const MAX_LINES = 2
/** Once rtpengine knows where a line's packets come from, those from elsewhere are dropped: nobody talks into a call from outside. */
const STRICT_SOURCE = ['strict-source']
const [FROM_TAG, TO_TAG] = ['recording-client', 'souffleur']

/** One recorded call: rtpengine's ports at one end, a call with Souffleur at the other. */
export class RecordedCall {
  /** Ours, in logs, at rtpengine and at Souffleur: a SIP Call-ID may name people or places. */
  readonly id = `siprec-${randomUUID()}`
  /** Resolves when it is over and everything is given back; never rejects. */
  readonly ended: Promise<void>
  readonly #parts: RecordedCallParts
  readonly #log: Log
  readonly #startedAtMs: number
  readonly #lines = new Map<number, ReceivedLine>()
  readonly #finished: ReceiverCounts[] = []
  readonly #resolveEnded: () => void
  #channels: readonly ChannelName[] = []
  #sound: CallEncoding = { encoding: 'pcma', sampleRateHz: 8000 }
  #stream: CallStream | undefined
  #cancelTick: CancelTimer = () => undefined
  #isOnHold = false
  #version = 0
  #isOver = false

  /**
   * @returns the call with the session description to answer with.
   * @throws AppError `stream.message-invalid`, `stream.media-unsupported`, or what Souffleur or rtpengine refuses it with.
   */
  static async open(parts: RecordedCallParts, offer: RecordingOffer): Promise<{ call: RecordedCall; sdp: string }> {
    const call = new RecordedCall(parts)
    try {
      return { call, sdp: await call.#open(offer) }
    } catch (error) {
      await call.end()
      throw error
    }
  }

  private constructor(parts: RecordedCallParts) {
    this.#parts = parts
    this.#log = parts.log.child({ callId: this.id })
    this.#startedAtMs = parts.clock.monotonicMs()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.ended = promise
    this.#resolveEnded = resolve
  }

  get receivedCounts(): readonly ReceiverCounts[] {
    return [...this.#finished, ...[...this.#lines.values()].map(({ receiver }) => receiver.counts)]
  }

  /** A new offer within the call: hold, another codec, lines that come or go. @throws AppError; the call goes on as it was. */
  async renegotiate(offer: RecordingOffer): Promise<string> {
    const offered = await this.#offer(offer)
    const active = offered.filter(isActive)
    const agreed = active.map((line) => this.#agree(line, this.#sound.sampleRateHz))
    this.#closeLines(({ index }) => !active.some((line) => line.index === index))
    const added = agreed.filter(({ line }) => !this.#lines.has(line.index))
    for (const { line, meanings } of agreed) this.#lines.get(line.index)?.receiver.agree(meanings)
    const channels = channelsOfLines(
      added.map(({ line }) => partyLine(line, offer.metadata)),
      this.#parts.advisor,
    )
    for (const each of added) await this.#openLine(each, this.#freeChannel(channels.get(each.line.index)))
    const sdp = await this.#answer(offered, agreed)
    this.#hold(active.length > 0 && !active.some(({ sends }) => sends))
    return sdp
  }

  /** The recorded call is over: what was said so far is kept. Safe to call again. */
  async end(): Promise<void> {
    if (this.#isOver) return this.ended
    this.#isOver = true
    this.#cancelTick()
    this.#closeLines(() => true)
    const { relay, clock } = this.#parts
    await relay.delete({ 'call-id': this.id, 'from-tag': FROM_TAG, 'delete-delay': 0 }).catch((error: unknown) => {
      this.#log.warn('rtpengine could not be told that a call is over', { code: codeOf(error) })
    })
    const stream = this.#stream
    if (stream !== undefined) {
      stream.end()
      const cancel = clock.setTimer(() => stream.disconnect(), CLOSE_TIMEOUT_MS)
      await stream.closed
      cancel()
    }
    this.#log.info('recorded call over', { durMs: Math.round(clock.monotonicMs() - this.#startedAtMs), lines: this.#finished })
    this.#resolveEnded()
  }

  async #open(offer: RecordingOffer): Promise<string> {
    const offered = await this.#offer(offer)
    const active = offered.filter(isActive)
    const sampleRateHz = commonRateHz(active)
    if (sampleRateHz === undefined) throw new AppError('stream.media-unsupported', 'no codec that every line can send')
    const agreed = active.map((line) => this.#agree(line, sampleRateHz))
    this.#sound = { encoding: agreed[0]?.encoding ?? 'pcma', sampleRateHz }
    const parties = active.map((line) => partyLine(line, offer.metadata))
    const channels = channelsOfLines(parties, this.#parts.advisor)
    this.#channels = [...channels.values()]
    const advisorParty = advisorOf(parties, this.#parts.advisor)?.party
    await this.#connect({ ...callLabels(offer.metadata), advisorId: userOfAor(advisorParty?.aor ?? '') })
    for (const each of agreed) await this.#openLine(each, channels.get(each.line.index))
    const sdp = await this.#answer(offered, agreed)
    this.#hold(!active.some(({ sends }) => sends))
    this.#tick()
    this.#log.info('recorded call begun', { channels: this.#channels, ...this.#sound, metadata: offer.metadata !== undefined })
    return sdp
  }

  async #offer({ sdp }: RecordingOffer): Promise<OfferedLine[]> {
    const original = readDescription(sdp)
    if (original === undefined) throw new AppError('stream.message-invalid', 'session description')
    if (original.filter(isActive).length > MAX_LINES) throw new AppError('stream.media-unsupported', 'more than two lines of sound')
    const relayed = readDescription(
      await this.#parts.relay.offer({
        'call-id': this.id,
        'from-tag': FROM_TAG,
        sdp,
        replace: ['origin', 'session-connection'],
        ICE: 'remove',
        'transport-protocol': 'RTP/AVP',
        'rtcp-mux': ['demux'],
        flags: STRICT_SOURCE,
        codec: { transcode: ['PCMA'] },
      }),
    )
    if (relayed?.length !== original.length) throw new AppError('stream.media-unsupported', 'rtpengine changed the number of lines')
    return relayed.map((line, index) => ({ ...line, label: original[index]?.label ?? '', sends: original[index]?.sends ?? false }))
  }

  #agree(line: OfferedLine, sampleRateHz: number): AgreedLine {
    const agreed = agreeOnLine(line, sampleRateHz)
    if (agreed === undefined) throw new AppError('stream.media-unsupported', `line ${line.index}: no codec at ${sampleRateHz} Hz`)
    return agreed
  }

  async #answer(offered: readonly OfferedLine[], agreed: readonly AgreedLine[]): Promise<string> {
    this.#version += 1
    const accepted = new Map<number, { agreed: AgreedLine; port: number }>()
    for (const each of agreed) {
      const port = this.#lines.get(each.line.index)?.port.port
      if (port !== undefined) accepted.set(each.line.index, { agreed: each, port })
    }
    const { relay, ports } = this.#parts
    return relay.answer({
      'call-id': this.id,
      'from-tag': FROM_TAG,
      'to-tag': TO_TAG,
      sdp: writeAnswer({ address: ports.address, version: this.#version, lines: offered, accepted }),
      replace: ['origin', 'session-connection'],
      flags: STRICT_SOURCE,
    })
  }

  async #connect({
    advisorId,
    ...labels
  }: {
    readonly advisorId: string | undefined
    readonly metadata: Record<string, string>
  }): Promise<void> {
    const { connect, hello } = this.#parts
    this.#stream = await connect({
      type: 'hello',
      callId: this.id,
      ...hello,
      ...labels,
      ...(advisorId === undefined ? {} : { advisorId }),
      channels: [...this.#channels],
      encoding: this.#sound.encoding,
      sampleRate: this.#sound.sampleRateHz === 16_000 ? 16_000 : 8000,
    })
    this.#stream.closed.then(({ error }) => {
      if (!this.#isOver) this.#log.warn('Souffleur closed a call before its end', { code: error?.code ?? 'stream.unreachable' })
      void this.end()
    })
  }

  async #openLine({ line, meanings }: AgreedLine, channel: ChannelName | undefined): Promise<void> {
    if (channel === undefined) {
      this.#log.warn('a line has no channel in its call and is declined', { line: line.index, code: 'stream.media-unsupported' })
      return
    }
    const { ports, clock } = this.#parts
    const channelIndex = this.#channels.indexOf(channel)
    const receiver = new LineReceiver(this.#sound, meanings, this.#startedAtMs, clock.monotonicMs(), (positionSamples, payload) => {
      const stream = this.#stream
      if (stream === undefined || this.#isOnHold || stream.bufferedBytes > MAX_BUFFERED_BYTES) return
      stream.sendFrame({ channelIndex, positionSamples, payload })
    })
    const port = await ports.open(line.address, (datagram) => receiver.onDatagram(datagram, clock.monotonicMs()))
    // The call may have ended while the port was opened.
    if (this.#isOver) port.close()
    else this.#lines.set(line.index, { channel, port, receiver })
  }

  #freeChannel(wanted: ChannelName | undefined): ChannelName | undefined {
    const used = new Set([...this.#lines.values()].map(({ channel }) => channel))
    const free = this.#channels.filter((channel) => !used.has(channel))
    return wanted !== undefined && free.includes(wanted) ? wanted : free[0]
  }

  #closeLines(isGone: (line: { readonly index: number }) => boolean): void {
    for (const [index, { port, receiver }] of this.#lines) {
      if (!isGone({ index })) continue
      port.close()
      this.#finished.push(receiver.counts)
      this.#lines.delete(index)
    }
  }

  #hold(isOnHold: boolean): void {
    if (isOnHold === this.#isOnHold) return
    this.#isOnHold = isOnHold
    if (isOnHold) this.#stream?.pause()
    else this.#stream?.resume()
  }

  #tick(): void {
    if (this.#isOver) return
    const { clock } = this.#parts
    const nowMs = clock.monotonicMs()
    let heardMs = Number.NEGATIVE_INFINITY
    for (const { receiver } of this.#lines.values()) {
      receiver.tick(nowMs)
      heardMs = Math.max(heardMs, receiver.lastHeardMs)
    }
    if (!this.#isOnHold && this.#lines.size > 0 && nowMs - heardMs >= SILENT_CALL_MS) {
      this.#log.warn('no packet of a call for too long', { code: 'call.silent-peer', durMs: SILENT_CALL_MS })
      void this.end()
      return
    }
    this.#cancelTick = clock.setTimer(() => this.#tick(), TICK_MS)
  }
}

function isActive({ type, port }: OfferedLine): boolean {
  return type === 'audio' && port !== 0
}

function partyLine({ index, label }: OfferedLine, metadata: RecordingMetadata | undefined): PartyLine {
  return { index, label, party: metadata?.partyOfLabel.get(label) }
}

/** Ids only: names and numbers of people stay out of a call's metadata. */
function callLabels(metadata: RecordingMetadata | undefined): { metadata: Record<string, string> } {
  const labels: Record<string, string> = { source: 'siprec' }
  if (metadata !== undefined && metadata.sipSessionId !== '') labels['siprec.session'] = metadata.sipSessionId
  if (metadata !== undefined && metadata.sessionId !== '') labels['siprec.recording'] = metadata.sessionId
  return { metadata: labels }
}

/** For logs: a code where there is one. */
export function codeOf(error: unknown): string {
  return error instanceof AppError ? error.code : 'internal'
}
