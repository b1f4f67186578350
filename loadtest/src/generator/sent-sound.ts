import type { TelephonyClient } from '@souffleur/media-client'
import type { NetworkPath } from '../line/network-path.ts'
import type { Schedule } from '../line/schedule.ts'
import type { FrameSource } from '../sound/frame-source.ts'

/** The frames of telephones. */
export const MOMENT_MS = 20

export interface SendingOptions {
  readonly schedule: Schedule
  readonly source: FrameSource
  readonly path: NetworkPath
  readonly samplesPerMs: number
  /** When people began to speak, on the schedule's clock. */
  readonly startMs: number
  /** The part of the call that this connection carries, in milliseconds of the call. */
  readonly fromMs: number
  readonly toMs: number
  /** One moment in this time, when not every one is sent. */
  readonly everyMs: number
  /** How late a moment left: only for those that were due after the connection was there. */
  onSent(lateMs: number): void
  nowMs(): number
}

/** What a connection has sent. */
export interface Sending {
  /** Resolves when the part has been sent, or the connection is gone. */
  readonly done: Promise<void>
  readonly moments: number
  readonly framesLost: number
}

/**
 * Sends a part of a call, each moment when its last sample has been spoken, through a bad network. Due times count from the call's start, so that a
 * late turn isn't passed on; what people said before the platform connected is sent at once.
 */
export function sendSound(client: TelephonyClient, options: SendingOptions): Sending {
  const sending = new SoundSender(client, options)
  sending.begin()
  return sending
}

class SoundSender implements Sending {
  readonly #client: TelephonyClient
  readonly #options: SendingOptions
  readonly #finished = Promise.withResolvers<void>()
  readonly #connectedAtMs: number
  #lastArrivalMs = 0
  #held: (() => void) | undefined
  moments = 0
  framesLost = 0

  constructor(client: TelephonyClient, options: SendingOptions) {
    this.#client = client
    this.#options = options
    this.#connectedAtMs = options.nowMs()
    void client.closed.then(() => this.#finished.resolve())
  }

  get done(): Promise<void> {
    return this.#finished.promise
  }

  begin(): void {
    this.#plan(0)
  }

  #plan(index: number): void {
    const { schedule, startMs, fromMs, toMs, everyMs } = this.#options
    const spokenMs = fromMs + index * everyMs
    if (spokenMs + MOMENT_MS > toMs || !this.#client.isOpen) {
      this.#deliverHeld()
      // What is still on its way arrives first.
      schedule.at(Math.max(this.#lastArrivalMs, startMs + toMs), () => this.#finished.resolve())
      return
    }
    const dueMs = startMs + spokenMs + MOMENT_MS
    schedule.at(dueMs, () => {
      this.#leave(index, spokenMs, dueMs)
      this.#plan(index + 1)
    })
  }

  #leave(index: number, spokenMs: number, dueMs: number): void {
    const { source, path, samplesPerMs, schedule, nowMs, onSent } = this.#options
    if (dueMs >= this.#connectedAtMs) onSent(nowMs() - dueMs)
    const from = Math.round(spokenMs * samplesPerMs)
    const fate = path.next()
    const frames = source.frame(from, from + MOMENT_MS * samplesPerMs)
    const payloads = frames.map((frame, channel) => (fate.lost[channel] === true ? undefined : frame))
    const lost = payloads.filter((payload) => payload === undefined).length
    this.framesLost += lost
    this.moments += 1
    const position = index * MOMENT_MS * samplesPerMs
    const deliver = (): void => {
      if (lost < payloads.length && this.#client.isOpen) this.#client.send(position, payloads)
    }
    if (fate.swapped) {
      this.#deliverHeld()
      this.#held = deliver
      return
    }
    const inOrder = (): void => {
      deliver()
      this.#deliverHeld()
    }
    if (fate.delayMs === 0 && this.#lastArrivalMs <= dueMs) {
      inOrder()
      return
    }
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, dueMs + fate.delayMs)
    schedule.at(this.#lastArrivalMs, inOrder)
  }

  #deliverHeld(): void {
    const held = this.#held
    this.#held = undefined
    held?.()
  }
}
