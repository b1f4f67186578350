import { Search, SlidersHorizontal, X } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCatalogue } from '../calls/use-calls.ts'
import { languageName } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { useUser } from '../session/use-session.ts'
import { Button } from '../ui/button.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { type CallSearch, isEmptySearch, searchPeriods } from './call-search.ts'
import { useSearchChoices } from './use-search.ts'

interface SearchFormProps {
  readonly search: CallSearch
  readonly onSearch: (search: CallSearch) => void
}

const resolutions = ['settled', 'unsettled'] as const
const summaries = ['complete', 'saved', 'approved', 'rejected'] as const

/** Words are looked for when they are sent, filters when they are chosen. */
export function SearchForm({ search, onSearch }: SearchFormProps) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const filters = useId()
  return (
    <search aria-label={t('callSearch.title')} className="card block space-y-3 p-3">
      <WordsField key={search.q ?? ''} search={search} onSearch={onSearch} />
      <Button size="small" className="sm:hidden" aria-expanded={isOpen} aria-controls={filters} onClick={() => setOpen(!isOpen)}>
        <SlidersHorizontal aria-hidden className="size-3.5" />
        {t('callSearch.filters')}
      </Button>
      <div id={filters} className={`space-y-3 ${isOpen ? '' : 'max-sm:hidden'}`}>
        <MainFilters search={search} onSearch={onSearch} />
        <details open={search.warning !== undefined || search.minSeconds !== undefined || search.maxSeconds !== undefined}>
          <summary className="w-fit cursor-pointer rounded text-xs font-medium text-soft hover:text-ink">{t('callSearch.more')}</summary>
          <MoreFilters search={search} onSearch={onSearch} />
        </details>
      </div>
      {isEmptySearch(search) ? null : (
        <Button size="small" look="quiet" onClick={() => onSearch({})}>
          <X aria-hidden className="size-3.5" />
          {t('callSearch.clear')}
        </Button>
      )}
    </search>
  )
}

function WordsField({ search, onSearch }: SearchFormProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(search.q ?? '')
  const id = useId()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSearch({ ...search, q: typed.trim() === '' ? undefined : typed.trim() })
  }
  return (
    <form onSubmit={submit} className="space-y-1">
      <label htmlFor={id} className="text-xs font-medium text-soft">
        {t('callSearch.words')}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          type="search"
          maxLength={200}
          className="field min-w-0 flex-1"
          value={typed}
          aria-describedby={`${id}-hint`}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit" look="primary">
          <Search aria-hidden className="size-4" />
          {t('callSearch.find')}
        </Button>
      </div>
      <p id={`${id}-hint`} className="text-xs text-soft">
        {t('callSearch.hint')}
      </p>
    </form>
  )
}

const grid = 'grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-4 xl:grid-cols-8'

function MainFilters({ search, onSearch }: SearchFormProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { role } = useUser()
  const choices = useSearchChoices().data
  const catalogue = useCatalogue().data
  const all = { value: '', label: t('calls.all') }
  const set = (key: keyof CallSearch) => (value: string) => onSearch({ ...search, [key]: value === '' ? undefined : value })
  const labelled = (list: readonly { readonly id: string; readonly label: Readonly<Record<'fr' | 'en', string>> }[] = []) =>
    list.map(({ id, label }) => ({ value: id, label: label[language] })).toSorted((one, other) => one.label.localeCompare(other.label))
  const plain = (values: readonly string[] = []) => values.map((value) => ({ value, label: value }))
  const advisors = (choices?.advisors ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return (
    <div className={grid}>
      <SelectField
        label={t('callSearch.period')}
        value={search.days === undefined ? '' : String(search.days)}
        options={[
          { value: '', label: t('callSearch.anyTime') },
          ...searchPeriods.map((days) => ({ value: String(days), label: t('figures.lastDays', { count: days }) })),
        ]}
        onChoose={(value) => onSearch({ ...search, days: value === '' ? undefined : Number(value) })}
      />
      <SelectField
        label={t('analytics.queue')}
        value={search.queue ?? ''}
        options={[all, ...plain(choices?.queues)]}
        onChoose={set('queue')}
      />
      {role === 'supervisor' ? (
        <SelectField
          label={t('calls.column.advisor')}
          value={search.advisor ?? ''}
          options={[all, ...advisors]}
          onChoose={set('advisor')}
        />
      ) : null}
      <SelectField
        label={t('callSearch.language')}
        value={search.language ?? ''}
        options={[
          all,
          ...(choices?.languages ?? []).map((tag) => ({
            value: tag,
            label: tag === 'auto' ? t('call.languageAuto') : languageName(tag, language),
          })),
        ]}
        onChoose={set('language')}
      />
      <SelectField
        label={t('insights.intent')}
        value={search.intent ?? ''}
        options={[all, ...labelled(catalogue?.intents)]}
        onChoose={set('intent')}
      />
      <SelectField
        label={t('summary.disposition')}
        value={search.disposition ?? ''}
        options={[all, ...labelled(catalogue?.dispositions)]}
        onChoose={set('disposition')}
      />
      <SelectField
        label={t('callSearch.resolution')}
        value={search.resolution ?? ''}
        options={[all, ...resolutions.map((value) => ({ value, label: t(`callSearch.resolutions.${value}`) }))]}
        onChoose={set('resolution')}
      />
      <SelectField
        label={t('calls.summary')}
        value={search.summary ?? ''}
        options={[all, ...summaries.map((value) => ({ value, label: t(`summary.state.${value}`) }))]}
        onChoose={set('summary')}
      />
    </div>
  )
}

const warnings = ['call.no-words', 'call.unbalanced'] as const

function MoreFilters({ search, onSearch }: SearchFormProps) {
  const { t } = useTranslation()
  const choices = useSearchChoices().data
  const minutes = (seconds: number | undefined) => (seconds === undefined ? '' : String(seconds / 60))
  const seconds = (text: string) => (Number(text) > 0 ? Math.round(Number(text) * 60) : undefined)
  return (
    <div className={`${grid} pt-2`}>
      <SelectField
        label={t('callSearch.alert')}
        value={search.alert ?? ''}
        options={[
          { value: '', label: t('calls.all') },
          { value: 'any', label: t('callSearch.anyAlert') },
          ...(choices?.alerts ?? []).map(({ id, label }) => ({ value: id, label })),
        ]}
        onChoose={(value) => onSearch({ ...search, alert: value === '' ? undefined : value })}
      />
      <SelectField
        label={t('callSearch.warning')}
        value={search.warning ?? ''}
        options={[
          { value: '', label: t('calls.all') },
          ...warnings.map((value) => ({ value, label: t(`callSearch.warnings.${value === 'call.no-words' ? 'noWords' : 'unbalanced'}`) })),
        ]}
        onChoose={(value) => onSearch({ ...search, warning: value === '' ? undefined : value })}
      />
      <TextField
        type="number"
        min={0}
        step="any"
        label={t('callSearch.minMinutes')}
        defaultValue={minutes(search.minSeconds)}
        onType={(text) => onSearch({ ...search, minSeconds: seconds(text) })}
      />
      <TextField
        type="number"
        min={0}
        step="any"
        label={t('callSearch.maxMinutes')}
        defaultValue={minutes(search.maxSeconds)}
        onType={(text) => onSearch({ ...search, maxSeconds: seconds(text) })}
      />
    </div>
  )
}
