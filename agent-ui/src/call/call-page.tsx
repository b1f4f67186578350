import { useTranslation } from 'react-i18next'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Loading } from '../ui/placeholders.tsx'
import { CallScreen } from './call-screen.tsx'
import { useCallFeed } from './use-call-feed.ts'

export function CallPage({ callId }: { readonly callId: string }) {
  const { t } = useTranslation()
  const { feed, view } = useCallFeed(callId)
  switch (view.status) {
    case 'loading':
      return (
        <main id="main">
          <h1 className="sr-only">{t('call.heading')}</h1>
          <Loading />
        </main>
      )
    case 'failed':
      return (
        <main id="main" className="mx-auto max-w-lg p-6">
          <h1 className="sr-only">{t('call.heading')}</h1>
          <CodedNotice error={view.error} onRetry={() => feed.retry()} />
        </main>
      )
    case 'ready':
      return <CallScreen callId={callId} feed={feed} state={view.state} row={view.row} />
  }
}
