import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { CodedError } from '../api/http.ts'
import { buttonClass } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'

/** What is left of a page that failed while it was drawn. */
export function ErrorPage({ error, reset }: { readonly error: unknown; readonly reset: () => void }) {
  const { t } = useTranslation()
  return (
    <main id="main" className="mx-auto w-full max-w-lg space-y-4 p-6">
      <h1 className="font-script text-2xl font-semibold">{t('error.pageTitle')}</h1>
      <CodedNotice error={error} onRetry={reset} />
      <Link to="/" className={buttonClass()}>
        {t('error.home')}
      </Link>
    </main>
  )
}

export function NotFoundPage() {
  const { t } = useTranslation()
  return (
    <main id="main" className="mx-auto w-full max-w-lg space-y-4 p-6">
      <h1 className="font-script text-2xl font-semibold">{t('notFound.title')}</h1>
      <p className="font-script text-lg text-soft">{t('notFound.aside')}</p>
      <CodedNotice error={CodedError.of('request.not-found')} look="warning" />
      <Link to="/" className={buttonClass('primary')}>
        {t('error.home')}
      </Link>
    </main>
  )
}
