import { enumToJson } from '@bufbuild/protobuf'
import {
  type CallEvent,
  type CallStarted,
  type Channel,
  ChannelSchema,
  SuggestionKindSchema,
  SuggestionVerdictSchema,
} from '@souffleur/proto'
import type { ContentSeal } from './content-seal.ts'

/** What stands in the open beside a sealed event, in the places of protobuf's JSON form. */
export type EventFacts = Readonly<Record<string, unknown>>

/**
 * What lists, charts and searches read of an event without opening it: ids, times, counts. Whatever isn't named here is sealed, so that a
 * field that is added to an event later doesn't lie open by oversight.
 */
export function factsOf(event: CallEvent, seal: ContentSeal): EventFacts {
  const epoch = event.epoch === 0 ? {} : { epoch: event.epoch }
  return { ...epoch, ...bodyFacts(event, seal) }
}

function bodyFacts({ body }: CallEvent, seal: ContentSeal): EventFacts {
  switch (body.case) {
    case 'callStarted':
      return { callStarted: { callerKeys: callerKeysOf(body.value, seal) } }
    case 'utterance': {
      const { utteranceId, language, channel, startMs, endMs, text } = body.value
      const spoken = { utteranceId, language, channel: channelJson(channel), startMs: Number(startMs), endMs: Number(endMs) }
      return { utterance: { ...spoken, hasWords: text !== '', asks: text.includes('?') } }
    }
    case 'utteranceUnderstood': {
      const { utteranceId, intents } = body.value
      return {
        utteranceUnderstood: { utteranceId, ...(intents.length === 0 ? {} : { intents: intents.map(({ intentId }) => ({ intentId })) }) },
      }
    }
    case 'suggestionOffered': {
      const { suggestionId, utteranceId, intentId, kind } = body.value
      return { suggestionOffered: { suggestionId, utteranceId, intentId, kind: enumToJson(SuggestionKindSchema, kind) } }
    }
    case 'suggestionJudged': {
      const { suggestionId, verdict, userId } = body.value
      return { suggestionJudged: { suggestionId, verdict: enumToJson(SuggestionVerdictSchema, verdict), userId } }
    }
    case 'alertRaised':
      // The label is the guide's.
      return { alertRaised: { alertId: body.value.alertId, label: body.value.label } }
    default:
      return {}
  }
}

/** Telephone numbers are the same from here on, whatever their country code or leading zero looks like. */
const SAME_DIGITS = 9
const FEWEST_DIGITS = 6

/** What a caller is found by: keyed hashes of everything that the telephone platform said of them. */
function callerKeysOf({ metadata }: CallStarted, seal: ContentSeal): string[] {
  const keys = new Set<string>()
  for (const value of Object.values(metadata)) {
    keys.add(wordKey(value, seal))
    const digits = value.replaceAll(/\D/g, '')
    for (let length = FEWEST_DIGITS; length <= Math.min(SAME_DIGITS, digits.length); length += 1)
      keys.add(numberKey(digits.slice(-length), seal))
  }
  return [...keys]
}

/** The key to look for. @param identifier as a person types it; numbers are compared by their last nine digits, or all when they have fewer */
export function callerKeyOf(identifier: string, seal: ContentSeal): string {
  const digits = identifier.replaceAll(/\D/g, '')
  const isNumber = digits.length >= FEWEST_DIGITS && !/\p{L}/u.test(identifier)
  return isNumber ? numberKey(digits.slice(-SAME_DIGITS), seal) : wordKey(identifier, seal)
}

function wordKey(value: string, seal: ContentSeal): string {
  return seal.lexeme(`caller ${value.toLowerCase()}`)
}

function numberKey(digits: string, seal: ContentSeal): string {
  return seal.lexeme(`number ${digits}`)
}

function channelJson(channel: Channel): unknown {
  return enumToJson(ChannelSchema, channel)
}
