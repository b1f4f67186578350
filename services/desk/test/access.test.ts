import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { aCallEnded, aCallStarted } from '@souffleur/testkit'
import { fastify } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CallOwner, liveRules, mayUseCall, routeRules } from '../src/access.ts'
import type { Role } from '../src/accounts/account-repository.ts'
import { CallOwnership } from '../src/calls/call-owners.ts'
import { addAdmission } from '../src/http/admission.ts'
import { type DeskClient, type DeskHarness, startDesk } from './desk-harness.ts'

type Outcome = 'in' | 'account.signed-out' | 'account.forbidden' | 'call.not-found'
type Who = 'nobody' | 'advisor' | 'supervisor' | 'ops' | 'dpo' | 'admin'

const out = 'account.signed-out'
const no = 'account.forbidden'
const open: Record<Who, Outcome> = { nobody: 'in', advisor: 'in', supervisor: 'in', ops: 'in', dpo: 'in', admin: 'in' }
const signedIn: Record<Who, Outcome> = { ...open, nobody: out }
const listening: Record<Who, Outcome> = { ...signedIn, ops: no, dpo: no, admin: no }
const nobody: Record<Who, Outcome> = { nobody: out, advisor: no, supervisor: no, ops: no, dpo: no, admin: no }
const operating: Record<Who, Outcome> = { ...nobody, ops: 'in' }
const administering: Record<Who, Outcome> = { ...nobody, admin: 'in' }
const overseeing: Record<Who, Outcome> = { ...listening, advisor: no, ops: 'in' }
const advising: Record<Who, Outcome> = { ...listening, supervisor: no }

/** What each route must answer, on a call of the advisor's own where it names one. Written down apart from the rules themselves. */
const expected: Record<keyof typeof routeRules, Record<Who, Outcome>> = {
  'GET /healthz': open,
  'GET /readyz': open,
  // The test's own requests come from this machine.
  'GET /metrics': open,
  'GET /api/openapi.json': open,
  'GET /*': open,
  'POST /api/v1/session': open,
  'GET /api/v1/session': signedIn,
  'DELETE /api/v1/session': signedIn,
  'GET /api/v1/status': signedIn,
  'GET /api/v1/catalogue': signedIn,
  'GET /api/v1/samples': listening,
  'GET /api/v1/samples/:id/audio': listening,
  'POST /api/v1/samples/:id/play': advising,
  'POST /api/v1/recordings': advising,
  'DELETE /api/v1/playbacks/:callId': advising,
  'GET /api/v1/calls': listening,
  'GET /api/v1/calls/:id': listening,
  'POST /api/v1/calls/:id/pause': listening,
  'POST /api/v1/calls/:id/recording-notice': advising,
  'POST /api/v1/calls/:id/suggestions/:suggestionId/verdict': advising,
  'PUT /api/v1/calls/:id/summary': advising,
  'POST /api/v1/calls/:id/review': { ...listening, advisor: no },
  'GET /api/v1/calls/:id/summary/draft': listening,
  'PUT /api/v1/calls/:id/summary/draft': listening,
  'DELETE /api/v1/calls/:id/summary/draft': listening,
  'GET /api/v1/calls/:id/summary/revisions': listening,
  'GET /api/v1/calls/:id/accounting': { ...listening, ops: 'in' },
  'GET /api/v1/search/calls': { ...listening, dpo: 'in' },
  'GET /api/v1/search/choices': { ...listening, dpo: 'in' },
  'GET /api/v1/search/views': listening,
  'POST /api/v1/search/views': listening,
  'DELETE /api/v1/search/views/:viewId': listening,
  'GET /api/v1/exports/calls': { ...listening, advisor: no },
  'GET /api/v1/exports/evaluation-set': { ...listening, advisor: no },
  'GET /api/v1/alerts': overseeing,
  'GET /api/v1/knowledge/articles': listening,
  'GET /api/v1/knowledge/articles/:id': listening,
  'GET /api/v1/knowledge/search': listening,
  'PUT /api/v1/knowledge/articles/:id': { ...listening, advisor: no },
  'POST /api/v1/knowledge/passages': { ...listening, advisor: no },
  'GET /api/v1/knowledge/check': { ...listening, advisor: no },
  'POST /api/v1/knowledge/import': { ...listening, advisor: no },
  'GET /api/v1/guide': overseeing,
  'PUT /api/v1/guide': { ...listening, advisor: no },
  'POST /api/v1/guide/try': { ...listening, advisor: no },
  'GET /api/v1/scorecard': { ...listening, advisor: no },
  'PUT /api/v1/scorecard': { ...listening, advisor: no },
  'GET /api/v1/calls/:id/scorecard': listening,
  'PUT /api/v1/calls/:id/scorecard': { ...listening, advisor: no },
  'GET /api/v1/reviews': { ...listening, advisor: no },
  'PUT /api/v1/reviews/rules': { ...listening, advisor: no },
  'GET /api/v1/insights/suggestions': { ...listening, advisor: no },
  'GET /api/v1/insights/calls': { ...listening, advisor: no },
  'GET /api/v1/insights/feedback': overseeing,
  'PUT /api/v1/insights/feedback/:sourceId': { ...listening, advisor: no },
  'GET /api/v1/intents': { ...listening, advisor: no },
  'PUT /api/v1/intents': { ...listening, advisor: no },
  'POST /api/v1/intents/try': { ...listening, advisor: no },
  'POST /api/v1/intents/quality': { ...listening, advisor: no },
  'GET /api/v1/intents/quality': { ...listening, advisor: no },
  'GET /api/v1/intents/proposals': { ...listening, advisor: no },
  'GET /api/v1/summary-templates': overseeing,
  'PUT /api/v1/summary-templates': { ...listening, advisor: no },
  'POST /api/v1/summary-templates/preview': { ...listening, advisor: no },
  'POST /api/v1/calls/:id/guide/:listId/:itemId': advising,
  'GET /api/v1/audit': { ...operating, dpo: 'in' },
  'POST /api/v1/backups': operating,
  'PUT /api/v1/session/password': signedIn,
  'DELETE /api/v1/session/others': signedIn,
  'GET /api/v1/sign-on': open,
  'GET /api/v1/sign-on/start': open,
  'GET /api/v1/sign-on/return': open,
  'GET /api/v1/retention': { ...nobody, dpo: 'in', admin: 'in', ops: 'in' },
  'PUT /api/v1/retention': { ...nobody, dpo: 'in' },
  'POST /api/v1/retention/purge': { ...nobody, dpo: 'in' },
  'POST /api/v1/caller/find': { ...nobody, dpo: 'in' },
  'POST /api/v1/caller/export': { ...nobody, dpo: 'in' },
  'POST /api/v1/caller/erase': { ...nobody, dpo: 'in' },
  'GET /api/v1/calls/:id/originals': { ...nobody, dpo: 'in' },
  'POST /api/v1/calls/:id/originals/open': { ...nobody, dpo: 'in' },
  'GET /api/v1/privacy-rules': { ...signedIn, advisor: no },
  'PUT /api/v1/privacy-rules': { ...nobody, dpo: 'in' },
  'POST /api/v1/privacy-rules/try': { ...nobody, dpo: 'in' },
  'GET /api/v1/data-map': { ...operating, dpo: 'in' },
  'GET /api/v1/governance': { ...operating, dpo: 'in', supervisor: 'in' },
  'GET /api/v1/accounts': administering,
  'POST /api/v1/accounts': administering,
  'PUT /api/v1/accounts/:username': administering,
  'POST /api/v1/accounts/:username/password': administering,
  'DELETE /api/v1/accounts/:username/sessions': administering,
  'GET /api/v1/telephony/sources': operating,
  'POST /api/v1/telephony/sources': operating,
  'POST /api/v1/telephony/sources/:id/rotate': operating,
  'DELETE /api/v1/telephony/sources/:id': operating,
  'DELETE /api/v1/telephony/sources/:id/secrets/:secretId': operating,
  'GET /api/v1/webhooks': operating,
  'POST /api/v1/webhooks': operating,
  'PUT /api/v1/webhooks/:id': operating,
  'DELETE /api/v1/webhooks/:id': operating,
  'POST /api/v1/webhooks/:id/rotate': operating,
  'POST /api/v1/webhooks/:id/test': operating,
  'GET /api/v1/webhooks/deliveries': operating,
  'POST /api/v1/webhooks/deliveries/replay': operating,
  'POST /api/v1/webhooks/deliveries/:id/replay': operating,
}
const routes = Object.keys(expected).filter((route): route is keyof typeof expected => route in expected)
const callRoutes = routes.filter((route) => 'call' in routeRules[route])
const everyone: readonly Who[] = ['nobody', 'advisor', 'supervisor', 'ops', 'dpo', 'admin']
const denials: readonly string[] = ['account.signed-out', 'account.forbidden', 'call.not-found']

let harness: DeskHarness
let clients: Record<Who, DeskClient>
beforeAll(async () => {
  const uiFolder = join(tmpdir(), `souffleur-access-${process.pid}`)
  await mkdir(uiFolder, { recursive: true })
  await writeFile(join(uiFolder, 'index.html'), '<!doctype html>')
  harness = await startDesk({ config: { uiFolder } })
  clients = {
    nobody: harness.anonymous(),
    advisor: await harness.as('advisor'),
    supervisor: await harness.as('supervisor'),
    ops: await harness.as('ops'),
    dpo: await harness.as('dpo'),
    admin: await harness.as('admin'),
  }
  await harness.publish(
    aCallStarted({ advisorId: 'advisor' }, { callId: 'own' }),
    aCallEnded({}, { callId: 'own' }),
    aCallStarted({ advisorId: 'somebody' }, { callId: 'others' }),
    aCallStarted({ advisorId: '' }, { callId: 'unassigned' }),
  )
})
afterAll(() => harness.stop())

async function knock(route: string, client: DeskClient, callId: string): Promise<Outcome> {
  const [method = '', url = ''] = route.split(' ')
  const path = url
    .replace(/:(id|callId)/, callId)
    .replace(':suggestionId', 'none')
    .replace('*', '')
  // Signing out would end the session that the other rows use.
  if (route === 'DELETE /api/v1/session' && client.cookie !== '') return 'in'
  const { body } = await client.send(method, path, method === 'GET' || method === 'DELETE' ? undefined : {})
  const code: unknown = body?.error?.code
  const isDenial = (value: unknown): value is Outcome => typeof value === 'string' && denials.includes(value)
  return isDenial(code) ? code : 'in'
}

describe('routes', () => {
  it('are all in the table, and the table has no others', () => {
    const served = new Set(harness.desk.routes.filter((route) => !route.startsWith('HEAD ')))
    expect([...served].sort()).toEqual(Object.keys(routeRules).sort())
    expect(Object.keys(expected).sort()).toEqual(Object.keys(routeRules).sort())
  })

  it('without a rule can’t be added', async () => {
    const server = fastify()
    const { database, clock } = harness
    addAdmission(server, { database, clock, owners: new CallOwnership(database), secureCookies: false, operationsToken: '' })
    expect(() => server.get('/api/v1/forgotten', async () => 'words')).toThrow('GET /api/v1/forgotten has no rule')
  })

  const rows = routes.flatMap((route) => everyone.map((who) => ({ route, who, outcome: expected[route][who] })))
  it.each(rows)('$route as $who: $outcome', async ({ route, who, outcome }) => {
    expect(await knock(route, clients[who], 'own')).toBe(outcome)
  })
})

describe('calls of others', () => {
  const rows = callRoutes.flatMap((route) => ['others', 'unassigned', 'unheard-of'].map((callId) => ({ route, callId })))
  it.each(rows)('$route on $callId is as if there were no such call for an advisor', async ({ route, callId }) => {
    const denied = expected[route].advisor === 'in' ? 'call.not-found' : expected[route].advisor
    expect(await knock(route, clients.advisor, callId)).toBe(denied)
  })

  it.each(callRoutes)('%s on a call of anybody’s is open to a supervisor who may use it', async (route) => {
    for (const callId of ['others', 'unassigned']) expect(await knock(route, clients.supervisor, callId)).toBe(expected[route].supervisor)
  })

  it('are not in an advisor’s list', async () => {
    const ids = async (client: DeskClient) => (await client.get('/api/v1/calls')).body.calls.map(({ id }: { id: string }) => id).sort()
    expect(await ids(clients.advisor)).toEqual(['own'])
    expect(await ids(clients.supervisor)).toEqual(['others', 'own', 'unassigned'])
  })
})

describe('the call rules', () => {
  const principal = (role: Role, oversees: readonly string[]) => ({
    username: 'me',
    displayName: 'Me',
    language: 'fr' as const,
    sessionHash: '',
    expiresAtMs: 0,
    team: '',
    oversees,
    role,
  })
  const of = (advisorId: string | null, team = '') => ({ advisorId, team })
  it.each<[Role, string[], CallOwner[], boolean, boolean]>([
    ['advisor', [], [of('me')], true, true],
    ['advisor', [], [of('me'), of('me')], true, true],
    ['advisor', [], [of('me'), of('other')], false, false],
    ['advisor', [], [of('other')], false, false],
    ['advisor', [], [of(null)], false, false],
    ['advisor', [], [], false, false],
    ['supervisor', [], [of('other')], true, false],
    ['supervisor', [], [of(null)], true, false],
    ['supervisor', [], [], false, false],
    ['supervisor', ['north'], [of('other', 'north')], true, false],
    ['supervisor', ['north', 'south'], [of('other', 'south')], true, false],
    ['supervisor', ['north'], [of('other', 'south')], false, false],
    ['supervisor', ['north'], [of('other', 'north'), of('another', 'south')], false, false],
    ['supervisor', ['north'], [of('other')], false, false],
    ['supervisor', ['north'], [of(null)], false, false],
  ])('%s of %j, owners %j: visible %s, own %s', (role, oversees, owners, visible, own) => {
    expect(mayUseCall({ audience: [role], call: 'visible' }, principal(role, oversees), owners)).toBe(visible)
    expect(mayUseCall({ audience: [role], call: 'own' }, principal(role, oversees), owners)).toBe(own)
  })

  it('let no words of the live feed reach those who run Souffleur', () => {
    const audiences = Object.entries(liveRules).filter(([, { audience }]) =>
      audience.some((role) => role === 'ops' || role === 'dpo' || role === 'admin'),
    )
    expect(audiences.map(([name]) => name)).toEqual(['call:unwatch'])
  })
})
