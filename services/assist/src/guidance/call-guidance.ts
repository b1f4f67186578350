import { type CueHeard, type Entity, findEntities, hearCue, type Speaker } from '@souffleur/language'
import type { Language } from '@souffleur/proto'
import type { AlertRule, FormField, Guide, GuideForm, GuideList, ListItem } from './guide.ts'
import { fillSlots, type KnownFacts } from './reply-slots.ts'

/** Words as guidance hears them. */
export interface GuidedWords {
  readonly utteranceId: string
  readonly speaker: Speaker
  readonly text: string
  readonly language: Language
  /** Intents that the customer's words surely have. */
  readonly intents: readonly string[]
  /** Where in the call they end. */
  readonly positionMs: number
}

export type GuidanceEvent =
  | { readonly kind: 'call-started'; readonly language: Language }
  | { readonly kind: 'said'; readonly words: GuidedWords }
  /** The advisor ticks by hand, or takes a tick back: from then on nothing that is said changes it. */
  | { readonly kind: 'marked'; readonly listId: string; readonly itemId: string; readonly isDone: boolean }

/** Words that support something, in UTF-16 units of the utterance's text. */
export interface GuidanceEvidence {
  readonly utteranceId: string
  readonly start: number
  readonly end: number
}

export type GuidanceEffect =
  | { readonly kind: 'list-opened'; readonly list: GuideList; readonly language: Language }
  | { readonly kind: 'item-done'; readonly list: GuideList; readonly item: ListItem; readonly evidence: GuidanceEvidence | undefined }
  | { readonly kind: 'item-undone'; readonly list: GuideList; readonly item: ListItem }
  /** The step that a procedure has come to. */
  | {
      readonly kind: 'next-action'
      readonly list: GuideList
      readonly item: ListItem
      readonly language: Language
      readonly utteranceId: string
    }
  | {
      readonly kind: 'alert-raised'
      readonly rule: AlertRule
      readonly language: Language
      readonly evidence: GuidanceEvidence
      readonly positionMs: number
    }
  | {
      readonly kind: 'reply-ready'
      readonly replyId: string
      readonly intentId: string
      readonly text: string
      readonly words: GuidedWords
    }
  | {
      readonly kind: 'field-filled'
      readonly form: GuideForm
      readonly field: FormField
      readonly entity: Entity
      readonly utteranceId: string
      readonly language: Language
    }

interface OpenList {
  readonly list: GuideList
  readonly done: ReadonlySet<string>
  readonly byHand: ReadonlySet<string>
  /** The step that was last offered. */
  readonly offered: string | undefined
}

export interface GuidanceState {
  readonly lists: readonly OpenList[]
  /** Alerts are raised once in a call. */
  readonly raised: ReadonlySet<string>
  readonly replied: ReadonlySet<string>
  readonly facts: KnownFacts
  /** `form field` to the value that it holds. */
  readonly fields: ReadonlyMap<string, string>
}

export const noGuidance: GuidanceState = { lists: [], raised: new Set(), replied: new Set(), facts: new Map(), fields: new Map() }

export interface GuidanceStep {
  readonly state: GuidanceState
  readonly effects: readonly GuidanceEffect[]
}

/** Pure: what a guide makes of a call, one event after the other. */
export function stepGuidance(state: GuidanceState, event: GuidanceEvent, guide: Guide): GuidanceStep {
  switch (event.kind) {
    case 'call-started': {
      const opened = guide.lists.filter(({ starts }) => starts.withCall)
      return open(state, opened, { language: event.language, utteranceId: '' })
    }
    case 'said':
      return hear(state, event.words, guide)
    case 'marked':
      return mark(state, event)
  }
}

function hear(before: GuidanceState, words: GuidedWords, guide: Guide): GuidanceStep {
  const effects: GuidanceEffect[] = []
  let state = before
  const take = (step: GuidanceStep): void => {
    state = step.state
    effects.push(...step.effects)
  }
  const entities = findEntities(words.text, words.language)
  take(raiseAlerts(state, words, guide))
  take(open(state, startingLists(state, words, guide), words))
  take(tick(state, words, entities))
  take(note(state, words, entities, guide))
  take(reply(state, words, guide))
  return { state, effects }
}

function raiseAlerts(state: GuidanceState, words: GuidedWords, { alerts }: Guide): GuidanceStep {
  const effects = alerts.flatMap((rule): GuidanceEffect[] => {
    const heard = state.raised.has(rule.id) ? undefined : hearCue(rule.said, words.text, words.language, words.speaker)
    return heard === undefined
      ? []
      : [{ kind: 'alert-raised', rule, language: words.language, evidence: evidenceOf(words, heard), positionMs: words.positionMs }]
  })
  if (effects.length === 0) return { state, effects }
  const raised = new Set([...state.raised, ...effects.flatMap((effect) => (effect.kind === 'alert-raised' ? [effect.rule.id] : []))])
  return { state: { ...state, raised }, effects }
}

function startingLists(state: GuidanceState, words: GuidedWords, { lists }: Guide): GuideList[] {
  return lists.filter(({ id, starts }) => {
    if (state.lists.some(({ list }) => list.id === id)) return false
    if (starts.intents.some((intentId) => words.intents.includes(intentId))) return true
    return starts.said !== undefined && hearCue(starts.said, words.text, words.language, words.speaker) !== undefined
  })
}

function open(
  state: GuidanceState,
  lists: readonly GuideList[],
  { language, utteranceId }: { readonly language: Language; readonly utteranceId: string },
): GuidanceStep {
  const effects: GuidanceEffect[] = []
  const opened = lists.map((list): OpenList => {
    effects.push({ kind: 'list-opened', list, language })
    const [first] = list.items
    if (list.kind !== 'procedure' || first === undefined) return { list, done: new Set(), byHand: new Set(), offered: undefined }
    effects.push({ kind: 'next-action', list, item: first, language, utteranceId })
    return { list, done: new Set(), byHand: new Set(), offered: first.id }
  })
  return { state: { ...state, lists: [...state.lists, ...opened] }, effects }
}

function tick(state: GuidanceState, words: GuidedWords, entities: readonly Entity[]): GuidanceStep {
  const effects: GuidanceEffect[] = []
  const lists = state.lists.map((open): OpenList => {
    const newlyDone = open.list.items.filter((item) => {
      if (open.done.has(item.id) || open.byHand.has(item.id)) return false
      const evidence = evidenceFor(item, words, entities)
      if (evidence !== undefined) effects.push({ kind: 'item-done', list: open.list, item, evidence })
      return evidence !== undefined
    })
    if (newlyDone.length === 0) return open
    const done = new Set([...open.done, ...newlyDone.map(({ id }) => id)])
    return advance({ ...open, done }, words, effects)
  })
  return { state: { ...state, lists }, effects }
}

/** A procedure goes on with the first step after the last one that is done: what was left out isn't gone back to. */
function advance(
  open: OpenList,
  words: { readonly language: Language; readonly utteranceId: string },
  effects: GuidanceEffect[],
): OpenList {
  if (open.list.kind !== 'procedure') return open
  const { items } = open.list
  const lastDone = items.findLastIndex(({ id }) => open.done.has(id))
  const next = items.slice(lastDone + 1).find(({ id }) => !open.done.has(id))
  if (next === undefined || next.id === open.offered) return open
  effects.push({ kind: 'next-action', list: open.list, item: next, language: words.language, utteranceId: words.utteranceId })
  return { ...open, offered: next.id }
}

function evidenceFor(item: ListItem, words: GuidedWords, entities: readonly Entity[]): GuidanceEvidence | undefined {
  const heard = item.said === undefined ? undefined : hearCue(item.said, words.text, words.language, words.speaker)
  if (heard !== undefined) return evidenceOf(words, heard)
  const given = words.speaker === 'advisor' ? undefined : entities.find(({ type }) => item.given.includes(type))
  return given === undefined ? undefined : evidenceOf(words, given)
}

/** A later value takes the place of an earlier one: people correct themselves. */
function note(state: GuidanceState, words: GuidedWords, entities: readonly Entity[], { forms }: Guide): GuidanceStep {
  if (words.speaker === 'advisor' || entities.length === 0) return { state, effects: [] }
  const facts = new Map(state.facts)
  for (const { type, value } of entities) facts.set(type, value)
  const fields = new Map(state.fields)
  const effects: GuidanceEffect[] = []
  for (const form of forms) {
    for (const field of form.fields) {
      const isMeant = field.near === undefined || hearCue(field.near, words.text, words.language, words.speaker) !== undefined
      const entity = isMeant ? entities.findLast(({ type }) => type === field.entity) : undefined
      const key = `${form.id} ${field.id}`
      if (entity === undefined || fields.get(key) === entity.value) continue
      fields.set(key, entity.value)
      effects.push({ kind: 'field-filled', form, field, entity, utteranceId: words.utteranceId, language: words.language })
    }
  }
  return { state: { ...state, facts, fields }, effects }
}

function reply(state: GuidanceState, words: GuidedWords, { replies }: Guide): GuidanceStep {
  if (words.speaker === 'advisor') return { state, effects: [] }
  for (const { id, intents, text } of replies) {
    const intentId = intents.find((intent) => words.intents.includes(intent))
    const filled = intentId === undefined || state.replied.has(id) ? undefined : fillSlots(text[words.language], state.facts)
    if (filled === undefined || intentId === undefined) continue
    const effect: GuidanceEffect = { kind: 'reply-ready', replyId: id, intentId, text: filled, words }
    return { state: { ...state, replied: new Set([...state.replied, id]) }, effects: [effect] }
  }
  return { state, effects: [] }
}

function mark(state: GuidanceState, event: Extract<GuidanceEvent, { kind: 'marked' }>): GuidanceStep {
  const open = state.lists.find(({ list }) => list.id === event.listId)
  const item = open?.list.items.find(({ id }) => id === event.itemId)
  if (open === undefined || item === undefined || open.done.has(item.id) === event.isDone) return { state, effects: [] }
  const effects: GuidanceEffect[] = [
    event.isDone ? { kind: 'item-done', list: open.list, item, evidence: undefined } : { kind: 'item-undone', list: open.list, item },
  ]
  const done = new Set([...open.done].filter((id) => id !== item.id))
  if (event.isDone) done.add(item.id)
  const marked: OpenList = { ...open, done, byHand: new Set([...open.byHand, item.id]) }
  return { state: { ...state, lists: state.lists.map((each) => (each === open ? marked : each)) }, effects }
}

function evidenceOf({ utteranceId }: GuidedWords, { start, end }: CueHeard | Entity): GuidanceEvidence {
  return { utteranceId, start, end }
}
