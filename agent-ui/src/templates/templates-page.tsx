import { useTranslation } from 'react-i18next'
import { readTemplates, storeTemplates } from '../api/endpoints.ts'
import { DocumentPage } from '../documents/document-page.tsx'
import { TemplatePreview } from './template-preview.tsx'

/** What the organisation wants to know of its calls, seen on a past call before it goes live. */
export function TemplatesPage() {
  const { t } = useTranslation()
  return (
    <DocumentPage
      title={t('templatesPage.title')}
      lead={t('templatesPage.lead')}
      textLabel={t('templatesPage.text')}
      hint={t('templatesPage.hint')}
      queryKey={['summary-templates']}
      read={readTemplates}
      store={storeTemplates}
      trial={(text) => <TemplatePreview templates={text} />}
    />
  )
}
