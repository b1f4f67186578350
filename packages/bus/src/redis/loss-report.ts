import type { CancelTimer } from '@souffleur/flow'
import type { ErrorCode } from '@souffleur/proto'
import type { StreamName } from '../in-process-bus.ts'
import type { BusMetrics } from './bus-metrics.ts'
import type { RedisBusOptions } from './settings.ts'

const TOLD_EVERY_MS = 1000

interface Loss {
  readonly code: ErrorCode
  readonly fields: Readonly<Record<string, string>>
  count: number
}

/** What didn't get where it should: counted at once, logged together once a second. */
export class LossReport {
  readonly #options: RedisBusOptions
  readonly #metrics: BusMetrics
  readonly #untold = new Map<string, Loss>()
  #cancelTelling: CancelTimer | undefined

  constructor(options: RedisBusOptions, metrics: BusMetrics) {
    this.#options = options
    this.#metrics = metrics
  }

  noteTrimmed(stream: StreamName, group: string, entries: number): void {
    this.#metrics.trimmed.inc({ stream, group }, entries)
    this.#options.onTrimmed?.({ stream, group, entries })
    this.#note('bus.trimmed', { stream, group }, entries)
  }

  noteDropped(callId: string): void {
    this.#note('bus.outbox-full', { callId }, 1)
  }

  noteLate(callId: string): void {
    this.#note('bus.late-result', { callId }, 1)
  }

  close(): void {
    this.#cancelTelling?.()
    this.#tell()
  }

  #note(code: ErrorCode, fields: Readonly<Record<string, string>>, count: number): void {
    const key = [code, ...Object.values(fields)].join(' ')
    const known = this.#untold.get(key)
    if (known === undefined) this.#untold.set(key, { code, fields, count })
    else known.count += count
    this.#cancelTelling ??= this.#options.clock.setTimer(() => this.#tell(), TOLD_EVERY_MS)
  }

  #tell(): void {
    this.#cancelTelling = undefined
    for (const { code, fields, count } of this.#untold.values())
      this.#options.log.warn('Messages of the bus did not get where they should', { code, ...fields, count })
    this.#untold.clear()
  }
}
