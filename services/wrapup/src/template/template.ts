import type { Cue, DialogueActName, EntityType } from '@souffleur/language'

export interface Label {
  readonly en: string
  readonly fr: string
}

export const fieldTypes = ['text', 'list', 'choice', 'date', 'amount', 'entity'] as const
export type FieldType = (typeof fieldTypes)[number]

export type SpokenBy = 'customer' | 'advisor' | 'anyone'

export interface Choice {
  readonly id: string
  readonly label: Label
  readonly said: Cue
}

/** What in a call counts as evidence for a field. Nothing else is ever written into it. */
export type FieldSource =
  /** The main intent, in the customer's words. */
  | { readonly kind: 'reason' }
  /** The customer's last word on whether it was settled. */
  | { readonly kind: 'resolution' }
  /** Promises to call back, or with a day or an hour. */
  | { readonly kind: 'follow-up' }
  | { readonly kind: 'acts'; readonly acts: readonly ReportedAct[]; readonly by: SpokenBy }
  /** Values of these types; with `near`, only those in an utterance with these words, or in answer to them. */
  | { readonly kind: 'entities'; readonly types: readonly EntityType[]; readonly by: SpokenBy; readonly near: Cue | undefined }
  | { readonly kind: 'said'; readonly cue: Cue }
  /** The choice whose words were said last. */
  | { readonly kind: 'choice'; readonly choices: readonly Choice[] }

/** The dialogue acts that a field may be made of. */
export type ReportedAct = Extract<DialogueActName, 'commitment' | 'action_done' | 'request' | 'question' | 'refusal'>

export interface TemplateField {
  readonly id: string
  readonly label: Label
  readonly type: FieldType
  readonly isRequired: boolean
  readonly source: FieldSource
}

export interface SummaryTemplate {
  readonly id: string
  /** Queues whose calls it summarises; none: those that no other template names. */
  readonly queues: readonly string[]
  readonly fields: readonly TemplateField[]
}

/** What the organisation wants to know of its calls. */
export interface SummaryTemplates {
  readonly version: number
  readonly templates: readonly SummaryTemplate[]
}
