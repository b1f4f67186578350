import { type Clock, err, ok, type Result } from '@souffleur/flow'
import {
  CallEndReason,
  type CallEvent,
  decodeMediaFrame,
  type ErrorCode,
  errorCatalogue,
  type NativeClientMessage,
  type NativeHello,
  type NativeServerMessage,
  nativeClientMessage,
} from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import type { WebSocket } from 'ws'
import { openSession, type SessionEffect, type SessionEvent, type SessionState, step } from './call-session.ts'
import { completesSummary, relayEvent, sendMessage } from './event-relay.ts'
import type { GatewayConfig } from './gateway-config.ts'
import type { GatewayMetrics } from './gateway-metrics.ts'
import type { LiveCall } from './live-call.ts'

export interface NativeSocketPorts {
  readonly clock: Clock
  readonly log: Log
  readonly metrics: GatewayMetrics
  readonly config: GatewayConfig
  /** Takes a place for the call, and makes it; nothing is published yet. */
  admit(hello: NativeHello): Result<LiveCall, ErrorCode>
  /** The call has ended; its socket may live on for its summary. */
  ended(call: LiveCall): void
  closed(socket: NativeSocket): void
}

/** Carries a WebSocket's messages to the session's rules, and does what they say. */
export class NativeSocket {
  readonly #socket: WebSocket
  readonly #ports: NativeSocketPorts
  #state: SessionState
  #call: LiveCall | undefined
  #relaysEvents = false
  #heard = false

  constructor(socket: WebSocket, ports: NativeSocketPorts) {
    this.#socket = socket
    this.#ports = ports
    this.#state = openSession(ports.clock.monotonicMs())
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#onMessage(data, isBinary))
    socket.on('pong', () => {
      this.#heard = true
    })
    socket.on('error', (error: Error & { code?: string }) => this.#guard(() => this.#onSocketError(error)))
    socket.on('close', () => {
      this.#guard(() => this.#apply({ type: 'socket-closed' }))
      ports.closed(this)
    })
  }

  get call(): LiveCall | undefined {
    return this.#call
  }

  get isGreeting(): boolean {
    return this.#state.phase === 'greeting'
  }

  sweep(nowMs: number): void {
    this.#guard(() => {
      const heard = this.#heard
      this.#heard = false
      if (this.#isOnCall()) this.#call?.sweep()
      this.#apply({ type: 'swept', heard, nowMs })
    })
  }

  /** An event of this socket's call, from whichever part. */
  receive(event: CallEvent): void {
    this.#guard(() => {
      const { body } = event
      if (body.case === 'callPauseRequested') {
        this.#apply({ type: body.value.paused ? 'pause-asked' : 'resume-asked', requestedBy: body.value.requestedBy })
      }
      if (this.#relaysEvents && this.#state.phase !== 'closed') this.#relay(event)
      if (completesSummary(event)) this.#apply({ type: 'summary-completed' })
    })
  }

  stop(): void {
    this.#guard(() => this.#apply({ type: 'failed', code: 'call.server-stopping' }))
  }

  /** Without waiting for the peer. */
  cut(): void {
    this.#socket.terminate()
  }

  /** As {@link #guard}, without a closure for every frame. */
  #onMessage(data: Buffer, isBinary: boolean): void {
    try {
      if (isBinary) this.#onMedia(data)
      else this.#onControl(data)
    } catch (error) {
      this.#abandon(error)
    }
  }

  #onMedia(bytes: Buffer): void {
    this.#heard = true
    const call = this.#call
    if (!this.#isOnCall() || call === undefined) {
      if (this.isGreeting) this.#apply({ type: 'failed', code: 'native.hello-expected' })
      return
    }
    const decoded = decodeMediaFrame(bytes)
    const refusal = decoded.ok ? call.accept(decoded.value) : decoded.error
    if (refusal !== undefined) this.#refuseFrame(refusal)
    else if (this.#badFramesInARow() > 0) this.#apply({ type: 'frame-taken' })
    else this.#endOnFailure()
  }

  #refuseFrame(code: ErrorCode): void {
    this.#ports.metrics.noteBadFrame(code)
    if (errorCatalogue[code].scope === 'call') this.#apply({ type: 'failed', code })
    else this.#apply({ type: 'frame-refused', code, nowMs: this.#ports.clock.monotonicMs() })
  }

  #onControl(data: Buffer): void {
    this.#heard = true
    if (this.#state.phase === 'closed') return
    const parsed = parseControl(data)
    if (!parsed.ok) this.#apply({ type: 'failed', code: 'native.message-invalid' })
    else this.#obey(parsed.value)
  }

  #obey(message: NativeClientMessage): void {
    const nowMs = this.#ports.clock.monotonicMs()
    switch (message.type) {
      case 'hello':
        this.#greet(message)
        return
      case 'pause':
        this.#apply({ type: 'pause-asked', requestedBy: 'platform' })
        return
      case 'resume':
        this.#apply({ type: 'resume-asked', requestedBy: 'platform' })
        return
      case 'end':
        this.#apply({ type: 'end-asked', nowMs })
        return
      case 'ping':
        this.#apply({ type: 'ping-received', id: message.id })
        return
    }
  }

  #greet(hello: NativeHello): void {
    const admitted = this.isGreeting ? this.#ports.admit(hello) : err('native.message-invalid' as const)
    if (!admitted.ok) {
      this.#apply({ type: 'failed', code: admitted.error })
      return
    }
    this.#call = admitted.value
    this.#relaysEvents = hello.events
    const { callId } = admitted.value.admission
    this.#apply({ type: 'hello-admitted', hello, callId, nowMs: this.#ports.clock.monotonicMs() })
  }

  #onSocketError(error: Error & { code?: string }): void {
    // Errors of the network have no code of ws; `close` follows them and ends the call as disconnected.
    if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') this.#apply({ type: 'failed', code: 'media.frame-oversized' })
    else if (error.code?.startsWith('WS_ERR_')) this.#apply({ type: 'failed', code: 'native.message-invalid' })
  }

  #relay(event: CallEvent): void {
    switch (relayEvent(this.#socket, event, this.#ports.config)) {
      case 'sent':
        return
      case 'left-out':
        this.#ports.metrics.notePartialLeftOut()
        return
      case 'stuck':
        this.#apply({ type: 'failed', code: 'native.slow-reader' })
        return
    }
  }

  #apply(event: SessionEvent): void {
    const { state, effects } = step(this.#state, event, this.#ports.config)
    this.#state = state
    for (const effect of effects) this.#run(effect)
    this.#endOnFailure()
  }

  #endOnFailure(): void {
    const failure = this.#call?.failure
    if (failure !== undefined && this.#isOnCall()) this.#apply({ type: 'failed', code: failure })
  }

  #run(effect: SessionEffect): void {
    switch (effect.type) {
      case 'send':
        this.#send(effect.message)
        return
      case 'report':
        this.#report(effect.code)
        return
      case 'open-call':
        this.#call?.start()
        return
      case 'pause-audio':
        this.#call?.pause(effect.requestedBy)
        return
      case 'resume-audio':
        this.#call?.resume(effect.requestedBy)
        return
      case 'end-call':
        this.#endCall(effect)
        return
      case 'ping':
        if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping()
        return
      case 'close':
        this.#close(effect.closeCode)
        return
    }
  }

  #endCall({ reason, errorCode }: SessionEffect & { type: 'end-call' }): void {
    if (this.#call === undefined) return
    this.#call.end(reason, errorCode)
    this.#ports.ended(this.#call)
  }

  #send(message: NativeServerMessage): void {
    const outcome = sendMessage(this.#socket, message, this.#ports.config)
    if (outcome === 'stuck' && this.#state.phase !== 'closed') this.#apply({ type: 'failed', code: 'native.slow-reader' })
  }

  #report(code: ErrorCode): void {
    const { message, action, scope } = errorCatalogue[code]
    const callId = this.#call?.admission.callId
    this.#ports.metrics.noteReport(code)
    this.#ports.log.warn('A native socket was told of an error.', { code, ...(callId === undefined ? {} : { callId }) })
    this.#send({ type: 'error', code, message: message.en, action: action.en, scope })
  }

  /** A peer that doesn't read would keep a polite close waiting behind what it hasn't read. */
  #close(closeCode: number): void {
    if (this.#socket.bufferedAmount > this.#ports.config.relayHardLimitBytes) this.#socket.terminate()
    else this.#socket.close(closeCode)
  }

  #isOnCall(): boolean {
    return this.#state.phase === 'listening' || this.#state.phase === 'paused'
  }

  #badFramesInARow(): number {
    return this.#state.phase === 'listening' || this.#state.phase === 'paused' ? this.#state.badFramesInARow : 0
  }

  /** Whatever goes wrong on one socket stays there: its call is ended, and told so if that still works. */
  #guard(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#abandon(error)
    }
  }

  #abandon(cause: unknown): void {
    this.#ports.log.error('A native socket failed.', { code: 'internal.unexpected', error: cause })
    const wasOnCall = this.#isOnCall()
    this.#state = { phase: 'closed' }
    this.#socket.terminate()
    if (!wasOnCall) return
    try {
      this.#endCall({ type: 'end-call', reason: CallEndReason.FAILED, errorCode: 'internal.unexpected' })
    } catch (error) {
      this.#ports.log.error('The end of a failed call could not be published.', { code: 'internal.unexpected', error })
    }
  }
}

function parseControl(data: Buffer): Result<NativeClientMessage, 'native.message-invalid'> {
  try {
    const parsed = nativeClientMessage.safeParse(JSON.parse(data.toString('utf8')))
    return parsed.success ? ok(parsed.data) : err('native.message-invalid')
  } catch {
    return err('native.message-invalid')
  }
}
