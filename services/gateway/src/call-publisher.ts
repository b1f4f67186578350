import { randomUUID } from 'node:crypto'
import { create } from '@bufbuild/protobuf'
import type { Bus, CallNotes } from '@souffleur/bus'
import type { Clock } from '@souffleur/flow'
import {
  AppError,
  type AudioBatch,
  AudioBatchSchema,
  AudioGapNotedSchema,
  CallEndedSchema,
  type CallEndReason,
  type CallEvent,
  CallEventSchema,
  CallPausedSchema,
  CallResumedSchema,
  CallStartedSchema,
  type ChannelAccount,
  channelOf,
  type ErrorCode,
  encodingOf,
  noteOfNotice,
  noteOfStart,
  type RecordingNotice,
  RecordingNoticeNotedSchema,
} from '@souffleur/proto'
import type { AudioGap, OutgoingBatch } from './call-audio.ts'
import type { CallOffer } from './call-offer.ts'
import type { Admission } from './call-registry.ts'

export interface CallIdentity extends Admission {
  readonly offer: CallOffer
  /** The name of the door that it came through. */
  readonly source: string
  readonly advisorId: string
}

export interface CallOutcome {
  readonly reason: CallEndReason
  readonly errorCode: ErrorCode | undefined
  readonly durationMs: number
  readonly accounts: ChannelAccount[]
  /** Frames that could not be read, by code. */
  readonly badFrames: Record<string, number>
  /** Another gateway had the call before: the accounts are this one's share. */
  readonly takenOver: boolean
}

/** Writes one call's audio and events on the bus. Its last events are kept, and tried again, when the bus has no room for them. */
export class CallPublisher {
  readonly #bus: Bus
  readonly #clock: Clock
  readonly #call: CallIdentity
  readonly #unsent: CallEvent[] = []
  #language: CallOffer['language']

  constructor(bus: Bus, clock: Clock, call: CallIdentity) {
    this.#bus = bus
    this.#clock = clock
    this.#call = call
    this.#language = call.offer.language
  }

  /** The language of the audio that follows. */
  speak(language: CallOffer['language']): void {
    this.#language = language
  }

  /** @throws AppError `bus.overflow`, as do the other events but the last. */
  publishStarted(): void {
    const { offer, source, advisorId } = this.#call
    const { language, queue, metadata, title, synthetic } = offer
    const value = create(CallStartedSchema, {
      language,
      queue,
      advisorId,
      channels: offer.channels.map(channelOf),
      encoding: encodingOf(offer.encoding),
      sampleRateHz: offer.sampleRate,
      source,
      metadata,
      title,
      synthetic,
    })
    this.#publish({ case: 'callStarted', value }, noteOfStart(value))
  }

  /** What the platform says of the recording notice. */
  publishNotice(notice: RecordingNotice): void {
    this.#publish(
      { case: 'recordingNoticeNoted', value: create(RecordingNoticeNotedSchema, { notice, notedBy: 'platform' }) },
      noteOfNotice(notice),
    )
  }

  publishPaused(positionMs: number, requestedBy: string): void {
    this.#publish({ case: 'callPaused', value: create(CallPausedSchema, { positionMs, requestedBy }) })
  }

  publishResumed(positionMs: number, requestedBy: string): void {
    this.#publish({ case: 'callResumed', value: create(CallResumedSchema, { positionMs, requestedBy }) })
  }

  publishGap(gap: AudioGap, msOf: (samples: number) => number): void {
    const startMs = msOf(gap.startSamples)
    const lengthMs = msOf(gap.startSamples + gap.lengthSamples) - startMs
    const value = create(AudioGapNotedSchema, { channel: gap.channel, startMs, lengthMs, reason: gap.reason })
    this.#publish({ case: 'audioGapNoted', value })
  }

  publishBatch(batch: OutgoingBatch): void {
    const { callId, epoch, offer } = this.#call
    // Written out: `create` looks at every field of the schema, 25 times a second for each channel.
    const message: AudioBatch = {
      $typeName: AudioBatchSchema.typeName,
      callId,
      epoch,
      channel: batch.channel,
      sequence: batch.sequence,
      startSamples: batch.startSamples,
      sampleRateHz: offer.sampleRate,
      encoding: encodingOf(offer.encoding),
      payload: batch.payload,
      endOfChannel: batch.endOfChannel,
      language: this.#language,
      afterPause: batch.afterPause,
      // The bus knows.
      ownership: 0,
    }
    this.#bus.publishAudio(message)
  }

  /** Never throws: what the bus has no room for waits for {@link retry}. */
  publishEnded(end: CallOutcome): void {
    const value = create(CallEndedSchema, { ...end, errorCode: end.errorCode ?? '' })
    this.#unsent.push(this.#eventOf({ case: 'callEnded', value }))
    this.retry()
  }

  /** True when nothing waits. */
  retry(): boolean {
    try {
      for (let event = this.#unsent[0]; event !== undefined; event = this.#unsent[0]) {
        this.#bus.publishEvent(event)
        this.#unsent.shift()
      }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
    }
    return this.#unsent.length === 0
  }

  #publish(body: CallEvent['body'], notes?: CallNotes): void {
    this.#bus.publishEvent(this.#eventOf(body), undefined, notes)
  }

  #eventOf(body: CallEvent['body']): CallEvent {
    const { callId, epoch } = this.#call
    return create(CallEventSchema, { eventId: randomUUID(), callId, epoch, occurredAtMs: this.#clock.unixMs(), body })
  }
}
