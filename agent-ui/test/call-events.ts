import { create, type MessageInitShape } from '@bufbuild/protobuf'
import {
  type CallEvent,
  CallEventSchema,
  Channel,
  type PartialTranscriptSchema,
  type SuggestionOfferedSchema,
  type SuggestionVerdict,
  SummaryFieldType,
  SummarySchema,
  SummaryState,
} from '@souffleur/proto'

/** Events as a server sends them, for tests. */

let count = 0

export function event(
  body: MessageInitShape<typeof CallEventSchema>['body'],
  envelope: { epoch?: number; occurredAtMs?: number } = {},
): CallEvent {
  count += 1
  return create(CallEventSchema, {
    eventId: `e${count}`,
    callId: 'call',
    epoch: 0,
    occurredAtMs: count,
    ...envelope,
    ...(body && { body }),
  })
}

export function utterance(id: string, startMs: number, text = id, channel = Channel.CUSTOMER): CallEvent {
  return event({ case: 'utterance', value: { utteranceId: id, channel, startMs, endMs: startMs + 500, text, language: 'en' } })
}

export function partial(
  id: string,
  revision: number,
  firmText: string,
  more: Omit<MessageInitShape<typeof PartialTranscriptSchema>, '$typeName'> = {},
) {
  return event({ case: 'partialTranscript', value: { utteranceId: id, channel: Channel.CUSTOMER, revision, firmText, ...more } })
}

export function offer(
  id: string,
  positionMs: number,
  more: Omit<MessageInitShape<typeof SuggestionOfferedSchema>, '$typeName'> = {},
): CallEvent {
  return event({ case: 'suggestionOffered', value: { suggestionId: id, positionMs, text: id, ...more } })
}

export function judged(id: string, verdict: SuggestionVerdict, editedText = ''): CallEvent {
  return event({ case: 'suggestionJudged', value: { suggestionId: id, verdict, editedText } })
}

export function summary(revision: number, reason: string, state = SummaryState.COMPLETE) {
  return create(SummarySchema, {
    revision,
    state,
    language: 'en',
    fields: [
      {
        fieldId: 'reason',
        label: { en: 'Reason', fr: 'Motif' },
        type: SummaryFieldType.TEXT,
        required: true,
        lines: [
          {
            lineId: 'l1',
            text: reason,
            confidence: 0.8,
            evidence: [{ utteranceId: 'c1', charStart: 0, charEnd: 3, startMs: 0, endMs: 500 }],
          },
        ],
      },
      {
        fieldId: 'facts',
        label: { en: 'Facts', fr: 'Faits' },
        type: SummaryFieldType.LIST,
        lines: [{ lineId: 'l2', text: 'Contract: HB4471902', confidence: 0.9 }],
      },
      {
        fieldId: 'cause',
        label: { en: 'Cause', fr: 'Cause' },
        type: SummaryFieldType.CHOICE,
        choices: [{ choiceId: 'leak', label: { en: 'Leak', fr: 'Fuite' } }],
      },
    ],
    disposition: { dispositionId: 'claim_opened', confidence: 0.7 },
  })
}

export function summaryUpdated(revision: number, reason: string, epoch = 0): CallEvent {
  return event({ case: 'summaryUpdated', value: { summary: summary(revision, reason) } }, { epoch })
}
