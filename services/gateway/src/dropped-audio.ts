import { randomUUID } from 'node:crypto'
import { create } from '@bufbuild/protobuf'
import type { Bus } from '@souffleur/bus'
import type { CancelTimer, Clock } from '@souffleur/flow'
import { AppError, type AudioBatch, AudioGapNotedSchema, bytesPerSample, CallEventSchema, GapReason } from '@souffleur/proto'
import type { Log, Metrics } from '@souffleur/telemetry'
import { Counter } from 'prom-client'

export interface DroppedAudioPorts {
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
}

/** Batches are dropped by the dozen: what follows on within this time is one gap. */
const TOLD_EVERY_MS = 1000
/** Separate gaps of a channel in that time; more are told together, and add up all the same. */
const MAX_GAPS = 32

interface DroppedStretch {
  readonly batch: AudioBatch
  readonly startSamples: number
  endSamples: number
  /** Without what wasn't dropped in between. */
  lengthSamples: number
}

/** Audio that the bus had no room for becomes gaps of its call, to the sample: what isn't heard is accounted for. */
export class DroppedAudio {
  readonly #ports: DroppedAudioPorts
  readonly #seconds: Counter
  readonly #pending = new Map<string, DroppedStretch[]>()
  readonly #unsubscribe: () => void
  #cancelTelling: CancelTimer | undefined

  constructor(ports: DroppedAudioPorts) {
    this.#ports = ports
    this.#seconds = new Counter({
      name: 'souffleur_audio_dropped_seconds_total',
      help: 'Audio that no recognizer heard, since it could not keep up.',
      registers: [ports.metrics],
    })
    // Little of a call is dropped after its end: whoever adds up then shouldn't have to wait.
    this.#unsubscribe = ports.bus.watchEvents('dropped-audio', ({ body }) => {
      if (body.case === 'callEnded' && this.#pending.size > 0) this.#tell()
    })
  }

  /** Must not publish at once: the bus is in the middle of publishing. */
  note(batch: AudioBatch): void {
    const bytes = bytesPerSample(batch.encoding)
    const samples = bytes === 0 ? 0 : batch.payload.byteLength / bytes
    if (samples === 0) return
    this.#seconds.inc(samples / batch.sampleRateHz)
    this.#add(batch, samples)
    this.#cancelTelling ??= this.#ports.clock.setTimer(() => this.#tell(), TOLD_EVERY_MS)
  }

  /** Tells what hasn't been told yet. */
  stop(): void {
    this.#unsubscribe()
    this.#tell()
    this.#cancelTelling?.()
  }

  #add(batch: AudioBatch, samples: number): void {
    const { callId, epoch, channel, startSamples } = batch
    const key = `${callId} ${epoch} ${channel}`
    const stretches = this.#pending.get(key) ?? []
    this.#pending.set(key, stretches)
    const last = stretches.at(-1)
    if (last !== undefined && (last.endSamples === startSamples || stretches.length >= MAX_GAPS)) {
      last.endSamples = startSamples + samples
      last.lengthSamples += samples
    } else {
      stretches.push({ batch, startSamples, endSamples: startSamples + samples, lengthSamples: samples })
    }
  }

  #tell(): void {
    this.#cancelTelling?.()
    this.#cancelTelling = undefined
    for (const [key, stretches] of this.#pending) {
      while (stretches[0] !== undefined && this.#publish(stretches[0])) stretches.shift()
      if (stretches.length === 0) this.#pending.delete(key)
    }
    if (this.#pending.size > 0) this.#cancelTelling = this.#ports.clock.setTimer(() => this.#tell(), TOLD_EVERY_MS)
  }

  /** False while the bus has no room for the event either. */
  #publish({ batch, startSamples, lengthSamples }: DroppedStretch): boolean {
    const { bus, clock, log } = this.#ports
    const { callId, epoch, channel, sampleRateHz } = batch
    const msOf = (samples: number) => Math.round((samples * 1000) / sampleRateHz)
    const [startMs, lengthMs] = [msOf(startSamples), msOf(lengthSamples)]
    const value = create(AudioGapNotedSchema, { channel, startMs, lengthMs, lengthSamples, reason: GapReason.DROPPED })
    const body = { case: 'audioGapNoted', value } as const
    try {
      bus.publishEvent(create(CallEventSchema, { eventId: randomUUID(), callId, epoch, occurredAtMs: clock.unixMs(), body }))
    } catch (error) {
      if (error instanceof AppError) return false
      throw error
    }
    log.warn('Audio was dropped: a part cannot keep up', { callId, code: 'bus.overflow', positionMs: startMs, durMs: lengthMs })
    return true
  }
}
