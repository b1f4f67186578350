import { GuideListKind } from '@souffleur/proto'
import { ChevronDown, ListChecks, ListOrdered } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { markGuideItem } from '../../api/endpoints.ts'
import { useToasts } from '../../app/toasts.tsx'
import { type CallState, itemKey } from '../call-state.ts'
import { type ItemView, type ListView, listViews } from './guide-view.ts'

interface GuidePanelProps {
  readonly callId: string
  readonly state: CallState
  /** Only the advisor ticks. */
  readonly canTick: boolean
}

/** What has to be said and done in this call. Items tick themselves off when they are said; a click does it by hand. */
export function GuidePanel({ callId, state, canTick }: GuidePanelProps) {
  const { t } = useTranslation()
  const { sayError } = useToasts()
  const [unsent, setUnsent] = useState<ReadonlyMap<string, boolean>>(new Map())
  const views = listViews(state, unsent)
  if (views.length === 0) return null
  const mark = async (listId: string, itemId: string, done: boolean) => {
    const key = itemKey(listId, itemId)
    setUnsent((before) => new Map(before).set(key, done))
    try {
      await markGuideItem({ callId, listId, itemId, done })
    } catch (error) {
      sayError(error)
    }
    setUnsent((before) => new Map([...before].filter(([each]) => each !== key)))
  }
  return (
    <section aria-label={t('guide.title')} className="space-y-2">
      {views.map((view) => (
        <List key={view.list.listId} view={view} onMark={canTick ? mark : undefined} />
      ))}
    </section>
  )
}

type OnMark = ((listId: string, itemId: string, done: boolean) => void) | undefined

/** A procedure is open, as its steps follow each other; a checklist unfolds, since it ticks itself. */
function List({ view: { list, items, done }, onMark }: { readonly view: ListView; readonly onMark: OnMark }) {
  const { t } = useTranslation()
  const isProcedure = list.kind === GuideListKind.PROCEDURE
  const Icon = isProcedure ? ListOrdered : ListChecks
  return (
    <details open={isProcedure} className="group card overflow-hidden" lang={list.language}>
      <summary className="flex list-none items-center gap-2 px-3 py-2 text-sm">
        <Icon aria-hidden className="size-4 shrink-0 text-soft" />
        <span className="flex-1 font-medium">{list.title}</span>
        <span className="text-xs text-soft tabular-nums">{t('guide.progress', { done, total: items.length })}</span>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-soft transition-transform group-open:rotate-180" />
      </summary>
      <ul className="border-t border-line py-1">
        {items.map((item) => (
          <Item
            key={item.item.itemId}
            view={item}
            onMark={onMark === undefined ? undefined : (isDone) => onMark(list.listId, item.item.itemId, isDone)}
          />
        ))}
      </ul>
    </details>
  )
}

function Item({ view, onMark }: { readonly view: ItemView; readonly onMark: ((done: boolean) => void) | undefined }) {
  const { t } = useTranslation()
  const { item, isDone, isNext } = view
  return (
    <li className={`flex gap-2.5 px-3 py-1.5 text-sm ${isNext ? 'bg-cue-ground' : ''}`} aria-current={isNext ? 'step' : undefined}>
      <input
        type="checkbox"
        checked={isDone}
        aria-label={item.label}
        disabled={onMark === undefined}
        onChange={() => onMark?.(!isDone)}
        className="mt-0.5 size-4.5 shrink-0 accent-cue"
      />
      <div className="min-w-0">
        <span className={isDone ? 'text-soft' : isNext ? 'font-medium' : ''}>{item.label}</span>
        {item.required && !isDone ? <span className="ml-1.5 text-xs text-cue">{t('guide.required')}</span> : null}
        {isNext && item.prompt !== '' ? <p className="mt-0.5 font-script text-base leading-snug">{item.prompt}</p> : null}
      </div>
    </li>
  )
}
