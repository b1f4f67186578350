import type { Speaker } from '@souffleur/language'
import type { Language } from '@souffleur/proto'
import { type GuidanceEffect, type GuidanceState, noGuidance, stepGuidance } from './call-guidance.ts'
import { type Guide, guideForQueue } from './guide.ts'

export interface TriedPhrase {
  readonly text: string
  readonly language: Language
  readonly speaker: Speaker
  readonly queue: string
  /** As if the classifier had heard them. */
  readonly intents: readonly string[]
}

export type TriedEffectKind = 'alert' | 'list' | 'item' | 'step' | 'reply' | 'field'

/** What a phrase would bring about. */
export interface TriedEffect {
  readonly kind: TriedEffectKind
  readonly id: string
  readonly label: string
  /** The words that did it, in UTF-16 units; null when it wasn't words. */
  readonly said: { readonly start: number; readonly end: number } | null
}

/** Tries a phrase on a guide before it goes live: as if it were said in a call on which every list is open already. */
export function tryPhrase(guide: Guide, { text, language, speaker, queue, intents }: TriedPhrase): TriedEffect[] {
  const own = guideForQueue(guide, queue)
  const words = { utteranceId: 'tried', speaker, text, language, intents, positionMs: 0 }
  // Lists that these words would open, and items that they would tick off on open ones.
  const opening = stepGuidance(noGuidance, { kind: 'said', words }, own).effects.filter(({ kind }) => kind === 'list-opened')
  const ticking = stepGuidance(everyListOpen(own), { kind: 'said', words }, own).effects
  return [...opening, ...ticking].map((effect) => described(effect, language))
}

function everyListOpen({ lists }: Guide): GuidanceState {
  const open = lists.map((list) => ({ list, done: new Set<string>(), byHand: new Set<string>(), offered: list.items[0]?.id }))
  return { ...noGuidance, lists: open }
}

function described(effect: GuidanceEffect, language: Language): TriedEffect {
  switch (effect.kind) {
    case 'alert-raised':
      return { kind: 'alert', id: effect.rule.id, label: effect.rule.label[language], said: effect.evidence }
    case 'list-opened':
      return { kind: 'list', id: effect.list.id, label: effect.list.title[language], said: null }
    case 'item-done':
    case 'item-undone': {
      const said = effect.kind === 'item-done' ? (effect.evidence ?? null) : null
      return { kind: 'item', id: `${effect.list.id} ${effect.item.id}`, label: effect.item.label[language], said }
    }
    case 'next-action':
      return { kind: 'step', id: `${effect.list.id} ${effect.item.id}`, label: effect.item.label[language], said: null }
    case 'reply-ready':
      return { kind: 'reply', id: effect.replyId, label: effect.text, said: null }
    case 'field-filled': {
      const { form, field, entity } = effect
      return {
        kind: 'field',
        id: `${form.id} ${field.id}`,
        label: `${field.label[language]}: ${entity.value}`,
        said: { start: entity.start, end: entity.end },
      }
    }
  }
}
