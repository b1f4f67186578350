import { create } from '@bufbuild/protobuf'
import {
  type CallEvent,
  SuggestionExpiredSchema,
  SuggestionExpiry,
  SuggestionKind,
  SuggestionOfferedSchema,
  UtteranceUnderstoodSchema,
} from '@souffleur/proto'
import type { ScoredIntent } from './intents/intent-classifier.ts'
import type { AttentionEffect } from './suggestions/attention.ts'

type Body = CallEvent['body']
type Offer = Extract<AttentionEffect, { kind: 'offer' }>
type Expiry = Extract<AttentionEffect, { kind: 'expire' }>

export function understoodEvent(utteranceId: string, intents: readonly ScoredIntent[]): Body {
  return { case: 'utteranceUnderstood', value: create(UtteranceUnderstoodSchema, { utteranceId, intents: [...intents] }) }
}

export function offerEvent(callId: string, { number, finding }: Offer): Body {
  const { candidate, utteranceId, language, positionMs, speculative } = finding
  const { article, passage } = candidate
  const value = create(SuggestionOfferedSchema, {
    suggestionId: suggestionId(callId, number),
    kind: SuggestionKind.ANSWER,
    text: candidate.excerpt,
    sources: [
      {
        articleId: article.id,
        articleVersion: article.version,
        articleTitle: article.title,
        passageId: passage.id,
        heading: passage.heading,
        quote: passage.quote,
      },
    ],
    utteranceId,
    intentId: candidate.intentId,
    score: candidate.confidence,
    language,
    positionMs,
    speculative,
  })
  return { case: 'suggestionOffered', value }
}

export function expiryEvent(callId: string, { number, reason }: Expiry): Body {
  const value = create(SuggestionExpiredSchema, { suggestionId: suggestionId(callId, number), reason: expiries[reason] })
  return { case: 'suggestionExpired', value }
}

const expiries: Record<Expiry['reason'], SuggestionExpiry> = {
  time: SuggestionExpiry.TIME,
  replaced: SuggestionExpiry.REPLACED,
  'call-ended': SuggestionExpiry.CALL_ENDED,
}

function suggestionId(callId: string, number: number): string {
  return `${callId}-s-${number}`
}

/** The number within its call, or undefined for an id that isn't one of the call's. */
export function suggestionNumber(callId: string, id: string): number | undefined {
  const prefix = `${callId}-s-`
  const number = id.startsWith(prefix) ? Number(id.slice(prefix.length)) : Number.NaN
  return Number.isInteger(number) ? number : undefined
}
