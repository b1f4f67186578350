import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { tryGuide } from '../api/endpoints.ts'
import type { TriedEffect } from '../api/schemas.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'

/** Says what a phrase would bring about with the guide as it stands in the editor, stored or not. */
export function PhraseTrial({ guide }: { readonly guide: string }) {
  const { t } = useTranslation()
  const own = useLanguage()
  const [text, setText] = useState('')
  const [language, setLanguage] = useState<'fr' | 'en'>(own)
  const [speaker, setSpeaker] = useState<'customer' | 'advisor'>('customer')
  const [queue, setQueue] = useState('')
  const trial = useMutation({ mutationFn: () => tryGuide(guide, { text, language, speaker, queue }) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() !== '') trial.mutate()
  }
  return (
    <section aria-labelledby="phrase-trial" className="card h-fit space-y-3 p-4">
      <h2 id="phrase-trial" className="font-semibold">
        {t('guidePage.try')}
      </h2>
      <form onSubmit={submit} className="space-y-3">
        <TextField label={t('guidePage.phrase')} value={text} onType={setText} maxLength={1000} />
        <div className="grid gap-3 sm:grid-cols-3">
          <SelectField
            label={t('guidePage.speaker')}
            value={speaker}
            onChoose={(value) => setSpeaker(value === 'advisor' ? 'advisor' : 'customer')}
            options={(['customer', 'advisor'] as const).map((value) => ({ value, label: t(`channel.${value}`) }))}
          />
          <SelectField
            label={t('guidePage.language')}
            value={language}
            onChoose={(value) => setLanguage(value === 'fr' ? 'fr' : 'en')}
            options={(['fr', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
          />
          <TextField label={t('guidePage.queue')} value={queue} onType={setQueue} maxLength={64} />
        </div>
        <Button type="submit" disabled={trial.isPending || text.trim() === ''}>
          {t('guidePage.run')}
        </Button>
      </form>
      {trial.error === null ? null : <CodedNotice error={trial.error} />}
      {trial.data === undefined ? null : <Effects effects={trial.data} text={text} />}
    </section>
  )
}

function Effects({ effects, text }: { readonly effects: readonly TriedEffect[]; readonly text: string }) {
  const { t } = useTranslation()
  if (effects.length === 0)
    return (
      <p role="status" className="text-sm text-soft">
        {t('guidePage.nothing')}
      </p>
    )
  return (
    <div role="status">
      <ul className="divide-y divide-line text-sm">
        {effects.map(({ kind, id, label, said }) => (
          <li key={`${kind} ${id}`} className="py-2">
            <span className="mr-2 rounded bg-sunken px-1.5 py-0.5 text-xs text-soft">{t(`guidePage.kind.${kind}`)}</span>
            {label}
            {said === null ? null : (
              <span className="block text-xs text-soft">{t('guidePage.said', { words: text.slice(said.start, said.end) })}</span>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
