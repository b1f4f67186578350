import { useTranslation } from 'react-i18next'
import { readGuide, storeGuide } from '../api/endpoints.ts'
import { DocumentPage } from '../documents/document-page.tsx'
import { PhraseTrial } from './phrase-trial.tsx'

/** What the organisation wants said, done, noticed and noted in its calls, tried with a phrase. */
export function GuidePage() {
  const { t } = useTranslation()
  return (
    <DocumentPage
      title={t('guidePage.title')}
      lead={t('guidePage.lead')}
      textLabel={t('guidePage.text')}
      hint={t('guidePage.pattern')}
      queryKey={['guide']}
      read={readGuide}
      store={storeGuide}
      trial={(text) => <PhraseTrial guide={text} />}
    />
  )
}
