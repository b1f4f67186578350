import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Navigate } from '@tanstack/react-router'
import * as z from 'zod'
import { CallPage } from '../call/call-page.tsx'
import { MicrophoneProvider } from '../microphone/microphone-context.tsx'
import { callSearch } from '../search/call-search.ts'
import { ForRoles } from '../session/for-roles.tsx'
import { SessionGate } from '../session/session-gate.tsx'
import { SignOutPage } from '../session/sign-out-page.tsx'
import { useUser } from '../session/use-session.ts'
import { SentRecordingsProvider } from '../sound/sent-recordings.tsx'
import { StartPage } from '../start/start-page.tsx'
import { Loading } from '../ui/placeholders.tsx'
import { ErrorPage, NotFoundPage } from './error-page.tsx'
import { LiveProvider } from './live-context.tsx'
import { Shell } from './shell.tsx'
import { ToastProvider } from './toasts.tsx'

const root = createRootRoute({
  component: () => (
    <SessionGate>
      <LiveProvider>
        <MicrophoneProvider>
          <SentRecordingsProvider>
            <ToastProvider>
              <Shell />
            </ToastProvider>
          </SentRecordingsProvider>
        </MicrophoneProvider>
      </LiveProvider>
    </SessionGate>
  ),
})

const home = createRoute({ getParentRoute: () => root, path: '/', component: HomeOfRole })

const calls = createRoute({
  getParentRoute: () => root,
  path: '/calls',
  validateSearch: (search) => callSearch.parse(search),
  component: lazyRouteComponent(() => import('../calls/calls-page.tsx'), 'CallsPage'),
})

/** Words of a call that a search has found: the utterance, and UTF-16 units of it. */
const placeInCall = z.object({
  at: z.string().max(200).optional().catch(undefined),
  start: z.number().int().optional().catch(undefined),
  end: z.number().int().optional().catch(undefined),
})

const call = createRoute({
  getParentRoute: () => root,
  path: '/calls/$callId',
  validateSearch: (search) => placeInCall.parse(search),
  component: () => {
    const { callId } = call.useParams()
    return (
      <ForRoles roles={['advisor', 'supervisor']}>
        <CallPage key={callId} callId={callId} />
      </ForRoles>
    )
  },
})

const signOut = createRoute({ getParentRoute: () => root, path: '/sign-out', component: SignOutPage })

const guide = createRoute({
  getParentRoute: () => root,
  path: '/guide',
  component: lazyRouteComponent(() => import('../guide/guide-page.tsx'), 'GuidePage'),
})

const templates = createRoute({
  getParentRoute: () => root,
  path: '/templates',
  component: lazyRouteComponent(() => import('../templates/templates-page.tsx'), 'TemplatesPage'),
})

const insights = createRoute({
  getParentRoute: () => root,
  path: '/suggestions',
  component: lazyRouteComponent(() => import('../insights/suggestion-insights-page.tsx'), 'SuggestionInsightsPage'),
})

const knowledge = createRoute({
  getParentRoute: () => root,
  path: '/knowledge',
  component: lazyRouteComponent(() => import('../knowledge-desk/knowledge-page.tsx'), 'KnowledgePage'),
})

const intents = createRoute({
  getParentRoute: () => root,
  path: '/intents',
  component: lazyRouteComponent(() => import('../intents/intents-page.tsx'), 'IntentsPage'),
})

const analytics = createRoute({
  getParentRoute: () => root,
  path: '/figures',
  component: lazyRouteComponent(() => import('../analytics/analytics-page.tsx'), 'AnalyticsPage'),
})

const reviews = createRoute({
  getParentRoute: () => root,
  path: '/reviews',
  component: lazyRouteComponent(() => import('../review-queue/review-queue-page.tsx'), 'ReviewQueuePage'),
})

const scorecard = createRoute({
  getParentRoute: () => root,
  path: '/scorecard',
  component: lazyRouteComponent(() => import('../scorecard/scorecard-page.tsx'), 'ScorecardPage'),
})

const ops = createRoute({
  getParentRoute: () => root,
  path: '/ops',
  component: lazyRouteComponent(() => import('../ops/status-page.tsx'), 'StatusPage'),
})

const accounts = createRoute({
  getParentRoute: () => root,
  path: '/accounts',
  component: lazyRouteComponent(() => import('../accounts/accounts-page.tsx'), 'AccountsPage'),
})

const dataProtection = createRoute({
  getParentRoute: () => root,
  path: '/data-protection',
  component: lazyRouteComponent(() => import('../data-protection/data-protection-page.tsx'), 'DataProtectionPage'),
})

const privacy = createRoute({
  getParentRoute: () => root,
  path: '/privacy',
  component: lazyRouteComponent(() => import('../privacy/privacy-page.tsx'), 'PrivacyPage'),
})

const audit = createRoute({
  getParentRoute: () => root,
  path: '/ops/audit',
  component: lazyRouteComponent(() => import('../ops/audit-page.tsx'), 'AuditPage'),
})

const sources = createRoute({
  getParentRoute: () => root,
  path: '/ops/sources',
  component: lazyRouteComponent(() => import('../ops/sources/sources-page.tsx'), 'SourcesPage'),
})

const dataMap = createRoute({
  getParentRoute: () => root,
  path: '/ops/data-map',
  component: lazyRouteComponent(() => import('../ops/data-map/data-map-page.tsx'), 'DataMapPage'),
})

const governance = createRoute({
  getParentRoute: () => root,
  path: '/governance',
  component: lazyRouteComponent(() => import('../governance/governance-page.tsx'), 'GovernancePage'),
})

const webhooks = createRoute({
  getParentRoute: () => root,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('../ops/webhooks/webhooks-page.tsx'), 'WebhooksPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    signOut,
    calls,
    call,
    reviews,
    scorecard,
    knowledge,
    intents,
    guide,
    templates,
    insights,
    analytics,
    ops,
    sources,
    webhooks,
    audit,
    dataMap,
    governance,
    privacy,
    dataProtection,
    accounts,
  ]),
  defaultErrorComponent: ErrorPage,
  defaultNotFoundComponent: NotFoundPage,
  defaultPendingComponent: Loading,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

function HomeOfRole() {
  const { role } = useUser()
  switch (role) {
    case 'advisor':
      return <StartPage />
    case 'supervisor':
      return <Navigate to="/calls" replace />
    case 'ops':
      return <Navigate to="/ops" replace />
    case 'dpo':
      return <Navigate to="/data-protection" replace />
    case 'admin':
      return <Navigate to="/accounts" replace />
  }
}
