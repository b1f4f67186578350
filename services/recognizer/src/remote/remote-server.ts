import { Breaker, type Clock } from '@souffleur/flow'
import { RemoteFailure } from './remote-failure.ts'
import type { Transcriber, TranscriptionQuestion } from './transcriber.ts'
import type { TranscriptionReply } from './transcription-reply.ts'

/** A call waits for its text: it is asked again as soon as it may be back. */
const REST_MS = 5000
const MOST_FAILURES = 3

/** One of the servers that do the same, and how it is doing. */
export class RemoteServer {
  readonly transcriber: Transcriber
  readonly #breaker: Breaker
  #asked = 0

  constructor(transcriber: Transcriber, clock: Clock) {
    this.transcriber = transcriber
    this.#breaker = new Breaker(clock, { mostFailures: MOST_FAILURES, restMs: REST_MS })
  }

  /** Questions that it hasn't answered yet. */
  get asked(): number {
    return this.#asked
  }

  /** False while it rests after failures, and while a first attempt shows whether it is back. */
  get mayBeAsked(): boolean {
    return !this.#breaker.rests && !(this.#breaker.isOnTrial && this.#asked > 0)
  }

  /** @throws RemoteFailure, unless the signal was aborted */
  async ask(question: TranscriptionQuestion, signal: AbortSignal): Promise<TranscriptionReply> {
    this.#asked += 1
    try {
      const reply = await this.transcriber.transcribe(question, signal)
      this.#breaker.succeeded()
      return reply
    } catch (error) {
      // Given up because another one answered: that says nothing of this one.
      if (!signal.aborted || isLate(signal.reason)) this.#breaker.failed()
      throw signal.aborted ? signal.reason : error
    } finally {
      this.#asked -= 1
    }
  }
}

export function lateFailure(patienceMs: number): RemoteFailure {
  return new RemoteFailure(`no answer within ${patienceMs} ms`, { isPassing: true, status: 408 })
}

function isLate(reason: unknown): boolean {
  return reason instanceof RemoteFailure && reason.status === 408
}
