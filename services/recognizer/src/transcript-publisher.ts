import { randomUUID } from 'node:crypto'
import { create, type MessageInitShape } from '@bufbuild/protobuf'
import type { Bus, CallNotes } from '@souffleur/bus'
import type { Clock } from '@souffleur/flow'
import { type CallMask, mapSpans } from '@souffleur/privacy'
import {
  type CallEvent,
  CallEventSchema,
  CallPauseRequestedSchema,
  CallWarnedSchema,
  Channel,
  type ChannelTranscribedSchema,
  type ErrorCode,
  isErrorCode,
  type Language,
  PartialTranscriptSchema,
  PrivateWordsSchema,
  TranscriptCompletedSchema,
  UtteranceDiscardedSchema,
  UtteranceSchema,
} from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import { noteOfCompletion, noteOfUtterance } from './handover-notes.ts'
import { type HiddenText, hiddenIn, maskWords } from './masked-words.ts'
import { PaymentPause } from './payment-pause.ts'
import type { EngineHint } from './recognizer-config.ts'
import type { TranscriptSink } from './segment-transcriber.ts'
import { type WrittenUtterance, writtenOf } from './written-utterance.ts'

export interface TranscriptPublisherOptions {
  readonly callId: string
  readonly epoch: number
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly engineHints: readonly EngineHint[]
  /** Undefined where everything is said as it is heard. */
  readonly privacy: CallPrivacy | undefined
}

/** What is done about the personal data of one call. */
export interface CallPrivacy {
  /** Everything that is heard is masked by it before anybody else sees it. */
  readonly mask: CallMask
  /** How long the listening stops when a card number is asked for; 0: not at all. */
  readonly paymentPauseMs: number
}

interface Spoken {
  readonly utteranceId: string
  readonly language: Language
}

/** One call's transcript as events. */
export class TranscriptPublisher {
  readonly #options: TranscriptPublisherOptions
  /** The people on a call are told once, not at each passage. */
  readonly #warned = new Set<ErrorCode>()

  readonly #paymentPause: PaymentPause

  constructor(options: TranscriptPublisherOptions) {
    this.#options = options
    this.#paymentPause = new PaymentPause({
      clock: options.clock,
      pauseMs: options.privacy?.paymentPauseMs ?? 0,
      request: (paused) => {
        const value = create(CallPauseRequestedSchema, { paused, requestedBy: 'payment' })
        this.#publish({ case: 'callPauseRequested', value })
      },
    })
  }

  sinkOf(channel: Channel, onSettled: () => void): TranscriptSink {
    return {
      partial: ({ firm, tentative, ...rest }) => {
        const texts = this.#maskPartial({ ...rest, firm: firm.join(' '), tentative: tentative.join(' ') }, channel)
        const value = create(PartialTranscriptSchema, { ...rest, ...texts, channel })
        this.#publish({ case: 'partialTranscript', value })
      },
      final: ({ words, endSamples, ...rest }) => {
        const written = this.#maskFinal(rest, writtenOf(words, rest.language), channel)
        const value = create(UtteranceSchema, { ...rest, ...written, channel })
        this.#publish({ case: 'utterance', value }, noteOfUtterance(channel, { writtenTo: endSamples, language: rest.language }))
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

  completed(channels: MessageInitShape<typeof ChannelTranscribedSchema>[], takenOver: boolean): void {
    this.close()
    const value = create(TranscriptCompletedSchema, { channels, takenOver })
    this.#publish({ case: 'transcriptCompleted', value }, noteOfCompletion(this.#options.epoch))
  }

  /** Nothing more comes of this call. */
  close(): void {
    this.#paymentPause.stop()
  }

  #maskFinal({ utteranceId, language }: Spoken, written: WrittenUtterance, channel: Channel): WrittenUtterance {
    const { privacy } = this.#options
    if (privacy === undefined) return written
    const masked = privacy.mask.mask({ channel: String(channel), text: written.text, language })
    this.#publishHidden(utteranceId, 0, hiddenIn(written.text, masked))
    this.#paymentPause.note(masked.dictation)
    return maskWords(written, masked)
  }

  /** Firm and tentative words are masked as one text: a number may go over from the one to the other. */
  #maskPartial(
    { utteranceId, language, revision, firm, tentative }: Spoken & { revision: number; firm: string; tentative: string },
    channel: Channel,
  ): { firmText: string; tentativeText: string } {
    const { privacy } = this.#options
    if (privacy === undefined) return { firmText: firm, tentativeText: tentative }
    const text = [firm, tentative].filter((part) => part !== '').join(' ')
    const masked = privacy.mask.mask({ channel: String(channel), text, language, isFinal: false })
    if (masked.spans.length === 0) return { firmText: firm, tentativeText: tentative }
    this.#publishHidden(utteranceId, revision, hiddenIn(text, masked))
    const [{ end: firmEnd } = { end: 0 }] = mapSpans(masked.pieces, [{ start: 0, end: firm.length }])
    return { firmText: masked.text.slice(0, firmEnd), tentativeText: masked.text.slice(firmEnd).trim() }
  }

  #publishHidden(utteranceId: string, revision: number, values: readonly HiddenText[]): void {
    if (values.length === 0) return
    this.#publish({ case: 'privateWords', value: create(PrivateWordsSchema, { utteranceId, revision, values: [...values] }) })
  }

  #publish(body: CallEvent['body'], notes?: CallNotes): void {
    const { bus, callId, epoch, clock, log } = this.#options
    try {
      bus.publishEvent(
        create(CallEventSchema, { eventId: randomUUID(), callId, epoch, occurredAtMs: clock.unixMs(), body }),
        undefined,
        notes,
      )
    } catch (error) {
      // Another part is too far behind. The call goes on; its next events may find room.
      const code = error instanceof Error && 'code' in error && isErrorCode(String(error.code)) ? String(error.code) : 'internal.unexpected'
      log.error('An event could not be published', { callId, event: body.case ?? '', code, error })
    }
  }
}
