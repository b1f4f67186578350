import { BookmarkPlus, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/text-field.tsx'
import { type CallSearch, isEmptySearch, isSameSearch, tidySearch } from './call-search.ts'
import { useViews } from './use-search.ts'

interface SavedViewsProps {
  readonly search: CallSearch
  readonly onSearch: (search: CallSearch) => void
}

/** One's own searches by name, and the way to keep the present one. */
export function SavedViews({ search, onSearch }: SavedViewsProps) {
  const { t } = useTranslation()
  const { views, save, remove } = useViews()
  const [isNaming, setNaming] = useState(false)
  const kept = views.data ?? []
  const isKept = kept.some((view) => isSameSearch(view.search, search))
  if (kept.length === 0 && isEmptySearch(search)) return null
  return (
    <section aria-label={t('callSearch.views')} className="flex flex-wrap items-center gap-2">
      {kept.map((view) => {
        const isShown = isSameSearch(view.search, search)
        return (
          <span
            key={view.id}
            className={`inline-flex items-center rounded-full border text-xs ${isShown ? 'border-curtain text-ink' : 'border-line-strong text-soft'}`}
          >
            <button
              type="button"
              aria-pressed={isShown}
              className="rounded-full py-1 pr-1 pl-3 font-medium hover:text-ink"
              onClick={() => onSearch(view.search)}
            >
              {view.name}
            </button>
            <button
              type="button"
              className="rounded-full p-1.5 hover:text-ink"
              aria-label={t('callSearch.forget', { name: view.name })}
              onClick={() => remove.mutate(view.id)}
            >
              <X aria-hidden className="size-3" />
            </button>
          </span>
        )
      })}
      {isEmptySearch(search) || isKept ? null : (
        <Button size="small" onClick={() => setNaming(true)}>
          <BookmarkPlus aria-hidden className="size-3.5" />
          {t('callSearch.save')}
        </Button>
      )}
      {remove.error === null ? null : <CodedNotice error={remove.error} />}
      <Dialog open={isNaming} onClose={() => setNaming(false)} title={t('callSearch.save')} description={t('callSearch.saveLead')}>
        <NameForm
          error={save.error}
          isPending={save.isPending}
          onName={(name) => save.mutate({ name, search: tidySearch(search) }, { onSuccess: () => setNaming(false) })}
        />
      </Dialog>
    </section>
  )
}

interface NameFormProps {
  readonly error: unknown
  readonly isPending: boolean
  readonly onName: (name: string) => void
}

function NameForm({ error, isPending, onName }: NameFormProps) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onName(name.trim())
  }
  return (
    <form onSubmit={submit} className="space-y-3">
      <TextField label={t('callSearch.viewName')} value={name} onType={setName} maxLength={80} required />
      {error === null ? null : <CodedNotice error={error} />}
      <div className="flex justify-end">
        <Button type="submit" look="primary" disabled={isPending || name.trim() === ''}>
          {t('callSearch.keep')}
        </Button>
      </div>
    </form>
  )
}
