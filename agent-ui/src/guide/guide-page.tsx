import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readGuide, storeGuide } from '../api/endpoints.ts'
import type { Guide } from '../api/schemas.ts'
import { useToasts } from '../app/toasts.tsx'
import { formatMoment } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { ForRoles } from '../session/for-roles.tsx'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Loading } from '../ui/placeholders.tsx'
import { PhraseTrial } from './phrase-trial.tsx'

const guideKey = ['guide'] as const

/** What the organisation wants said, done, noticed and noted in its calls: changed here, tried with a phrase, live from the next call on. */
export function GuidePage() {
  const { t } = useTranslation()
  const guide = useQuery({ queryKey: guideKey, queryFn: readGuide })
  return (
    <ForRoles roles={['supervisor']}>
      <main id="main" className="mx-auto w-full max-w-7xl space-y-4 px-4 py-6">
        <div>
          <h1 className="font-script text-3xl font-semibold tracking-tight">{t('guidePage.title')}</h1>
          <p className="max-w-prose text-sm text-soft">{t('guidePage.lead')}</p>
        </div>
        {guide.isPending ? <Loading /> : null}
        {guide.error === null ? null : <CodedNotice error={guide.error} onRetry={() => void guide.refetch()} />}
        {guide.data === undefined ? null : <GuideEditor key={guide.data.version} stored={guide.data} />}
      </main>
    </ForRoles>
  )
}

function GuideEditor({ stored }: { readonly stored: Guide }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const queries = useQueryClient()
  const { say } = useToasts()
  const [text, setText] = useState(stored.text)
  const store = useMutation({
    mutationFn: () => storeGuide({ text, basedOn: stored.version }),
    onSuccess: (guide) => {
      queries.setQueryData(guideKey, guide)
      say(t('guidePage.stored', { version: guide.version }))
    },
  })
  const isChanged = text !== stored.text
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <section aria-label={t('guidePage.text')} className="space-y-2">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <p className="text-xs text-soft">
            {stored.storedAt === null
              ? t('guidePage.none')
              : t('guidePage.version', { version: stored.version, at: formatMoment(stored.storedAt, language), by: stored.storedBy })}
          </p>
          <div className="flex gap-2">
            <Button disabled={!isChanged} onClick={() => setText(stored.text)}>
              {t('guidePage.revert')}
            </Button>
            <Button look="cue" disabled={!isChanged || store.isPending} onClick={() => store.mutate()}>
              {t('guidePage.store')}
            </Button>
          </div>
        </div>
        {store.error === null ? null : <CodedNotice error={store.error} />}
        <textarea
          aria-label={t('guidePage.text')}
          className="field h-[60vh] min-h-72 w-full resize-y font-mono text-xs leading-relaxed"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <p className="text-xs text-soft">{t('guidePage.pattern')}</p>
      </section>
      <PhraseTrial guide={text} />
    </div>
  )
}
