import type { Cue, EntityType } from '@souffleur/language'
import type { Language } from '@souffleur/proto'

export type Wording = Readonly<Record<Language, string>>

/** Signs that an advisor must not miss. */
export const alertKinds = ['complaint', 'cancellation', 'vulnerability', 'legal_threat', 'fraud_sign'] as const
export type AlertKind = (typeof alertKinds)[number]

/** In which calls something applies: no queues means all of them. */
interface Scope {
  readonly queues: readonly string[]
}

export interface AlertRule extends Scope {
  readonly id: string
  readonly kind: AlertKind
  readonly label: Wording
  /** What the organisation wants done. */
  readonly advice: Wording
  readonly said: Cue
}

/** When a list comes up: with the call, with the first of some intents, or with some words. */
export interface Start {
  readonly withCall: boolean
  readonly intents: readonly string[]
  readonly said: Cue | undefined
}

export interface ListItem {
  readonly id: string
  readonly label: Wording
  /** A sentence that does it, to read out; empty when there is none. */
  readonly prompt: Wording
  readonly isRequired: boolean
  /** Saying it is the recording notice. */
  readonly isNotice: boolean
  /** Done when this is said... */
  readonly said: Cue | undefined
  /** ...or when the customer has given one of these. */
  readonly given: readonly EntityType[]
}

/** Things to say or do: in any order, or, as a procedure, one after the other. */
export interface GuideList extends Scope {
  readonly id: string
  readonly kind: 'checklist' | 'procedure'
  readonly title: Wording
  readonly starts: Start
  /** The article that says why; empty when there is none. */
  readonly articleId: string
  readonly items: readonly ListItem[]
}

/** A sentence that the organisation has approved, with `{slots}` for facts of the call. */
export interface ApprovedReply extends Scope {
  readonly id: string
  readonly intents: readonly string[]
  readonly text: Wording
}

export interface FormField {
  readonly id: string
  readonly label: Wording
  readonly entity: EntityType
  /** Words that have to be said with it: which of two dates is meant. Undefined: the first one counts. */
  readonly near: Cue | undefined
}

export interface GuideForm extends Scope {
  readonly id: string
  readonly title: Wording
  readonly fields: readonly FormField[]
}

/** What an organisation wants said, done, noticed and noted in its calls. */
export interface Guide {
  readonly version: number
  readonly alerts: readonly AlertRule[]
  readonly lists: readonly GuideList[]
  readonly replies: readonly ApprovedReply[]
  readonly forms: readonly GuideForm[]
}

export const emptyGuide: Guide = { version: 0, alerts: [], lists: [], replies: [], forms: [] }

/** The part of a guide that applies to a queue's calls. */
export function guideForQueue(guide: Guide, queue: string): Guide {
  const applies = ({ queues }: Scope): boolean => queues.length === 0 || queues.includes(queue)
  return {
    version: guide.version,
    alerts: guide.alerts.filter(applies),
    lists: guide.lists.filter(applies),
    replies: guide.replies.filter(applies),
    forms: guide.forms.filter(applies),
  }
}
