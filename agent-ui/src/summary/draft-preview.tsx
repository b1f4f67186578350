import type { Language, Summary } from '@souffleur/proto'
import { ChevronDown, Copy, NotebookPen } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useToasts } from '../app/toasts.tsx'
import { useLanguage } from '../i18n/use-language.ts'
import { Button } from '../ui/button.tsx'
import { type DraftField, fieldsOf, transferText } from './summary-draft.ts'

/** The summary as it grows during the call: folded, because the call comes first. */
export function DraftPreview({ summary }: { readonly summary: Summary | undefined }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const fields = summary === undefined ? [] : fieldsOf(summary).filter(({ lines }) => lines.length > 0)
  const count = fields.reduce((sum, { lines }) => sum + lines.length, 0)
  return (
    <details className="group card px-3.5 py-1.5 text-sm">
      <summary className="flex min-h-8 list-none items-center gap-2 font-medium text-soft">
        <NotebookPen aria-hidden className="size-4" />
        {t('summary.draftTitle', { count })}
        <ChevronDown aria-hidden className="ml-auto size-4 transition-transform group-open:rotate-180" />
      </summary>
      {count === 0 ? null : <TransferCopy fields={fields} language={language} />}
      <dl className="space-y-2 pt-1 pb-2">
        {count === 0 ? <p className="text-soft">{t('summary.draftEmpty')}</p> : null}
        {fields.map(({ id, label, lines }) => (
          <div key={id}>
            <dt className="text-xs font-semibold text-soft">{label[language]}</dt>
            {lines.map(({ key, text }) => (
              <dd key={key} lang={summary?.language} className="leading-snug">
                {text}
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </details>
  )
}

/** The summary so far as plain text, for whoever takes the call over. */
function TransferCopy({ fields, language }: { readonly fields: readonly DraftField[]; readonly language: Language }) {
  const { t } = useTranslation()
  const { say } = useToasts()
  const copy = async () => {
    const done = await navigator.clipboard.writeText(transferText(fields, language)).then(
      () => true,
      () => false,
    )
    say(done ? t('summary.transferCopied') : t('suggestion.copyFailed'))
  }
  return (
    <Button size="small" onClick={() => void copy()}>
      <Copy aria-hidden className="size-3.5" />
      {t('summary.transferCopy')}
    </Button>
  )
}
