import { type AlertRaised, type FormFieldFilled, type GuideItem, GuideListKind, type GuideListOpened } from '@souffleur/proto'
import { type CallState, itemKey } from '../call-state.ts'

export interface ItemView {
  readonly item: GuideItem
  readonly isDone: boolean
  /** The step that a procedure has come to. */
  readonly isNext: boolean
  /** What was said; undefined for what was done by hand, or isn't done. */
  readonly utteranceId: string | undefined
}

export interface ListView {
  readonly list: GuideListOpened
  readonly items: readonly ItemView[]
  readonly done: number
}

export interface FormView {
  readonly id: string
  readonly title: string
  readonly fields: readonly FormFieldFilled[]
}

/** Pure: the lists of a call with their ticks; what was ticked by hand and isn't told yet counts already. */
export function listViews({ lists, items }: CallState, unsent: ReadonlyMap<string, boolean>): ListView[] {
  return [...lists.values()].map((list) => {
    const ticks = list.items.map((item) => {
      const key = itemKey(list.listId, item.itemId)
      const changed = items.get(key)
      const isDone = unsent.get(key) ?? changed?.done ?? false
      return { item, isDone, utteranceId: isDone ? changed?.evidence?.utteranceId : undefined }
    })
    const lastDone = ticks.findLastIndex(({ isDone }) => isDone)
    const next = list.kind === GuideListKind.PROCEDURE ? ticks.findIndex(({ isDone }, index) => index > lastDone && !isDone) : -1
    return {
      list,
      items: ticks.map((tick, index) => ({ ...tick, isNext: index === next })),
      done: ticks.filter(({ isDone }) => isDone).length,
    }
  })
}

/** The newest first: it is what the advisor has not read yet. */
export function alertsInOrder({ alerts }: CallState): AlertRaised[] {
  return [...alerts.values()].toSorted((one, other) => other.positionMs - one.positionMs)
}

export function formViews({ fields }: CallState): FormView[] {
  const forms = new Map<string, FormFieldFilled[]>()
  for (const field of fields.values()) forms.set(field.formId, [...(forms.get(field.formId) ?? []), field])
  return [...forms].map(([id, own]) => ({ id, title: own[0]?.formTitle ?? '', fields: own }))
}
