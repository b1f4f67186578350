import { useTranslation } from 'react-i18next'
import { readScorecard, storeScorecard } from '../api/endpoints.ts'
import { DocumentPage } from '../documents/document-page.tsx'

/** By which criteria calls are judged. */
export function ScorecardPage() {
  const { t } = useTranslation()
  return (
    <DocumentPage
      title={t('scorecard.pageTitle')}
      lead={t('scorecard.lead')}
      textLabel={t('scorecard.text')}
      hint={t('scorecard.hint')}
      queryKey={['scorecard']}
      read={readScorecard}
      store={storeScorecard}
      trial={() => null}
    />
  )
}
