import { bytesPerEncodedSample } from '@souffleur/audio'
import type { Bus } from '@souffleur/bus'
import type { Clock } from '@souffleur/flow'
import {
  AppError,
  CallEndReason,
  type ChannelAccount,
  channelOf,
  type ErrorCode,
  type MediaFrame,
  NOTICE_METADATA,
  RecordingNotice,
} from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import { CallAudio, type CallAudioSink, type FrameRefusal } from './call-audio.ts'
import type { CallOffer } from './call-offer.ts'
import type { CallPart } from './call-part.ts'
import type { CallPlace } from './call-place.ts'
import { CallPublisher } from './call-publisher.ts'
import type { Admission } from './call-registry.ts'
import type { ChannelCounters } from './channel-account.ts'
import { type GatewayConfig, languageOfCall } from './gateway-config.ts'
import type { GatewayMetrics } from './gateway-metrics.ts'

export interface LiveCallPorts {
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly metrics: GatewayMetrics
  readonly config: GatewayConfig
}

export interface CallOrigin {
  readonly offer: CallOffer
  /** The name of the door that it came through. */
  readonly source: string
  readonly admission: Admission
  readonly advisorId: string
}

/**
 * A call between its offer and its end: its audio and its events on the bus. The bus refusing an event doesn't throw here: it
 * shows as {@link failure}, which ends this call and no other.
 */
export class LiveCall implements CallPart {
  readonly admission: Admission
  readonly #ports: LiveCallPorts
  readonly #audio: CallAudio
  readonly #publisher: CallPublisher
  readonly #offer: CallOffer
  /** By code. */
  readonly #badFrames = new Map<ErrorCode, number>()
  #failure: ErrorCode | undefined
  #gapsNoted = 0
  #hasEnded = false
  #isTakenOver = false
  #isLost = false
  #pausedBy: string | undefined

  constructor(ports: LiveCallPorts, { offer, source, admission, advisorId }: CallOrigin) {
    this.admission = admission
    this.#ports = ports
    this.#offer = offer
    this.#publisher = new CallPublisher(ports.bus, ports.clock, { ...admission, offer, source, advisorId })
    const shape = {
      ...ports.config,
      channels: offer.channels.map(channelOf),
      bytesPerSample: bytesPerEncodedSample(offer.encoding),
      sampleRateHz: offer.sampleRate,
    }
    this.#audio = new CallAudio(shape, this.#sink())
  }

  get hasEnded(): boolean {
    return this.#hasEnded
  }

  get isLost(): boolean {
    return this.#isLost
  }

  get failure(): ErrorCode | undefined {
    return this.#failure
  }

  get pausedBy(): string | undefined {
    return this.#pausedBy
  }

  get counters(): readonly Readonly<ChannelCounters>[] {
    return this.#audio.counters
  }

  /** So far. */
  get accounts(): readonly ChannelAccount[] {
    return this.#audio.accounts
  }

  start(): void {
    this.#ports.log.info('Call started.', { event: 'call-started', callId: this.admission.callId })
    this.#attempt(() => this.#publisher.publishStarted())
    const notice = noticeOf(this.#offer)
    if (notice !== undefined) this.#attempt(() => this.#publisher.publishNotice(notice))
  }

  /** How far it is, for whoever may have to go on with it. */
  get place(): CallPlace {
    const { published, positionMs: durationMs } = this.#audio
    return { ...published, durationMs, ...(this.#pausedBy === undefined ? {} : { pausedBy: this.#pausedBy }) }
  }

  /** It ran at a gateway that died, as far as this. */
  takeUp({ ends, sequences, pausedBy }: CallPlace): void {
    this.#isTakenOver = true
    this.#audio.takeUp(ends, sequences)
    if (pausedBy === undefined) return
    this.#pausedBy = pausedBy
    this.#audio.pause()
  }

  /** Nobody hears of a start: it was told when the call began. */
  goOn(): void {
    this.#ports.log.info('Call goes on.', { event: 'call-resumed', callId: this.admission.callId })
  }

  /** Another gateway has it, or will: what was heard goes out, and nothing after it, not even its end. */
  lose(): void {
    if (!this.#hasEnded) this.#audio.flush()
    this.#isLost = true
  }

  /** See {@link CallAudio.startChannelAt}. */
  startChannelAt(channelIndex: number, positionSamples: number): void {
    this.#audio.startChannelAt(channelIndex, positionSamples)
  }

  accept(frame: MediaFrame): FrameRefusal | undefined {
    return this.#audio.accept(frame)
  }

  noteBadFrame(code: ErrorCode): void {
    this.#badFrames.set(code, (this.#badFrames.get(code) ?? 0) + 1)
  }

  pause(requestedBy: string): void {
    this.#pausedBy = requestedBy
    this.#audio.pause()
    this.#attempt(() => this.#publisher.publishPaused(this.#audio.positionMs, requestedBy))
  }

  resume(requestedBy: string): void {
    this.#pausedBy = undefined
    this.#audio.resume()
    this.#attempt(() => this.#publisher.publishResumed(this.#audio.positionMs, requestedBy))
  }

  speak(language: CallOffer['language']): void {
    this.#audio.flush()
    this.#publisher.speak(languageOfCall(this.#ports.config, this.#offer, language))
  }

  sweep(): void {
    this.#audio.sweep()
  }

  /** All audio that was heard goes out before the end is told. */
  end(reason: CallEndReason, errorCode: ErrorCode | undefined): void {
    this.#hasEnded = true
    if (this.#isLost) return
    this.#audio.end()
    const { positionMs: durationMs, accounts } = this.#audio
    const badFrames = Object.fromEntries(this.#badFrames)
    this.#publisher.publishEnded({ reason, errorCode, durationMs, accounts, badFrames, takenOver: this.#isTakenOver })
    const reasonName = CallEndReason[reason].toLowerCase()
    this.#ports.metrics.noteEnded(reasonName)
    this.#ports.log.info('Call ended.', {
      event: 'call-ended',
      callId: this.admission.callId,
      reason: reasonName,
      positionMs: durationMs,
      ...(errorCode === undefined ? {} : { code: errorCode }),
    })
  }

  /** Tries to tell the call's end again. True once it has been told. */
  deliverEnd(): boolean {
    return this.#publisher.retry()
  }

  #sink(): CallAudioSink {
    return {
      publishBatch: (batch) => {
        if (!this.#isLost) this.#publisher.publishBatch(batch)
      },
      noteGap: (gap) => {
        this.#ports.metrics.noteGap(gap.reason)
        this.#gapsNoted += 1
        if (this.#gapsNoted > this.#ports.config.maxGapEvents) return
        this.#attempt(() => this.#publisher.publishGap(gap, (samples) => this.#audio.msOf(samples)))
      },
    }
  }

  #attempt(publish: () => void): void {
    try {
      publish()
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      this.#failure = error.code
    }
  }
}

/** A platform whose own announcement tells the caller says so, and what they answered. */
function noticeOf({ metadata }: CallOffer): RecordingNotice | undefined {
  switch (metadata[NOTICE_METADATA]?.toLowerCase()) {
    case 'given':
      return RecordingNotice.GIVEN
    case 'refused':
      return RecordingNotice.REFUSED
    default:
      return undefined
  }
}
