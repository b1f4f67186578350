import { type CallEvent, Channel, SuggestionKind, SuggestionVerdict } from '@souffleur/proto'
import { suggestionNumber } from '../assist-events.ts'
import type { AttentionState } from './attention.ts'

/** What an assist that takes a call over has to know of the suggestions that another one made. */
export interface ShownSuggestions {
  /** As the attention budget remembers them, but for times. */
  readonly attention: Pick<AttentionState, 'offered' | 'unwanted' | 'count'>
  readonly live: readonly { readonly number: number; readonly topic: string; readonly offeredAtUnixMs: number }[]
  readonly lastOfferedAtUnixMs: number | undefined
}

/** Pure: read off a call's own events, in the order in which they happened. */
export function shownSuggestions(callId: string, past: readonly CallEvent[]): ShownSuggestions {
  const offered = new Set<string>()
  const unwanted = new Set<string>()
  const topics = new Map<number, string>()
  const live = new Map<number, { number: number; topic: string; offeredAtUnixMs: number }>()
  let lastOfferedAtUnixMs: number | undefined
  for (const { body, occurredAtMs } of past) {
    switch (body.case) {
      case 'suggestionOffered': {
        const number = suggestionNumber(callId, body.value.suggestionId)
        if (number === undefined) break
        const { key, topic } = originOf(body.value)
        offered.add(key)
        topics.set(number, topic)
        live.set(number, { number, topic, offeredAtUnixMs: occurredAtMs })
        lastOfferedAtUnixMs = occurredAtMs
        break
      }
      case 'suggestionExpired':
        live.delete(suggestionNumber(callId, body.value.suggestionId) ?? 0)
        break
      case 'suggestionJudged': {
        const number = suggestionNumber(callId, body.value.suggestionId) ?? 0
        if (!isDealtWith(body.value.verdict)) break
        live.delete(number)
        const topic = topics.get(number)
        if (body.value.verdict === SuggestionVerdict.DISMISSED && topic !== undefined) unwanted.add(topic)
        break
      }
      default:
        break
    }
  }
  return { attention: { offered, unwanted, count: Math.max(0, ...topics.keys()) }, live: [...live.values()], lastOfferedAtUnixMs }
}

type Offered = Extract<CallEvent['body'], { case: 'suggestionOffered' }>['value']

/** As `Offerable` has them. */
function originOf({ kind, sources: [source], sourceId, language }: Offered): { readonly key: string; readonly topic: string } {
  switch (kind) {
    case SuggestionKind.NEXT_ACTION: {
      const [, listId = ''] = sourceId.split(' ')
      return { key: sourceId, topic: `procedure ${listId}` }
    }
    case SuggestionKind.ANSWER:
      if (source !== undefined) return { key: `${language} ${source.articleId} ${source.passageId}`, topic: source.articleId }
      return { key: sourceId, topic: sourceId }
    case SuggestionKind.REPLY:
    case SuggestionKind.UNSPECIFIED:
      return { key: sourceId, topic: sourceId }
  }
}

/** To see one, or to rate it, doesn't put it away. */
export function isDealtWith(verdict: SuggestionVerdict): boolean {
  switch (verdict) {
    case SuggestionVerdict.UNSPECIFIED:
    case SuggestionVerdict.SHOWN:
    case SuggestionVerdict.HELPFUL:
    case SuggestionVerdict.UNHELPFUL:
      return false
    case SuggestionVerdict.ACCEPTED:
    case SuggestionVerdict.COPIED:
    case SuggestionVerdict.EDITED:
    case SuggestionVerdict.DISMISSED:
      return true
  }
}

export function speakerOf(channel: Channel): 'advisor' | 'customer' | 'unknown' {
  if (channel === Channel.ADVISOR) return 'advisor'
  return channel === Channel.CUSTOMER ? 'customer' : 'unknown'
}

/** Utterances that another assist has understood, by id. */
export function understoodIntents(
  past: readonly CallEvent[],
): ReadonlyMap<string, readonly { readonly intentId: string; readonly score: number }[]> {
  return new Map(
    past.flatMap(({ body }) => (body.case === 'utteranceUnderstood' ? [[body.value.utteranceId, body.value.intents] as const] : [])),
  )
}
