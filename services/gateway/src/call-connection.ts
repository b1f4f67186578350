import { type Clock, err, type Result } from '@souffleur/flow'
import { CallEndReason, type CallEvent, type ErrorCode, errorCatalogue, type MediaFrame, RecordingNotice } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import type { CallOffer, CallRelay } from './call-offer.ts'
import type { CallPart } from './call-part.ts'
import { openSession, type SessionEffect, type SessionEvent, type SessionLimits, type SessionState, step } from './call-session.ts'
import type { CallNotice, Dialect, PeerSignals } from './doors/door.ts'
import { isLastEvent, judgeNotice } from './event-relay.ts'
import type { GatewayConfig } from './gateway-config.ts'
import type { GatewayMetrics } from './gateway-metrics.ts'
import type { Wire } from './wire.ts'

export interface CallConnectionPorts {
  readonly wire: Wire
  readonly clock: Clock
  readonly log: Log
  readonly metrics: GatewayMetrics
  readonly config: GatewayConfig
  /** A dialect that says what it reads to these signals. */
  openDialect(signals: PeerSignals): Dialect
  /** Takes a place for the call, and makes it; nothing is published yet. Where there are other gateways, they are asked. */
  admit(offer: CallOffer, connection: CallConnection): Result<CallPart, ErrorCode> | Promise<Result<CallPart, ErrorCode>>
  /** The call has ended; this connection may live on for its summary. */
  ended(part: CallPart): void
  closed(connection: CallConnection): void
}

/** 10 s of frames of two channels. */
const MAX_EARLY_MESSAGES = 1000
const FROM_PLATFORM = 'platform'
/** Who pauses a call whose caller doesn't want to be recorded. */
const FROM_REFUSAL = 'recording-notice'

/**
 * One peer's connection: hands its messages to the dialect of its door, what the dialect says to the session's rules, and does what those
 * say. Whatever goes wrong here stays here.
 */
export class CallConnection implements PeerSignals {
  readonly #ports: CallConnectionPorts
  readonly #dialect: Dialect
  #state: SessionState
  #part: CallPart | undefined
  readonly #remarked = new Set<ErrorCode>()
  #relay: CallRelay | undefined
  #heard = false
  /** What came while the call's admission is asked for; undefined when it isn't. */
  #early: { readonly message: Buffer; readonly isBinary: boolean }[] | undefined
  /** The caller doesn't want to be recorded. */
  #isRefused = false

  constructor(ports: CallConnectionPorts) {
    this.#ports = ports
    this.#state = openSession(ports.clock.monotonicMs())
    this.#dialect = ports.openDialect(this)
  }

  get callId(): string | undefined {
    return this.#part?.admission.callId
  }

  get isGreeting(): boolean {
    return this.#state.phase === 'greeting'
  }

  // What the transport brings.

  onMessage(message: Buffer, isBinary: boolean): void {
    this.#heard = true
    if (this.#state.phase === 'closed') return
    if (this.#early !== undefined) {
      if (this.#early.length < MAX_EARLY_MESSAGES) this.#early.push({ message, isBinary })
      else this.#guard(() => this.fail('stream.start-expected'))
      return
    }
    try {
      this.#dialect.read(message, isBinary)
    } catch (error) {
      this.#abandon(error)
    }
  }

  /** The peer is there, though it had nothing to say. */
  onSignOfLife(): void {
    this.#heard = true
  }

  /** The transport can't read what came. */
  onBroken(code: ErrorCode): void {
    this.#guard(() => this.fail(code))
  }

  /** The peer hung up politely, in a protocol that has no other word for the end of a call. */
  onFarewell(): void {
    if (this.#isOnCall()) this.#guard(() => this.end())
  }

  onClosed(): void {
    this.#guard(() => this.#apply({ type: 'socket-closed' }))
    this.#ports.closed(this)
  }

  // What the gateway brings.

  sweep(nowMs: number): void {
    this.#guard(() => {
      const heard = this.#heard
      this.#heard = false
      if (this.#isOnCall()) this.#part?.sweep()
      this.#apply({ type: 'swept', heard, nowMs })
    })
  }

  /** An event of this connection's call, from whichever part. */
  receive(event: CallEvent): void {
    this.#guard(() => {
      const { body } = event
      if (body.case === 'callPauseRequested') this.#pauseOrResume(body.value.paused, body.value.requestedBy)
      if (body.case === 'recordingNoticeNoted') this.#heed(body.value.notice)
      if (this.#relay !== undefined && this.#state.phase !== 'closed') this.#tell({ type: 'event', event })
      if (isLastEvent(event, this.#relay?.until)) this.#apply({ type: 'last-event-told' })
    })
  }

  stop(): void {
    this.#guard(() => this.fail('call.server-stopping'))
  }

  /** Without waiting for the peer. */
  cut(): void {
    this.#ports.wire.cut()
  }

  // What the dialect says.

  offer(offer: CallOffer): void {
    const admitted = this.isGreeting ? this.#ports.admit(offer, this) : err('stream.message-invalid' as const)
    if (!(admitted instanceof Promise)) {
      this.#beginCall(offer, admitted)
      return
    }
    this.#early = []
    admitted
      .then((verdict) => this.#guard(() => this.#beginCall(offer, verdict)))
      .catch((error: unknown) => this.#abandon(error))
      .finally(() => {
        const early = this.#early ?? []
        this.#early = undefined
        for (const { message, isBinary } of early) this.onMessage(message, isBinary)
      })
  }

  #beginCall(offer: CallOffer, admitted: Result<CallPart, ErrorCode>): void {
    if (!admitted.ok) {
      this.fail(admitted.error)
      return
    }
    this.#part = admitted.value
    if (this.#state.phase === 'closed') {
      // The peer hung up before it was answered: a call without sound.
      this.#part.start()
      this.#endCall({ type: 'end-call', reason: CallEndReason.DISCONNECTED, errorCode: undefined })
      return
    }
    this.#relay = offer.wantsEvents ? (offer.relay ?? {}) : undefined
    const { callId } = admitted.value.admission
    this.#apply({ type: 'offer-admitted', wantsEvents: offer.wantsEvents, callId, nowMs: this.#nowMs() })
    // A leg that joins a paused call is paused from its first word on, and can be resumed.
    const { pausedBy } = admitted.value
    this.#isRefused = pausedBy === FROM_REFUSAL
    if (pausedBy !== undefined) this.#apply({ type: 'pause-asked', requestedBy: pausedBy })
  }

  probe(): void {
    this.#apply({ type: 'probed', nowMs: this.#nowMs() })
  }

  audio(frame: MediaFrame): void {
    const part = this.#part
    if (!this.#isOnCall() || part === undefined) {
      if (this.isGreeting) this.fail('stream.start-expected')
      return
    }
    const refusal = part.accept(frame)
    if (refusal !== undefined) this.badFrame(refusal)
    else if (this.#badFramesInARow() > 0) this.#apply({ type: 'frame-taken' })
    else this.#endOnFailure()
  }

  badFrame(code: ErrorCode): void {
    if (this.isGreeting) {
      this.fail('stream.start-expected')
      return
    }
    if (!this.#isOnCall()) return
    this.#ports.metrics.noteBadFrame(code)
    this.#part?.noteBadFrame(code)
    if (errorCatalogue[code].scope === 'call') this.fail(code)
    else this.#apply({ type: 'frame-refused', code, nowMs: this.#nowMs() })
  }

  pause(): void {
    this.#pauseOrResume(true, FROM_PLATFORM)
  }

  resume(): void {
    this.#pauseOrResume(false, FROM_PLATFORM)
  }

  speak(language: CallOffer['language']): void {
    if (this.#isOnCall()) this.#part?.speak(language)
  }

  end(): void {
    this.#apply({ type: 'end-asked', nowMs: this.#nowMs() })
  }

  ping(id: string | undefined): void {
    this.#apply({ type: 'ping-received', id })
  }

  reply(message: string | Uint8Array): void {
    const { wire, config } = this.#ports
    if (this.#state.phase === 'closed') return
    if (wire.bufferedAmount > config.relayHardLimitBytes) this.fail('stream.slow-reader')
    else wire.send(message)
  }

  remark(code: ErrorCode): void {
    const { log, metrics } = this.#ports
    if (this.#state.phase === 'closed') return
    metrics.noteRemark(code)
    if (this.#remarked.has(code)) return
    this.#remarked.add(code)
    const { callId } = this
    log.warn('A peer did something odd; its call goes on.', { code, ...(callId === undefined ? {} : { callId }) })
  }

  fail(code: ErrorCode): void {
    this.#apply({ type: 'failed', code })
  }

  // What the rules say.

  #apply(event: SessionEvent): void {
    const { state, effects } = step(this.#state, event, this.#limits())
    this.#state = state
    for (const effect of effects) this.#run(effect)
    this.#endOnFailure()
  }

  #pauseOrResume(paused: boolean, requestedBy: string): void {
    // Whoever refused to be recorded isn't listened to again for want of a reason to pause.
    if (!paused && this.#isRefused) return
    this.#apply({ type: paused ? 'pause-asked' : 'resume-asked', requestedBy })
  }

  #heed(notice: RecordingNotice): void {
    const wasRefused = this.#isRefused
    this.#isRefused = notice === RecordingNotice.REFUSED
    if (this.#isRefused) this.#apply({ type: 'pause-asked', requestedBy: FROM_REFUSAL })
    else if (wasRefused) this.#apply({ type: 'resume-asked', requestedBy: FROM_REFUSAL })
  }

  #limits(): SessionLimits {
    const { config } = this.#ports
    const relayTimeoutMs = this.#relay?.timeoutMs
    return relayTimeoutMs === undefined ? config : { ...config, relayTimeoutMs: Math.min(relayTimeoutMs, config.relayTimeoutMs) }
  }

  #endOnFailure(): void {
    const failure = this.#part?.failure
    if (failure !== undefined && this.#isOnCall()) this.fail(failure)
  }

  #run(effect: SessionEffect): void {
    switch (effect.type) {
      case 'tell':
        this.#tell(effect.notice)
        return
      case 'report':
        this.#report(effect.code, effect.isFatal)
        return
      case 'open-call':
        this.#part?.start()
        return
      case 'pause-audio':
        this.#part?.pause(effect.requestedBy)
        return
      case 'resume-audio':
        this.#part?.resume(effect.requestedBy)
        return
      case 'end-call':
        this.#endCall(effect)
        return
      case 'ping':
        this.#ports.wire.ping()
        return
      case 'close':
        this.#close(effect)
        return
    }
  }

  #endCall({ reason, errorCode }: SessionEffect & { type: 'end-call' }): void {
    if (this.#part === undefined) return
    this.#part.end(reason, errorCode)
    if (this.#part.hasEnded) this.#ports.ended(this.#part)
  }

  #tell(notice: CallNotice): void {
    const { wire, config, metrics } = this.#ports
    switch (judgeNotice(notice, wire.bufferedAmount, config)) {
      case 'send':
        for (const message of this.#dialect.write(notice)) wire.send(message)
        return
      case 'leave-out':
        metrics.notePartialLeftOut()
        return
      case 'stuck':
        if (this.#state.phase !== 'closed') this.fail('stream.slow-reader')
        return
    }
  }

  #report(code: ErrorCode, isFatal: boolean): void {
    const { callId } = this
    this.#ports.metrics.noteReport(code)
    this.#ports.log.warn('A peer was told of an error.', { code, ...(callId === undefined ? {} : { callId }) })
    this.#tell({ type: 'error', code, isFatal })
  }

  /** A peer that doesn't read would keep a polite close waiting behind what it hasn't read. */
  #close({ closing, code }: SessionEffect & { type: 'close' }): void {
    const { wire, config } = this.#ports
    if (wire.bufferedAmount > config.relayHardLimitBytes) wire.cut()
    else wire.close(closing, code)
  }

  #isOnCall(): boolean {
    return this.#state.phase === 'listening' || this.#state.phase === 'paused'
  }

  #badFramesInARow(): number {
    return this.#state.phase === 'listening' || this.#state.phase === 'paused' ? this.#state.badFramesInARow : 0
  }

  #nowMs(): number {
    return this.#ports.clock.monotonicMs()
  }

  #guard(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#abandon(error)
    }
  }

  #abandon(cause: unknown): void {
    this.#ports.log.error('A connection failed.', { code: 'internal.unexpected', error: cause })
    const wasOnCall = this.#isOnCall()
    this.#state = { phase: 'closed' }
    this.#ports.wire.cut()
    if (!wasOnCall) return
    try {
      this.#endCall({ type: 'end-call', reason: CallEndReason.FAILED, errorCode: 'internal.unexpected' })
    } catch (error) {
      this.#ports.log.error('The end of a failed call could not be published.', { code: 'internal.unexpected', error })
    }
  }
}
