import { err, ok, type Result } from '@souffleur/flow'

export interface Admission {
  readonly callId: string
  /** 0 for a call's first connection, one more each time that its id comes back. */
  readonly epoch: number
}

const REMEMBERED_CALLS = 10_000

/** Which calls hold a place, at most `maxCalls`, and which ids are taken: an id stays taken until its call's end has been delivered. */
export class CallRegistry {
  readonly #maxCalls: number
  readonly #takenIds = new Set<string>()
  readonly #running = new Set<string>()
  /** Of calls that ended, the oldest first. */
  readonly #lastEpochs = new Map<string, number>()

  constructor(maxCalls: number) {
    this.#maxCalls = maxCalls
  }

  get running(): number {
    return this.#running.size
  }

  /** @param epoch as others know it; one more than the last one here when absent */
  admit(callId: string, epoch?: number): Result<Admission, 'call.duplicate-id' | 'call.too-many'> {
    if (this.#takenIds.has(callId)) return err('call.duplicate-id')
    if (this.#running.size >= this.#maxCalls) return err('call.too-many')
    const lastEpoch = this.#lastEpochs.get(callId)
    this.#takenIds.add(callId)
    this.#running.add(callId)
    return ok({ callId, epoch: epoch ?? (lastEpoch === undefined ? 0 : lastEpoch + 1) })
  }

  /** No more audio: the place is free. */
  vacate({ callId }: Admission): void {
    this.#running.delete(callId)
  }

  /** Nothing more of this call at all: the id is free. */
  release({ callId, epoch }: Admission): void {
    this.#running.delete(callId)
    this.#takenIds.delete(callId)
    this.#lastEpochs.delete(callId)
    this.#lastEpochs.set(callId, epoch)
    const [oldest] = this.#lastEpochs.keys()
    if (this.#lastEpochs.size > REMEMBERED_CALLS && oldest !== undefined) this.#lastEpochs.delete(oldest)
  }
}
