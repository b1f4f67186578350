import { useCallback, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallRow } from '../api/schemas.ts'
import { MicrophoneBar } from '../microphone/microphone-bar.tsx'
import { HiddenValues } from '../privacy/hidden-values.tsx'
import { useUser } from '../session/use-session.ts'
import type { CallFeed } from './call-feed.ts'
import { CallHeader } from './call-header.tsx'
import type { CallState } from './call-state.ts'
import { CallWarnings } from './call-warnings.tsx'
import { EvidenceProvider } from './evidence-context.tsx'
import { ArticleProvider } from './knowledge/article-context.tsx'
import { ArticleDrawer } from './knowledge/article-drawer.tsx'
import { ShowFoundWords } from './show-found-words.tsx'
import { SidePanel } from './side-panel.tsx'
import { TranscriptPanel } from './transcript/transcript-panel.tsx'
import { type CallViewName, ViewSwitch } from './view-switch.tsx'

export interface CallScreenProps {
  readonly callId: string
  readonly feed: CallFeed
  readonly state: CallState
  readonly row: CallRow | undefined
}

/**
 * A call while it goes on and after. Wide, the words stand on the left and what Souffleur makes of them on the right. In a side panel they
 * share the height during the call, and take turns once it is over.
 */
export function CallScreen({ callId, feed, state, row }: CallScreenProps) {
  const { t } = useTranslation()
  const { role } = useUser()
  const [view, setView] = useState<CallViewName>('panel')
  const screen = useRef<HTMLElement>(null)
  const showTranscript = useCallback(() => setView('transcript'), [])
  const hasEnded = state.ended !== undefined || row?.state === 'ended'
  return (
    <main id="main" ref={screen} className="@container/call flex h-full min-h-0 flex-col">
      <h1 className="sr-only">{t('call.heading')}</h1>
      <HiddenValues value={state.hidden}>
        <EvidenceProvider onShow={showTranscript}>
          <ArticleProvider>
            <ShowFoundWords />
            <CallHeader callId={callId} state={state} row={row} isAdvisor={role === 'advisor'} />
            <CallWarnings state={state} />
            <div className="px-4 empty:hidden has-[>div]:py-2">{role === 'advisor' ? <MicrophoneBar callId={callId} /> : null}</div>
            {hasEnded ? <ViewSwitch view={view} onChange={setView} /> : null}
            <div className={hasEnded ? endedLayout : liveLayout}>
              <section
                aria-label={t('transcript.title')}
                className={`min-h-0 ${hasEnded && view !== 'transcript' ? '@max-4xl/call:hidden' : ''}`}
              >
                <TranscriptPanel callId={callId} state={state} hasEnded={hasEnded} />
              </section>
              <div
                className={`relative min-h-0 overflow-y-auto border-line @4xl/call:border-l ${hasEnded ? (view === 'panel' ? '' : '@max-4xl/call:hidden') : 'order-first @max-4xl/call:max-h-[56cqh] @max-4xl/call:border-b @4xl/call:order-none'}`}
              >
                <SidePanel callId={callId} feed={feed} state={state} row={row} hasEnded={hasEnded} />
              </div>
              <ArticleDrawer />
            </div>
          </ArticleProvider>
        </EvidenceProvider>
      </HiddenValues>
    </main>
  )
}

const liveLayout =
  'relative grid min-h-0 flex-1 grid-rows-[auto_minmax(0,1fr)] @4xl/call:grid-cols-[minmax(0,1fr)_26rem] @4xl/call:grid-rows-[minmax(0,1fr)] @6xl/call:grid-cols-[minmax(0,1fr)_30rem]'
const endedLayout =
  'relative grid min-h-0 flex-1 grid-rows-[minmax(0,1fr)] @4xl/call:grid-cols-[minmax(0,1fr)_28rem] @6xl/call:grid-cols-[minmax(0,1fr)_36rem]'
