import type { Role } from './accounts/account-repository.ts'
import type { Principal } from './accounts/sessions.ts'

/**
 * Who may do what, in one place. A route or a live event that isn't in these tables can't be registered, and each row is tested
 * for every role.
 */

/** `anyone`: also without a session. `operations`: the ops role, and programs on this machine. */
export type Audience = readonly Role[] | 'anyone' | 'operations'

export interface Rule {
  readonly audience: Audience
  /** The route's `:id` or `:callId` is a call: `own` is the call's advisor alone, `visible` whoever may see it. */
  readonly call?: 'own' | 'visible'
}

const everybody = ['advisor', 'supervisor', 'ops', 'dpo', 'admin'] as const
const listeners = ['advisor', 'supervisor'] as const
const overseers = ['supervisor', 'ops'] as const
const auditors = ['ops', 'dpo'] as const

export const routeRules = {
  'GET /healthz': { audience: 'anyone' },
  'GET /readyz': { audience: 'anyone' },
  'GET /metrics': { audience: 'operations' },
  'GET /api/openapi.json': { audience: 'anyone' },
  'GET /*': { audience: 'anyone' },
  'POST /api/v1/session': { audience: 'anyone' },
  'GET /api/v1/session': { audience: everybody },
  'DELETE /api/v1/session': { audience: everybody },
  'GET /api/v1/status': { audience: everybody },
  'GET /api/v1/catalogue': { audience: everybody },
  'GET /api/v1/samples': { audience: listeners },
  'GET /api/v1/samples/:id/audio': { audience: listeners },
  'POST /api/v1/samples/:id/play': { audience: ['advisor'] },
  'POST /api/v1/recordings': { audience: ['advisor'] },
  'DELETE /api/v1/playbacks/:callId': { audience: ['advisor'], call: 'own' },
  'GET /api/v1/calls': { audience: listeners },
  'GET /api/v1/calls/:id': { audience: listeners, call: 'visible' },
  'POST /api/v1/calls/:id/pause': { audience: listeners, call: 'visible' },
  'POST /api/v1/calls/:id/recording-notice': { audience: ['advisor'], call: 'own' },
  'POST /api/v1/calls/:id/suggestions/:suggestionId/verdict': { audience: ['advisor'], call: 'own' },
  'PUT /api/v1/calls/:id/summary': { audience: ['advisor'], call: 'own' },
  'GET /api/v1/calls/:id/summary/draft': { audience: listeners, call: 'visible' },
  'PUT /api/v1/calls/:id/summary/draft': { audience: listeners, call: 'visible' },
  'DELETE /api/v1/calls/:id/summary/draft': { audience: listeners, call: 'visible' },
  'POST /api/v1/calls/:id/review': { audience: ['supervisor'], call: 'visible' },
  'GET /api/v1/calls/:id/summary/revisions': { audience: listeners, call: 'visible' },
  'GET /api/v1/calls/:id/accounting': { audience: ['advisor', 'supervisor', 'ops'], call: 'visible' },
  'GET /api/v1/search/calls': { audience: ['advisor', 'supervisor', 'dpo'] },
  'GET /api/v1/search/choices': { audience: ['advisor', 'supervisor', 'dpo'] },
  'GET /api/v1/search/views': { audience: listeners },
  'POST /api/v1/search/views': { audience: listeners },
  'DELETE /api/v1/search/views/:viewId': { audience: listeners },
  'GET /api/v1/exports/calls': { audience: ['supervisor'] },
  'GET /api/v1/exports/evaluation-set': { audience: ['supervisor'] },
  'GET /api/v1/alerts': { audience: overseers },
  'GET /api/v1/knowledge/articles': { audience: listeners },
  'GET /api/v1/knowledge/articles/:id': { audience: listeners },
  'GET /api/v1/knowledge/search': { audience: listeners },
  'PUT /api/v1/knowledge/articles/:id': { audience: ['supervisor'] },
  'POST /api/v1/knowledge/passages': { audience: ['supervisor'] },
  'GET /api/v1/knowledge/check': { audience: ['supervisor'] },
  'POST /api/v1/knowledge/import': { audience: ['supervisor'] },
  'GET /api/v1/guide': { audience: ['supervisor', 'ops'] },
  'PUT /api/v1/guide': { audience: ['supervisor'] },
  'POST /api/v1/guide/try': { audience: ['supervisor'] },
  'GET /api/v1/scorecard': { audience: ['supervisor'] },
  'PUT /api/v1/scorecard': { audience: ['supervisor'] },
  'GET /api/v1/calls/:id/scorecard': { audience: listeners, call: 'visible' },
  'PUT /api/v1/calls/:id/scorecard': { audience: ['supervisor'], call: 'visible' },
  'GET /api/v1/reviews': { audience: ['supervisor'] },
  'PUT /api/v1/reviews/rules': { audience: ['supervisor'] },
  'GET /api/v1/insights/suggestions': { audience: ['supervisor'] },
  'GET /api/v1/insights/calls': { audience: ['supervisor'] },
  'GET /api/v1/insights/feedback': { audience: ['supervisor', 'ops'] },
  'PUT /api/v1/insights/feedback/:sourceId': { audience: ['supervisor'] },
  'GET /api/v1/intents': { audience: ['supervisor'] },
  'PUT /api/v1/intents': { audience: ['supervisor'] },
  'POST /api/v1/intents/try': { audience: ['supervisor'] },
  'POST /api/v1/intents/quality': { audience: ['supervisor'] },
  'GET /api/v1/intents/quality': { audience: ['supervisor'] },
  'GET /api/v1/intents/proposals': { audience: ['supervisor'] },
  'GET /api/v1/summary-templates': { audience: ['supervisor', 'ops'] },
  'PUT /api/v1/summary-templates': { audience: ['supervisor'] },
  'POST /api/v1/summary-templates/preview': { audience: ['supervisor'] },
  'POST /api/v1/calls/:id/guide/:listId/:itemId': { audience: ['advisor'], call: 'own' },
  'GET /api/v1/audit': { audience: auditors },
  'POST /api/v1/backups': { audience: ['ops'] },
  'PUT /api/v1/session/password': { audience: everybody },
  'DELETE /api/v1/session/others': { audience: everybody },
  'GET /api/v1/sign-on': { audience: 'anyone' },
  'GET /api/v1/sign-on/start': { audience: 'anyone' },
  'GET /api/v1/sign-on/return': { audience: 'anyone' },
  'GET /api/v1/retention': { audience: ['dpo', 'admin', 'ops'] },
  'PUT /api/v1/retention': { audience: ['dpo'] },
  'POST /api/v1/retention/purge': { audience: ['dpo'] },
  'POST /api/v1/caller/find': { audience: ['dpo'] },
  'POST /api/v1/caller/export': { audience: ['dpo'] },
  'POST /api/v1/caller/erase': { audience: ['dpo'] },
  'GET /api/v1/calls/:id/originals': { audience: ['dpo'] },
  'POST /api/v1/calls/:id/originals/open': { audience: ['dpo'] },
  'GET /api/v1/privacy-rules': { audience: ['dpo', 'admin', 'ops', 'supervisor'] },
  'PUT /api/v1/privacy-rules': { audience: ['dpo'] },
  'POST /api/v1/privacy-rules/try': { audience: ['dpo'] },
  'GET /api/v1/data-map': { audience: auditors },
  'GET /api/v1/governance': { audience: ['dpo', 'supervisor', 'ops'] },
  'GET /api/v1/accounts': { audience: ['admin'] },
  'POST /api/v1/accounts': { audience: ['admin'] },
  'PUT /api/v1/accounts/:username': { audience: ['admin'] },
  'POST /api/v1/accounts/:username/password': { audience: ['admin'] },
  'DELETE /api/v1/accounts/:username/sessions': { audience: ['admin'] },
  'GET /api/v1/telephony/sources': { audience: ['ops'] },
  'POST /api/v1/telephony/sources': { audience: ['ops'] },
  'POST /api/v1/telephony/sources/:id/rotate': { audience: ['ops'] },
  'DELETE /api/v1/telephony/sources/:id': { audience: ['ops'] },
  'DELETE /api/v1/telephony/sources/:id/secrets/:secretId': { audience: ['ops'] },
  'GET /api/v1/webhooks': { audience: ['ops'] },
  'POST /api/v1/webhooks': { audience: ['ops'] },
  'PUT /api/v1/webhooks/:id': { audience: ['ops'] },
  'DELETE /api/v1/webhooks/:id': { audience: ['ops'] },
  'POST /api/v1/webhooks/:id/rotate': { audience: ['ops'] },
  'POST /api/v1/webhooks/:id/test': { audience: ['ops'] },
  'GET /api/v1/webhooks/deliveries': { audience: ['ops'] },
  'POST /api/v1/webhooks/deliveries/replay': { audience: ['ops'] },
  'POST /api/v1/webhooks/deliveries/:id/replay': { audience: ['ops'] },
} as const satisfies Record<string, Rule>

/** What clients send and get on the live feed. */
export const liveRules = {
  'call:watch': { audience: listeners, call: 'visible' },
  'call:unwatch': { audience: everybody },
  'call:event': { audience: listeners, call: 'visible' },
  'calls:changed': { audience: listeners, call: 'visible' },
  'call:assigned': { audience: ['advisor'], call: 'own' },
} as const satisfies Record<string, Rule>
export type LiveEventName = keyof typeof liveRules

/** The rule of a route as Fastify names it; HEAD is GET without the body. */
export function ruleOf(method: string, url: string): Rule | undefined {
  const key = `${method === 'HEAD' ? 'GET' : method} ${url}`
  const rules: Readonly<Record<string, Rule>> = routeRules
  return Object.hasOwn(rules, key) ? rules[key] : undefined
}

export function isAdmitted(audience: Audience, role: Role | undefined): boolean {
  if (audience === 'anyone') return true
  if (role === undefined) return false
  return audience === 'operations' ? role === 'ops' : audience.includes(role)
}

/**
 * Whose a call is, in the database and among the calls that run. Both count when they differ: an id that was used twice shows its words
 * to neither.
 */
export type CallOwners = readonly CallOwner[]

export interface CallOwner {
  /** The advisor's user name, or null. */
  readonly advisorId: string | null
  /** That the advisor is in now; empty for none. */
  readonly team: string
}

/**
 * Advisors see their own calls, supervisors those of their teams, or all of them when no teams are named for them. Ops see no words, but
 * what the call rule of their routes covers: how much audio there was. Nobody sees a call that nobody knows.
 */
export function mayUseCall(rule: Rule, principal: Principal, owners: CallOwners): boolean {
  if (rule.call === undefined) return true
  if (owners.length === 0) return false
  if (rule.call === 'own' || principal.role === 'advisor') return owners.every(({ advisorId }) => advisorId === principal.username)
  if (principal.role === 'supervisor' && principal.oversees.length > 0)
    return owners.every(({ advisorId, team }) => advisorId !== null && principal.oversees.includes(team))
  return true
}

/** Whose calls a list is limited to. */
export interface VisibleCalls {
  readonly advisorId?: string
  /** Of the advisors. */
  readonly teams?: readonly string[]
}

/** The same rule as {@link mayUseCall}, for lists. */
export function visibleCalls({ role, username, oversees }: Principal): VisibleCalls {
  // Whoever answers for data protection finds everything that is held on somebody.
  if (role === 'dpo') return {}
  if (role !== 'supervisor') return { advisorId: username }
  return oversees.length === 0 ? {} : { teams: oversees }
}
