import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { tryIntents } from '../api/endpoints.ts'
import { useLabels } from '../calls/use-calls.ts'
import { formatPercent } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { TextField } from '../ui/text-field.tsx'

/** What a phrase is understood to mean in calls now. */
export function IntentTrial({ language }: { readonly language: 'fr' | 'en' }) {
  const { t } = useTranslation()
  const own = useLanguage()
  const labels = useLabels()
  const [text, setText] = useState('')
  const trial = useMutation({ mutationFn: () => tryIntents({ text, language }) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() !== '') trial.mutate()
  }
  return (
    <form onSubmit={submit} className="space-y-3">
      <TextField label={t('intentsPage.phrase')} value={text} onType={setText} maxLength={1000} lang={language} />
      <Button type="submit" disabled={trial.isPending || text.trim() === ''}>
        {t('intentsPage.run')}
      </Button>
      {trial.error === null ? null : <CodedNotice error={trial.error} />}
      {trial.data === undefined ? null : (
        <div role="status">
          <ul className="divide-y divide-line text-sm">
            {trial.data.length === 0 ? <li className="py-2 text-soft">{t('intentsPage.refused')}</li> : null}
            {trial.data.map(({ intentId, score }) => (
              <li key={intentId} className="flex justify-between gap-3 py-2">
                <span>
                  {labels.intent(intentId)} <span className="font-mono text-xs text-soft">{intentId}</span>
                </span>
                <span className="tabular-nums">{formatPercent(score, own)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </form>
  )
}
