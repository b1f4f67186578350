import { create, type MessageInitShape } from '@bufbuild/protobuf'
import {
  type AudioBatch,
  AudioBatchSchema,
  AudioEncoding,
  AudioGapNotedSchema,
  CallEndedSchema,
  CallEndReason,
  type CallEvent,
  CallEventSchema,
  CallPausedSchema,
  CallPauseRequestedSchema,
  CallResumedSchema,
  CallStartedSchema,
  CallWarnedSchema,
  Channel,
  DiscardReason,
  GapReason,
  PartialTranscriptSchema,
  SuggestionExpiredSchema,
  SuggestionExpiry,
  SuggestionJudgedSchema,
  SuggestionKind,
  SuggestionOfferedSchema,
  SuggestionVerdict,
  SummarySchema,
  SummaryState,
  SummaryUpdatedSchema,
  TranscriptCompletedSchema,
  UtteranceDiscardedSchema,
  UtteranceSchema,
  UtteranceUnderstoodSchema,
} from '@souffleur/proto'

/** What an event has around its body; a test names only what it is about. */
export interface EventEnvelope {
  readonly callId?: string
  readonly eventId?: string
  readonly epoch?: number
  readonly occurredAtMs?: number
}

export const TEST_CALL_ID = 'call-1'

let eventsMade = 0

/** Event ids differ between events, not between runs. */
export function anEvent(body: CallEvent['body'], envelope: EventEnvelope = {}): CallEvent {
  eventsMade += 1
  const { callId = TEST_CALL_ID, eventId = `event-${eventsMade}`, epoch = 0, occurredAtMs = 1_700_000_000_000 } = envelope
  return create(CallEventSchema, { callId, eventId, epoch, occurredAtMs, body })
}

export function anAudioBatch(fields: MessageInitShape<typeof AudioBatchSchema> = {}): AudioBatch {
  return create(AudioBatchSchema, {
    callId: TEST_CALL_ID,
    channel: Channel.CUSTOMER,
    sampleRateHz: 8000,
    encoding: AudioEncoding.PCMU,
    payload: new Uint8Array(320).fill(0xff),
    language: 'en',
    ...fields,
  })
}

export function aCallStarted(fields: MessageInitShape<typeof CallStartedSchema> = {}, envelope?: EventEnvelope): CallEvent {
  const value = create(CallStartedSchema, {
    language: 'en',
    queue: 'default',
    channels: [Channel.CUSTOMER, Channel.ADVISOR],
    encoding: AudioEncoding.PCMU,
    sampleRateHz: 8000,
    source: 'native',
    ...fields,
  })
  return anEvent({ case: 'callStarted', value }, envelope)
}

export function aCallEnded(fields: MessageInitShape<typeof CallEndedSchema> = {}, envelope?: EventEnvelope): CallEvent {
  const value = create(CallEndedSchema, { reason: CallEndReason.COMPLETED, durationMs: 60_000, ...fields })
  return anEvent({ case: 'callEnded', value }, envelope)
}

export function aCallPaused(fields: MessageInitShape<typeof CallPausedSchema> = {}, envelope?: EventEnvelope): CallEvent {
  return anEvent({ case: 'callPaused', value: create(CallPausedSchema, { requestedBy: 'advisor', ...fields }) }, envelope)
}

export function aCallResumed(fields: MessageInitShape<typeof CallResumedSchema> = {}, envelope?: EventEnvelope): CallEvent {
  return anEvent({ case: 'callResumed', value: create(CallResumedSchema, { requestedBy: 'advisor', ...fields }) }, envelope)
}

export function aCallPauseRequested(fields: MessageInitShape<typeof CallPauseRequestedSchema> = {}, envelope?: EventEnvelope): CallEvent {
  const value = create(CallPauseRequestedSchema, { paused: true, requestedBy: 'advisor', ...fields })
  return anEvent({ case: 'callPauseRequested', value }, envelope)
}

export function anAudioGapNoted(fields: MessageInitShape<typeof AudioGapNotedSchema> = {}, envelope?: EventEnvelope): CallEvent {
  const value = create(AudioGapNotedSchema, { channel: Channel.CUSTOMER, lengthMs: 100, reason: GapReason.LOST, ...fields })
  return anEvent({ case: 'audioGapNoted', value }, envelope)
}

export function aCallWarned(fields: MessageInitShape<typeof CallWarnedSchema> = {}, envelope?: EventEnvelope): CallEvent {
  return anEvent({ case: 'callWarned', value: create(CallWarnedSchema, { code: 'engine.failed', ...fields }) }, envelope)
}

export function aPartialTranscript(fields: MessageInitShape<typeof PartialTranscriptSchema> = {}, envelope?: EventEnvelope): CallEvent {
  const value = create(PartialTranscriptSchema, {
    utteranceId: `${envelope?.callId ?? TEST_CALL_ID}-c-1`,
    channel: Channel.CUSTOMER,
    revision: 1,
    endMs: 500,
    firmText: 'hello',
    tentativeText: 'there',
    language: 'en',
    ...fields,
  })
  return anEvent({ case: 'partialTranscript', value }, envelope)
}

export function anUtterance(fields: MessageInitShape<typeof UtteranceSchema> = {}, envelope?: EventEnvelope): CallEvent {
  const value = create(UtteranceSchema, {
    utteranceId: `${envelope?.callId ?? TEST_CALL_ID}-c-1`,
    channel: Channel.CUSTOMER,
    endMs: 1000,
    text: 'Hello there.',
    language: 'en',
    confidence: 0.9,
    endedBy: 'silence',
    engine: 'scripted',
    ...fields,
  })
  return anEvent({ case: 'utterance', value }, envelope)
}

export function anUtteranceDiscarded(fields: MessageInitShape<typeof UtteranceDiscardedSchema> = {}, envelope?: EventEnvelope): CallEvent {
  const value = create(UtteranceDiscardedSchema, {
    utteranceId: `${envelope?.callId ?? TEST_CALL_ID}-c-1`,
    channel: Channel.CUSTOMER,
    reason: DiscardReason.NO_WORDS,
    ...fields,
  })
  return anEvent({ case: 'utteranceDiscarded', value }, envelope)
}

export function aTranscriptCompleted(fields: MessageInitShape<typeof TranscriptCompletedSchema> = {}, envelope?: EventEnvelope): CallEvent {
  return anEvent({ case: 'transcriptCompleted', value: create(TranscriptCompletedSchema, fields) }, envelope)
}

export function anUtteranceUnderstood(
  fields: MessageInitShape<typeof UtteranceUnderstoodSchema> = {},
  envelope?: EventEnvelope,
): CallEvent {
  const value = create(UtteranceUnderstoodSchema, { utteranceId: `${envelope?.callId ?? TEST_CALL_ID}-c-1`, ...fields })
  return anEvent({ case: 'utteranceUnderstood', value }, envelope)
}

export function aSuggestionOffered(fields: MessageInitShape<typeof SuggestionOfferedSchema> = {}, envelope?: EventEnvelope): CallEvent {
  const value = create(SuggestionOfferedSchema, {
    suggestionId: 'suggestion-1',
    kind: SuggestionKind.ANSWER,
    text: 'The excess is 150 euros.',
    sources: [
      {
        articleId: 'article-1',
        articleVersion: 1,
        articleTitle: 'Water damage',
        passageId: 'article-1-1',
        heading: 'Excess',
        quote: 'The excess is 150 euros.',
      },
    ],
    utteranceId: `${envelope?.callId ?? TEST_CALL_ID}-c-1`,
    intentId: 'claim.water-damage',
    score: 0.8,
    language: 'en',
    positionMs: 1000,
    ...fields,
  })
  return anEvent({ case: 'suggestionOffered', value }, envelope)
}

export function aSuggestionExpired(fields: MessageInitShape<typeof SuggestionExpiredSchema> = {}, envelope?: EventEnvelope): CallEvent {
  const value = create(SuggestionExpiredSchema, { suggestionId: 'suggestion-1', reason: SuggestionExpiry.TIME, ...fields })
  return anEvent({ case: 'suggestionExpired', value }, envelope)
}

export function aSuggestionJudged(fields: MessageInitShape<typeof SuggestionJudgedSchema> = {}, envelope?: EventEnvelope): CallEvent {
  const value = create(SuggestionJudgedSchema, {
    suggestionId: 'suggestion-1',
    verdict: SuggestionVerdict.ACCEPTED,
    userId: 'advisor',
    ...fields,
  })
  return anEvent({ case: 'suggestionJudged', value }, envelope)
}

/** `fields` are the summary's own. */
export function aSummaryUpdated(fields: MessageInitShape<typeof SummarySchema> = {}, envelope?: EventEnvelope): CallEvent {
  const summary = create(SummarySchema, { revision: 1, state: SummaryState.DRAFT, language: 'en', ...fields })
  return anEvent({ case: 'summaryUpdated', value: create(SummaryUpdatedSchema, { summary }) }, envelope)
}
