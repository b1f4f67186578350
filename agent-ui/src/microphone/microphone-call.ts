import type { NativeHelloInput } from '@souffleur/proto'
import { CodedError } from '../api/http.ts'
import { type MicrophoneCapture, openMicrophone } from './microphone-capture.ts'
import { MicrophoneFramer, meterLevel } from './microphone-framer.ts'
import { type NativeSocket, openNativeSocket } from './native-socket.ts'

export interface MicrophoneChoice {
  readonly channel: 'mixed' | 'customer'
  readonly language: 'fr' | 'en' | 'auto'
  readonly title: string
}

export type MicrophoneState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'speaking'; readonly callId: string }
  | { readonly kind: 'failed'; readonly callId: string | undefined; readonly error: CodedError }

/** The call that this browser's microphone speaks into: one at a time, on whatever page its owner is. */
export class MicrophoneCall {
  readonly #listeners = new Set<() => void>()
  #state: MicrophoneState = { kind: 'idle' }
  #capture: MicrophoneCapture | undefined
  #socket: NativeSocket | undefined
  #level = 0

  readonly state = (): MicrophoneState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Loudness of the last block, 0 to 1. */
  level(): number {
    return this.#level
  }

  /** Resolves with the call's id, or undefined when it failed: then {@link state} says why. */
  async start({ channel, language, title }: MicrophoneChoice): Promise<string | undefined> {
    if (this.#state.kind === 'starting' || this.#state.kind === 'speaking') return undefined
    this.#enter({ kind: 'starting' })
    try {
      const capture = await openMicrophone()
      this.#capture = capture
      const hello: NativeHelloInput = {
        type: 'hello',
        language,
        title,
        channels: [channel],
        encoding: 'l16',
        sampleRate: capture.sampleRateHz,
      }
      const socket = await openNativeSocket(hello, { onLost: (error) => this.#fail(error) })
      this.#socket = socket
      this.#stream(capture, socket)
      this.#enter({ kind: 'speaking', callId: socket.callId })
      return socket.callId
    } catch (error) {
      this.#fail(CodedError.from(error))
      return undefined
    }
  }

  stop(): void {
    this.#release()
    this.#enter({ kind: 'idle' })
  }

  #stream(capture: MicrophoneCapture, socket: NativeSocket): void {
    const framer = new MicrophoneFramer(capture.sampleRateHz)
    capture.onBlock((samples) => {
      this.#level = meterLevel(samples)
      for (const frame of framer.push(samples, socket.isCongested)) socket.send(frame)
    })
    capture.onLost(() => this.#fail(CodedError.of('microphone.missing')))
  }

  #fail(error: CodedError): void {
    const callId = this.#state.kind === 'speaking' ? this.#state.callId : undefined
    this.#release()
    this.#enter({ kind: 'failed', callId, error })
  }

  #release(): void {
    this.#capture?.stop()
    this.#socket?.end()
    this.#capture = undefined
    this.#socket = undefined
    this.#level = 0
  }

  #enter(state: MicrophoneState): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}
