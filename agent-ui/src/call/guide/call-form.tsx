import { Copy } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useToasts } from '../../app/toasts.tsx'
import { Button } from '../../ui/button.tsx'
import type { CallState } from '../call-state.ts'
import { formViews } from './guide-view.ts'

/** What the customer said that belongs into the organisation's form. */
export function CallForms({ state }: { readonly state: CallState }) {
  const { t } = useTranslation()
  const { say } = useToasts()
  const copy = async (value: string) => {
    const done = await navigator.clipboard.writeText(value).then(
      () => true,
      () => false,
    )
    say(t(done ? 'suggestion.copyDone' : 'suggestion.copyFailed'))
  }
  return formViews(state).map(({ id, title, fields }) => (
    <section key={id} aria-label={title} className="card px-3 py-2.5 text-sm">
      <h3 className="mb-1 text-xs font-semibold text-soft">{title}</h3>
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5">
        {fields.map(({ fieldId, label, value }) => (
          <div key={fieldId} className="contents">
            <dt className="text-soft">{label}</dt>
            <dd className="truncate font-medium tabular-nums">{value}</dd>
            <dd>
              <Button
                look="quiet"
                size="smallIcon"
                aria-label={t('guide.copy', { label })}
                title={t('guide.copy', { label })}
                onClick={() => void copy(value)}
              >
                <Copy aria-hidden className="size-3.5" />
              </Button>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  ))
}
