import { randomUUID } from 'node:crypto'
import { create, type MessageInitShape } from '@bufbuild/protobuf'
import type { Bus } from '@souffleur/bus'
import type { Clock } from '@souffleur/flow'
import {
  type CallEvent,
  CallEventSchema,
  CallWarnedSchema,
  Channel,
  type ChannelTranscribedSchema,
  type ErrorCode,
  isErrorCode,
  PartialTranscriptSchema,
  TranscriptCompletedSchema,
  UtteranceDiscardedSchema,
  UtteranceSchema,
} from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import type { EngineHint } from './recognizer-config.ts'
import type { TranscriptSink } from './segment-transcriber.ts'
import { writtenOf } from './written-utterance.ts'

export interface TranscriptPublisherOptions {
  readonly callId: string
  readonly epoch: number
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly engineHints: readonly EngineHint[]
}

/** One call's transcript as events. */
export class TranscriptPublisher {
  readonly #options: TranscriptPublisherOptions
  /** The people on a call are told once, not at each passage. */
  readonly #warned = new Set<ErrorCode>()

  constructor(options: TranscriptPublisherOptions) {
    this.#options = options
  }

  sinkOf(channel: Channel, onSettled: () => void): TranscriptSink {
    return {
      partial: ({ firm, tentative, ...rest }) => {
        const texts = { firmText: firm.join(' '), tentativeText: tentative.join(' ') }
        const value = create(PartialTranscriptSchema, { ...rest, ...texts, channel })
        this.#publish({ case: 'partialTranscript', value })
      },
      final: ({ words, ...rest }) => {
        const value = create(UtteranceSchema, { ...rest, ...writtenOf(words, rest.language), channel })
        this.#publish({ case: 'utterance', value })
      },
      discarded: (utteranceId, reason) => {
        this.#publish({ case: 'utteranceDiscarded', value: create(UtteranceDiscardedSchema, { utteranceId, channel, reason }) })
      },
      failed: (error) => this.warn(error === undefined ? 'engine.overloaded' : 'engine.failed', {}, channel),
      settled: onSettled,
    }
  }

  /** Names the engine that the language needs, and the command that installs it. */
  warnOfMissingLanguage(language: string): void {
    const hint = this.#options.engineHints.find((candidate) => candidate.languages.some((known) => known === language))
    const how = hint === undefined ? {} : { engine: hint.engine, command: hint.command }
    this.warn('engine.language-missing', { language, ...how })
  }

  hasWarnedOf(code: ErrorCode): boolean {
    return this.#warned.has(code)
  }

  warn(code: ErrorCode, parameters: Record<string, string> = {}, channel = Channel.UNSPECIFIED): void {
    if (this.#warned.has(code)) return
    this.#warned.add(code)
    this.#publish({ case: 'callWarned', value: create(CallWarnedSchema, { code, channel, parameters }) })
  }

  completed(channels: MessageInitShape<typeof ChannelTranscribedSchema>[]): void {
    this.#publish({ case: 'transcriptCompleted', value: create(TranscriptCompletedSchema, { channels }) })
  }

  #publish(body: CallEvent['body']): void {
    const { bus, callId, epoch, clock, log } = this.#options
    try {
      bus.publishEvent(create(CallEventSchema, { eventId: randomUUID(), callId, epoch, occurredAtMs: clock.unixMs(), body }))
    } catch (error) {
      // Another part is too far behind. The call goes on; its next events may find room.
      const code = error instanceof Error && 'code' in error && isErrorCode(String(error.code)) ? String(error.code) : 'internal.unexpected'
      log.error('An event could not be published', { callId, event: body.case ?? '', code, error })
    }
  }
}
