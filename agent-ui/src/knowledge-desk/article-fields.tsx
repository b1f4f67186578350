import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '../ui/text-field.tsx'
import type { ArticleForm } from './article-form-state.ts'

interface ArticleFieldsProps {
  readonly form: ArticleForm
  readonly onChange: (form: ArticleForm) => void
}

export function ArticleFields({ form, onChange }: ArticleFieldsProps) {
  const { t } = useTranslation()
  const set = (field: keyof ArticleForm) => (value: string) => onChange({ ...form, [field]: value })
  return (
    <div className="space-y-3">
      <TextField label={t('knowledge.field.title')} value={form.title} onType={set('title')} maxLength={300} lang={form.language} />
      <div className="grid gap-3 sm:grid-cols-3">
        <TextField label={t('knowledge.field.category')} value={form.category} onType={set('category')} maxLength={64} />
        <TextField label={t('knowledge.field.owner')} value={form.owner} onType={set('owner')} maxLength={64} />
        <TextField
          label={t('knowledge.field.audience')}
          hint={t('knowledge.audienceHint')}
          value={form.audience}
          onType={set('audience')}
          maxLength={64}
        />
        <TextField type="date" label={t('knowledge.field.validFrom')} value={form.validFrom} onType={set('validFrom')} />
        <TextField type="date" label={t('knowledge.field.validTo')} value={form.validTo} onType={set('validTo')} />
      </div>
      <div className="grid gap-3 sm:grid-cols-2">
        <LinesField label={t('knowledge.field.intents')} value={form.intents} onType={set('intents')} />
        <LinesField label={t('knowledge.field.questions')} value={form.questions} onType={set('questions')} language={form.language} />
      </div>
      <LinesField label={t('knowledge.field.body')} value={form.body} onType={set('body')} language={form.language} rows={14} isCode />
    </div>
  )
}

interface LinesFieldProps {
  readonly label: string
  readonly value: string
  readonly onType: (value: string) => void
  readonly language?: string
  readonly rows?: number
  readonly isCode?: boolean
}

function LinesField({ label, value, onType, language, rows = 3, isCode = false }: LinesFieldProps) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-xs font-medium text-soft">
        {label}
      </label>
      <textarea
        id={id}
        rows={rows}
        lang={language}
        value={value}
        maxLength={200_000}
        onChange={(event) => onType(event.target.value)}
        className={`field w-full resize-y ${isCode ? 'font-mono text-xs leading-relaxed' : 'text-sm'}`}
      />
    </div>
  )
}
