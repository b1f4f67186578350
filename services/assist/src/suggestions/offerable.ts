import type { GuideList, ListItem } from '../guidance/guide.ts'
import { sourceIdOf } from './source-id.ts'
import type { Candidate } from './understanding.ts'

/** What can be put before an advisor. */
export type OfferContent =
  /** A passage that answers. */
  | { readonly kind: 'answer'; readonly candidate: Candidate }
  /** A sentence that the organisation approved, its slots filled. */
  | { readonly kind: 'reply'; readonly replyId: string; readonly text: string; readonly intentId: string }
  /** The step that a procedure has come to. */
  | { readonly kind: 'next-action'; readonly text: string; readonly list: GuideList; readonly item: ListItem }

/** Something to offer, as far as the attention budget has to know it. */
export interface Offerable {
  /** Never offered twice in a call. */
  readonly key: string
  /** Dismissed together. */
  readonly topic: string
  /** 0 to 1: the better of two is shown. */
  readonly confidence: number
  readonly content: OfferContent
}

/** Approved sentences and steps of procedures were chosen by people. */
const CHOSEN_BY_PEOPLE = 1

export function answerOffer(candidate: Candidate): Offerable {
  const { article, passage, confidence } = candidate
  return { key: `${article.language} ${article.id} ${passage.id}`, topic: article.id, confidence, content: { kind: 'answer', candidate } }
}

export function replyOffer(replyId: string, text: string, intentId: string): Offerable {
  const key = sourceIdOf({ kind: 'reply', replyId })
  return { key, topic: key, confidence: CHOSEN_BY_PEOPLE, content: { kind: 'reply', replyId, text, intentId } }
}

export function nextActionOffer(list: GuideList, item: ListItem, text: string): Offerable {
  const content = { kind: 'next-action', text, list, item } as const
  return {
    key: sourceIdOf({ kind: 'next-action', listId: list.id, itemId: item.id }),
    topic: `procedure ${list.id}`,
    confidence: CHOSEN_BY_PEOPLE,
    content,
  }
}
