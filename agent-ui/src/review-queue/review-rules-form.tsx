import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReviewRules } from '../api/schemas.ts'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { TextField } from '../ui/text-field.tsx'

interface ReviewRulesFormProps {
  readonly rules: ReviewRules
  readonly isPending: boolean
  readonly error: unknown
  readonly onStore: (rules: ReviewRules) => void
}

const switches = ['alerts', 'unsettled', 'missingFields'] as const

/** By which rules summaries are picked out. */
export function ReviewRulesForm({ rules, isPending, error, onStore }: ReviewRulesFormProps) {
  const { t } = useTranslation()
  const [edited, setEdited] = useState(rules)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onStore(edited)
  }
  const percentOf = (text: string) => Math.min(100, Math.max(0, Math.round(Number(text) || 0)))
  return (
    <form onSubmit={submit} className="card space-y-3 p-4" aria-label={t('reviewQueue.rules')}>
      <h2 className="font-semibold">{t('reviewQueue.rules')}</h2>
      {switches.map((name) => (
        <label key={name} className="flex items-center gap-2 text-sm">
          <input type="checkbox" checked={edited[name]} onChange={(event) => setEdited({ ...edited, [name]: event.target.checked })} />
          {t(`reviewQueue.rule.${name}`)}
        </label>
      ))}
      <TextField
        type="number"
        min={0}
        max={100}
        label={t('reviewQueue.rule.confidence')}
        value={String(Math.round(edited.confidenceBelow * 100))}
        onType={(text) => setEdited({ ...edited, confidenceBelow: percentOf(text) / 100 })}
      />
      <TextField
        type="number"
        min={0}
        max={100}
        label={t('reviewQueue.rule.sample')}
        value={String(edited.samplePercent)}
        onType={(text) => setEdited({ ...edited, samplePercent: percentOf(text) })}
      />
      {error === null ? null : <CodedNotice error={error} />}
      <Button type="submit" disabled={isPending || JSON.stringify(edited) === JSON.stringify(rules)}>
        {t('reviewQueue.store')}
      </Button>
    </form>
  )
}
