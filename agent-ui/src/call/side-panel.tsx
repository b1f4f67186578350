import { useTranslation } from 'react-i18next'
import type { CallRow } from '../api/schemas.ts'
import { ReviewPanel } from '../review/review-panel.tsx'
import { useUser } from '../session/use-session.ts'
import { DraftPreview } from '../summary/draft-preview.tsx'
import { WrapUp } from '../summary/wrap-up.tsx'
import type { CallFeed } from './call-feed.ts'
import type { CallState } from './call-state.ts'
import { CallAlerts } from './guide/call-alerts.tsx'
import { CallForms } from './guide/call-form.tsx'
import { GuidePanel } from './guide/guide-panel.tsx'
import { KnowledgeSearch } from './knowledge/knowledge-search.tsx'
import { SuggestionsPanel } from './suggestions/suggestions-panel.tsx'

interface SidePanelProps {
  readonly callId: string
  readonly feed: CallFeed
  readonly state: CallState
  readonly row: CallRow | undefined
  readonly hasEnded: boolean
}

/** What Souffleur makes of the call: suggestions while it goes on, its summary afterwards. */
export function SidePanel({ callId, feed, state, row, hasEnded }: SidePanelProps) {
  const { t } = useTranslation()
  const { role } = useUser()
  const isAdvisor = role === 'advisor'
  const suggestions = <SuggestionsPanel callId={callId} feed={feed} state={state} isAdvisor={isAdvisor} hasEnded={hasEnded} />
  if (!hasEnded) {
    return (
      <div className="flex flex-col gap-4 px-4 py-3 @4xl/call:py-4">
        <CallAlerts state={state} />
        {suggestions}
        <GuidePanel callId={callId} state={state} canTick={isAdvisor} />
        <CallForms state={state} />
        {isAdvisor ? <KnowledgeSearch callLanguage={callLanguage(state)} /> : null}
        <DraftPreview summary={state.summary} />
      </div>
    )
  }
  return (
    <div className="flex min-h-full flex-col">
      <section aria-label={t('summary.title')} className="flex flex-1 flex-col">
        {isAdvisor ? (
          <WrapUp callId={callId} feed={feed} state={state} />
        ) : (
          <ReviewPanel callId={callId} feed={feed} state={state} row={row} />
        )}
      </section>
      <div className="space-y-4 border-t border-line px-4 py-4 empty:hidden">
        <GuidePanel callId={callId} state={state} canTick={false} />
        {suggestions}
      </div>
    </div>
  )
}

/** The language that articles are looked up in: the call's, or what was last spoken where it isn't set. */
function callLanguage({ started, utterances }: CallState): 'fr' | 'en' | undefined {
  const spoken = started?.language === 'auto' ? [...utterances.values()].at(-1)?.language : started?.language
  return spoken === 'fr' || spoken === 'en' ? spoken : undefined
}
