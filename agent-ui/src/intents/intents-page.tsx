import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readIntents, storeIntents } from '../api/endpoints.ts'
import { DocumentPage } from '../documents/document-page.tsx'
import { useLanguage } from '../i18n/use-language.ts'
import { SelectField } from '../ui/select-field.tsx'
import { IntentProposals } from './intent-proposals.tsx'
import { IntentQuality } from './intent-quality.tsx'
import { IntentTrial } from './intent-trial.tsx'

const views = ['try', 'quality', 'proposals'] as const
type View = (typeof views)[number]

/** What calls are about: the examples that it is learned from, how well that goes, and what may be missing. */
export function IntentsPage() {
  const { t } = useTranslation()
  return (
    <DocumentPage
      title={t('intentsPage.title')}
      lead={t('intentsPage.lead')}
      textLabel={t('intentsPage.text')}
      hint={t('intentsPage.hint')}
      queryKey={['intents']}
      read={readIntents}
      store={storeIntents}
      trial={() => <IntentViews />}
    />
  )
}

function IntentViews() {
  const { t } = useTranslation()
  const own = useLanguage()
  const [view, setView] = useState<View>('try')
  const [language, setLanguage] = useState<'fr' | 'en'>(own)
  return (
    <section aria-label={t(`intentsPage.view.${view}`)} className="card h-fit min-w-0 space-y-4 p-4">
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label={t('intentsPage.show')}
          value={view}
          options={views.map((value) => ({ value, label: t(`intentsPage.view.${value}`) }))}
          onChoose={(value) => setView(views.find((known) => known === value) ?? 'try')}
        />
        <SelectField
          label={t('intentsPage.language')}
          value={language}
          options={(['fr', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
          onChoose={(value) => setLanguage(value === 'fr' ? 'fr' : 'en')}
        />
      </div>
      {view === 'try' ? <IntentTrial key={language} language={language} /> : null}
      {view === 'quality' ? <IntentQuality key={language} language={language} /> : null}
      {view === 'proposals' ? <IntentProposals key={language} language={language} /> : null}
    </section>
  )
}
