import { SuggestionExpiry, type SuggestionJudged, type SuggestionOffered, SuggestionVerdict } from '@souffleur/proto'
import type { CallState } from '../call-state.ts'

export const MAX_LIVE_SUGGESTIONS = 3

export type SuggestionFate = 'accepted' | 'edited' | 'dismissed' | 'expired' | 'replaced'

export interface LiveSuggestion {
  readonly offer: SuggestionOffered
  /** 0 to 2: its place on the board, and the key that selects it less one. */
  readonly slot: number
  readonly copied: boolean
}

export interface PastSuggestion {
  readonly offer: SuggestionOffered
  readonly fate: SuggestionFate
  readonly copied: boolean
  /** As the advisor edited it; otherwise as it was offered. */
  readonly text: string
}

export interface SuggestionBoard {
  readonly live: readonly LiveSuggestion[]
  /** Newest first. */
  readonly past: readonly PastSuggestion[]
}

export const emptyBoard: SuggestionBoard = { live: [], past: [] }

interface BoardInputs {
  readonly call: Pick<CallState, 'offers' | 'verdicts' | 'expiries' | 'ended'>
  /** A suggestion that stays while the advisor edits it, even when it expires meanwhile. */
  readonly held: string | undefined
}

/**
 * At most three live suggestions, each in the place it was first seen in: what a key selects never changes under the finger. When a
 * fourth comes, the oldest gives up its place.
 */
export function suggestionBoard(before: SuggestionBoard, { call, held }: BoardInputs): SuggestionBoard {
  const offers = [...call.offers.values()].sort((a, b) => b.positionMs - a.positionMs || b.suggestionId.localeCompare(a.suggestionId))
  const heldFirst = [
    ...offers.filter(({ suggestionId }) => suggestionId === held),
    ...offers.filter(({ suggestionId }) => suggestionId !== held),
  ]
  const kept = heldFirst.filter((offer) => isLive(call, offer, held)).slice(0, MAX_LIVE_SUGGESTIONS)
  const keptIds = new Set(kept.map(({ suggestionId }) => suggestionId))
  const past = offers
    .filter(({ suggestionId }) => !keptIds.has(suggestionId))
    .map((offer): PastSuggestion => {
      const judged = call.verdicts.get(offer.suggestionId)
      return { offer, fate: fateOf(call, offer.suggestionId), copied: isCopied(judged), text: judged?.editedText || offer.text }
    })
  return { live: placeInSlots(before.live, kept, call), past }
}

function isLive(call: BoardInputs['call'], { suggestionId }: SuggestionOffered, held: string | undefined): boolean {
  const judged = call.verdicts.get(suggestionId)
  if (judged !== undefined && !isCopied(judged)) return false
  if (suggestionId === held) return true
  return !call.expiries.has(suggestionId) && call.ended === undefined
}

function isCopied(judged: SuggestionJudged | undefined): boolean {
  return judged?.verdict === SuggestionVerdict.COPIED
}

function fateOf(call: BoardInputs['call'], suggestionId: string): SuggestionFate {
  switch (call.verdicts.get(suggestionId)?.verdict) {
    case SuggestionVerdict.ACCEPTED:
      return 'accepted'
    case SuggestionVerdict.EDITED:
      return 'edited'
    case SuggestionVerdict.DISMISSED:
      return 'dismissed'
    case SuggestionVerdict.COPIED:
    case SuggestionVerdict.SHOWN:
    case SuggestionVerdict.HELPFUL:
    case SuggestionVerdict.UNHELPFUL:
    case SuggestionVerdict.UNSPECIFIED:
    case undefined:
      return call.expiries.get(suggestionId)?.reason === SuggestionExpiry.REPLACED ? 'replaced' : 'expired'
  }
}

function placeInSlots(
  before: readonly LiveSuggestion[],
  offers: readonly SuggestionOffered[],
  call: BoardInputs['call'],
): readonly LiveSuggestion[] {
  const slotOf = new Map(before.map(({ offer, slot }) => [offer.suggestionId, slot]))
  const taken = new Set(offers.flatMap(({ suggestionId }) => slotOf.get(suggestionId) ?? []))
  const free = Array.from({ length: MAX_LIVE_SUGGESTIONS }, (_, slot) => slot).filter((slot) => !taken.has(slot))
  // The oldest newcomer takes the first free place.
  const newcomers = offers.filter(({ suggestionId }) => !slotOf.has(suggestionId)).reverse()
  for (const { suggestionId } of newcomers) slotOf.set(suggestionId, free.shift() ?? 0)
  return offers
    .map((offer) => ({
      offer,
      slot: slotOf.get(offer.suggestionId) ?? 0,
      copied: isCopied(call.verdicts.get(offer.suggestionId)),
    }))
    .sort((a, b) => a.slot - b.slot)
}
