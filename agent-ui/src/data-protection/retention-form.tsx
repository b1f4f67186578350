import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { storeRetention } from '../api/endpoints.ts'
import type { RetentionRule } from '../api/schemas.ts'
import { useToasts } from '../app/toasts.tsx'
import { useUser } from '../session/use-session.ts'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { TextField } from '../ui/text-field.tsx'
import { retentionKey } from './retention-key.ts'

const ages = ['wordsDays', 'summariesDays', 'callsDays'] as const
const newRule: RetentionRule = { queue: '', wordsDays: 90, summariesDays: 365, callsDays: 730, keepsWords: true, needsNotice: false }

/** How long what is kept, by queue. */
export function RetentionForm({ rules }: { readonly rules: readonly RetentionRule[] }) {
  const { t } = useTranslation()
  const { role } = useUser()
  const { say } = useToasts()
  const queries = useQueryClient()
  const [edited, setEdited] = useState(rules.map((rule, index) => ({ ...rule, key: index })))
  const store = useMutation({
    mutationFn: () => storeRetention(edited.map(({ key: _, ...rule }) => rule)),
    onSuccess: (stored) => {
      queries.setQueryData(retentionKey, stored)
      say(t('retention.stored'))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    store.mutate()
  }
  const change = (key: number, part: Partial<RetentionRule>) =>
    setEdited(edited.map((rule) => (rule.key === key ? { ...rule, ...part } : rule)))
  const daysOf = (text: string) => (text.trim() === '' ? null : Math.max(0, Math.round(Number(text) || 0)))
  return (
    <form onSubmit={submit} aria-label={t('retention.title')} className="card space-y-4 p-4">
      <h2 className="font-semibold">{t('retention.title')}</h2>
      <p className="max-w-prose text-sm text-soft">{t('retention.lead')}</p>
      <fieldset disabled={role !== 'dpo'} className="space-y-4">
        {edited.map((rule, index) => (
          <div
            key={rule.key}
            className="grid items-end gap-3 border-t border-line pt-4 sm:grid-cols-2 lg:grid-cols-[minmax(0,1fr)_repeat(3,8rem)_auto]"
          >
            {index === 0 ? (
              <p className="text-sm font-medium lg:pb-2">{t('retention.others')}</p>
            ) : (
              <TextField label={t('analytics.queue')} value={rule.queue} onType={(queue) => change(rule.key, { queue })} required />
            )}
            {ages.map((age) => (
              <TextField
                key={age}
                type="number"
                min={0}
                label={t(`retention.${age}`)}
                placeholder={t('retention.forever')}
                value={rule[age] === null ? '' : String(rule[age])}
                onType={(text) => change(rule.key, { [age]: daysOf(text) })}
              />
            ))}
            {index === 0 ? (
              <span />
            ) : (
              <Button
                size="icon"
                look="quiet"
                aria-label={t('retention.remove', { queue: rule.queue })}
                onClick={() => setEdited(edited.filter(({ key }) => key !== rule.key))}
              >
                <Trash2 aria-hidden className="size-4" />
              </Button>
            )}
            <label className="flex items-center gap-2 text-sm sm:col-span-2 lg:col-span-5">
              <input
                type="checkbox"
                checked={rule.keepsWords}
                onChange={(event) => change(rule.key, { keepsWords: event.target.checked })}
              />
              {t('retention.keepsWords')}
            </label>
            <label className="flex items-center gap-2 text-sm sm:col-span-2 lg:col-span-5">
              <input
                type="checkbox"
                checked={rule.needsNotice}
                disabled={!rule.keepsWords}
                onChange={(event) => change(rule.key, { needsNotice: event.target.checked })}
              />
              {t('retention.needsNotice')}
            </label>
          </div>
        ))}
        {store.error === null ? null : <CodedNotice error={store.error} />}
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => setEdited([...edited, { ...newRule, key: Math.max(...edited.map(({ key }) => key)) + 1 }])}>
            <Plus aria-hidden className="size-4" />
            {t('retention.add')}
          </Button>
          <Button type="submit" look="primary" disabled={store.isPending}>
            {t('retention.store')}
          </Button>
        </div>
      </fieldset>
    </form>
  )
}
