import { create } from '@bufbuild/protobuf'
import {
  type CallEvent,
  SuggestionExpiredSchema,
  SuggestionExpiry,
  SuggestionKind,
  SuggestionOfferedSchema,
  SuggestionRewordedSchema,
  UtteranceUnderstoodSchema,
} from '@souffleur/proto'
import type { ScoredIntent } from './intents/intent-classifier.ts'
import type { AttentionEffect } from './suggestions/attention.ts'
import type { OfferContent } from './suggestions/offerable.ts'
import { sourceIdOf } from './suggestions/source-id.ts'

type Body = CallEvent['body']
type Offer = Extract<AttentionEffect, { kind: 'offer' }>
type Expiry = Extract<AttentionEffect, { kind: 'expire' }>

export function understoodEvent(utteranceId: string, intents: readonly ScoredIntent[]): Body {
  return { case: 'utteranceUnderstood', value: create(UtteranceUnderstoodSchema, { utteranceId, intents: [...intents] }) }
}

export interface OfferVersions {
  readonly guideVersion: number
  /** Empty where words alone find. */
  readonly meaningModel: string
}

export function offerEvent(callId: string, { number, finding }: Offer, { guideVersion, meaningModel }: OfferVersions): Body {
  const { offerable, utteranceId, language, positionMs, speculative } = finding
  const value = create(SuggestionOfferedSchema, {
    suggestionId: suggestionId(callId, number),
    utteranceId,
    score: offerable.confidence,
    language,
    positionMs,
    speculative,
    ...(offerable.content.kind === 'answer' ? { meaningModel } : { guideVersion }),
    ...wordsOf(offerable.content),
  })
  return { case: 'suggestionOffered', value }
}

function wordsOf(content: OfferContent) {
  switch (content.kind) {
    case 'answer': {
      const { article, passage, excerpt, intentId } = content.candidate
      const source = {
        articleId: article.id,
        articleVersion: article.version,
        articleTitle: article.title,
        passageId: passage.id,
        heading: passage.heading,
        quote: passage.quote,
      }
      return {
        kind: SuggestionKind.ANSWER,
        text: excerpt,
        sources: [source],
        intentId,
        sourceId: sourceIdOf({ kind: 'answer', articleId: article.id }),
      }
    }
    case 'reply':
      return { kind: SuggestionKind.REPLY, text: content.text, intentId: content.intentId, sourceId: sourceIdOf(content) }
    case 'next-action':
      return {
        kind: SuggestionKind.NEXT_ACTION,
        text: content.text,
        sourceId: sourceIdOf({ kind: 'next-action', listId: content.list.id, itemId: content.item.id }),
      }
  }
}

export function rewordedEvent(callId: string, number: number, { text, model }: { readonly text: string; readonly model: string }): Body {
  return {
    case: 'suggestionReworded',
    value: create(SuggestionRewordedSchema, { suggestionId: suggestionId(callId, number), text, model }),
  }
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
