import type { CallEvent } from '@souffleur/proto'
import type { CallRecord } from '../api/endpoints.ts'
import { CodedError } from '../api/http.ts'
import type { CallRow } from '../api/schemas.ts'
import { type CallState, emptyCall, reduceCall } from './call-state.ts'

export interface CallFeedPorts {
  onConnected(listener: () => void): () => void
  onCallEvent(listener: (event: CallEvent) => void): () => void
  watch(callId: string): Promise<void>
  unwatch(callId: string): void
  readCall(callId: string): Promise<CallRecord>
}

export interface CallView {
  readonly state: CallState
  readonly row: CallRow | undefined
  readonly status: 'loading' | 'ready' | 'failed'
  readonly error: CodedError | undefined
}

const loading: CallView = { state: emptyCall, row: undefined, status: 'loading', error: undefined }

/**
 * One call as a screen follows it: what is stored, then what happens live. It watches first and reads afterwards, so that nothing falls
 * between the two, and does both again after every reconnection.
 */
export class CallFeed {
  readonly #callId: string
  readonly #ports: CallFeedPorts
  readonly #listeners = new Set<() => void>()
  #view = loading
  /** Live events that wait for the stored ones; undefined once those are in. */
  #waiting: CallEvent[] | undefined = []
  #joining = 0

  constructor(callId: string, ports: CallFeedPorts) {
    this.#callId = callId
    this.#ports = ports
  }

  /** @returns what ends the watching. */
  open(): () => void {
    const stops = [this.#ports.onCallEvent((event) => this.#receive(event)), this.#ports.onConnected(() => void this.#join())]
    return () => {
      this.#joining += 1
      for (const stop of stops) stop()
      this.#ports.unwatch(this.#callId)
    }
  }

  readonly view = (): CallView => this.#view

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Puts in an event before the server repeats it, such as the answer to what a person has just done. */
  apply(events: readonly CallEvent[]): void {
    this.#show({ ...this.#view, state: reduceCall(this.#view.state, events) })
  }

  retry(): void {
    void this.#join()
  }

  async #join(): Promise<void> {
    this.#joining += 1
    const turn = this.#joining
    this.#waiting = []
    try {
      await this.#ports.watch(this.#callId)
      const { call, events } = await this.#ports.readCall(this.#callId)
      if (turn !== this.#joining) return
      const state = reduceCall(this.#view.state, [...events, ...(this.#waiting ?? [])])
      this.#waiting = undefined
      this.#show({ state, row: call, status: 'ready', error: undefined })
    } catch (error) {
      if (turn !== this.#joining) return
      // What is on screen stays: the next connection tries again.
      if (this.#view.status !== 'ready') this.#show({ ...this.#view, status: 'failed', error: CodedError.from(error) })
    }
  }

  #receive(event: CallEvent): void {
    if (event.callId !== this.#callId) return
    if (this.#waiting === undefined) this.apply([event])
    else this.#waiting.push(event)
  }

  #show(view: CallView): void {
    this.#view = view
    for (const listener of this.#listeners) listener()
  }
}
