import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readPrivacyRules, storePrivacyRules, tryPrivacyRules } from '../api/endpoints.ts'
import { DocumentPage } from '../documents/document-page.tsx'
import { useLanguage } from '../i18n/use-language.ts'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { TextField } from '../ui/text-field.tsx'
import { MaskedText } from './masked-text.tsx'

/** What is hidden of what is said, tried on words before it goes live. */
export function PrivacyPage() {
  const { t } = useTranslation()
  return (
    <DocumentPage
      roles={['dpo']}
      title={t('privacy.title')}
      lead={t('privacy.lead')}
      textLabel={t('privacy.text')}
      hint={t('privacy.hint')}
      queryKey={['privacy-rules']}
      read={readPrivacyRules}
      store={storePrivacyRules}
      trial={(text) => <PrivacyTrial rules={text} />}
    />
  )
}

function PrivacyTrial({ rules }: { readonly rules: string }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [words, setWords] = useState('')
  const trial = useMutation({ mutationFn: () => tryPrivacyRules({ text: rules, words, language }) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    trial.mutate()
  }
  return (
    <section aria-label={t('privacy.try')} className="card space-y-3 p-4">
      <h2 className="font-semibold">{t('privacy.try')}</h2>
      <form onSubmit={submit} className="space-y-3">
        <TextField label={t('privacy.words')} value={words} onType={setWords} maxLength={2000} />
        <Button type="submit" disabled={words.trim() === '' || trial.isPending}>
          {t('privacy.show')}
        </Button>
      </form>
      {trial.error === null ? null : <CodedNotice error={trial.error} />}
      {trial.data === undefined ? null : (
        <p role="status" className="font-script text-lg">
          <MaskedText text={trial.data.masked} />
        </p>
      )}
    </section>
  )
}
