import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { RecentCalls } from '../calls/recent-calls.tsx'
import { EngineWarnings } from './engine-warnings.tsx'
import { MicrophoneStart } from './microphone-start.tsx'
import { RecordingUploadForm } from './recording-upload-form.tsx'
import { SampleCards } from './sample-cards.tsx'

/** An advisor's first page: three ways to start a call, and the calls of before. */
export function StartPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const open = (callId: string) => void navigate({ to: '/calls/$callId', params: { callId } })
  return (
    <main id="main" className="mx-auto w-full max-w-6xl space-y-8 px-4 py-6">
      <div className="space-y-1">
        <h1 className="font-script text-3xl font-semibold tracking-tight">{t('start.title')}</h1>
        <p className="max-w-3xl text-soft">{t('start.lead')}</p>
      </div>
      <EngineWarnings />
      <SampleCards onStarted={open} />
      <div className="grid gap-8 lg:grid-cols-2">
        <RecordingUploadForm onStarted={open} />
        <MicrophoneStart onStarted={open} />
      </div>
      <RecentCalls />
    </main>
  )
}
