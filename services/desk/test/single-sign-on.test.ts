import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DeskHarness, startDesk } from './desk-harness.ts'

/** Against a real provider (oidc-provider, certified by the OpenID Foundation) over real sockets, as a browser would go there. */

const people: Record<string, Record<string, unknown>> = {
  ada: {
    name: 'Ada from the directory',
    preferred_username: 'Ada@example.org',
    roles: ['staff', 'call-advisors'],
    team: 'north',
    locale: 'en-GB',
  },
  blank: { name: ' \u0000 ', preferred_username: '', roles: 'call-advisors', team: ' south ', locale: 7 },
  pretender: { name: 'Not the system', preferred_username: 'system@example.org', roles: ['call-advisors'] },
  mover: { name: 'Moves', preferred_username: 'mover', roles: ['call-supervisors'] },
  guest: { name: 'A guest', preferred_username: 'guest', roles: ['visitors'] },
}

let provider: Server
let issuer: string
let harness: DeskHarness

beforeAll(async () => {
  provider = createServer()
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
  harness = await startDesk({
    config: {
      signOn: {
        issuer,
        clientId: 'souffleur',
        clientSecret: 'a-secret-of-the-client',
        roleClaim: 'roles',
        roles: new Map([
          ['call-advisors', 'advisor'],
          ['call-supervisors', 'supervisor'],
        ]),
        teamClaim: 'team',
      },
    },
  })
  const oidc = new Provider(issuer, {
    clients: [
      {
        client_id: 'souffleur',
        client_secret: 'a-secret-of-the-client',
        redirect_uris: [`${harness.url}/api/v1/sign-on/return`],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    pkce: { required: () => true },
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'locale', 'roles', 'team'], email: ['email'] },
    cookies: { keys: ['a-key-for-cookies-of-the-test'] },
    findAccount: (_context, id) => ({ accountId: id, claims: async () => ({ sub: id, ...people[id] }) }),
    features: { devInteractions: { enabled: true } },
  })
  provider.on('request', oidc.callback())
})
afterAll(async () => {
  await harness.stop()
  provider.closeAllConnections()
  await new Promise((resolve) => provider.close(resolve))
})

/** Follows redirects and fills the provider's forms, with one cookie jar a site, until Souffleur's page. */
class Browser {
  readonly #jars = new Map<string, Map<string, string>>()

  async go(url: string, init: RequestInit = {}): Promise<Response> {
    const { host } = new URL(url)
    const jar = this.#jars.get(host) ?? new Map<string, string>()
    this.#jars.set(host, jar)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, ...(cookie === '' ? {} : { cookie }) } })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const [name = '', ...value] = pair.split('=')
      jar.set(name, value.join('='))
    }
    return response
  }

  async follow(first: string): Promise<URL> {
    let response = await this.go(first)
    let at = new URL(first)
    for (let step = 0; step < 15; step += 1) {
      const location = response.headers.get('location')
      if (location === null) return at
      at = new URL(location, at)
      if (at.origin === harness.url && !at.pathname.startsWith('/api/')) return at
      response = await this.go(at.href)
    }
    throw new Error('redirected for ever')
  }

  /** Signs in at the provider and consents. */
  async signOn(login: string): Promise<URL> {
    let at = await this.follow(`${harness.url}/api/v1/sign-on/start`)
    for (const form of [{ prompt: 'login', login, password: 'any' }, { prompt: 'consent' }]) {
      if (at.origin !== issuer) break
      const response = await this.go(at.href, {
        method: 'POST',
        body: new URLSearchParams(form),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      })
      at = await this.follow(new URL(response.headers.get('location') ?? '', at).href)
    }
    return at
  }

  async session(): Promise<{ status: number; user: Record<string, unknown> | undefined }> {
    const response = await this.go(`${harness.url}/api/v1/session`)
    const body = (await response.json()) as { user?: Record<string, unknown> }
    return { status: response.status, user: body.user }
  }
}

describe('signing on by the identity provider', () => {
  it('opens a session with the role and the team that the provider names', async () => {
    const browser = new Browser()
    expect((await browser.signOn('ada')).pathname).toBe('/')
    expect(await browser.session()).toEqual({
      status: 200,
      user: expect.objectContaining({ username: 'ada', displayName: 'Ada from the directory', role: 'advisor' }),
    })
    const { body } = await (await harness.as('admin')).get('/api/v1/accounts')
    expect(body.accounts).toContainEqual(
      expect.objectContaining({ username: 'ada', team: 'north', hasIdentity: true, hasPassword: false, openSessions: 1 }),
    )
  })

  it('finds the same account again, with what has changed since', async () => {
    people.ada = { ...people.ada, roles: ['call-supervisors'] }
    const browser = new Browser()
    await browser.signOn('ada')
    expect((await browser.session()).user).toMatchObject({ username: 'ada', role: 'supervisor' })
  })

  it('ends the sessions of a role that the provider has taken away', async () => {
    const before = new Browser()
    await before.signOn('mover')
    await new Browser().signOn('mover')
    expect((await before.session()).status).toBe(200)
    people.mover = { ...people.mover, roles: ['call-advisors'] }
    const after = new Browser()
    await after.signOn('mover')
    expect((await before.session()).status).toBe(401)
    expect((await after.session()).user).toMatchObject({ role: 'advisor' })
  })

  it('takes claims that say nothing, and administrators still see everybody', async () => {
    const browser = new Browser()
    expect((await browser.signOn('blank')).search).toBe('')
    const { status, body } = await (await harness.as('admin')).get('/api/v1/accounts')
    expect(status).toBe(200)
    expect(body.accounts).toContainEqual(expect.objectContaining({ username: 'blank', displayName: 'blank', team: 'south' }))
  })

  it('gives nobody a name that the audit log keeps for itself', async () => {
    const browser = new Browser()
    await browser.signOn('pretender')
    expect((await browser.session()).user).toMatchObject({ username: 'system-2' })
  })

  it('refuses somebody without a role here, with what to do', async () => {
    const browser = new Browser()
    expect((await browser.signOn('guest')).search).toBe('?signOn=account.no-role')
    expect((await browser.session()).status).toBe(401)
  })

  it('refuses an account that was switched off', async () => {
    const admin = await harness.as('admin')
    await admin.put('/api/v1/accounts/ada', { displayName: 'Ada', role: 'advisor', language: 'en', team: '', oversees: [], disabled: true })
    const browser = new Browser()
    expect((await browser.signOn('ada')).search).toBe('?signOn=account.forbidden')
  })

  it.each([
    ['a forged return', '/api/v1/sign-on/return?code=stolen&state=guessed'],
    ['a return without anything', '/api/v1/sign-on/return'],
  ])('refuses %s', async (_, path) => {
    const browser = new Browser()
    await browser.go(`${harness.url}/api/v1/sign-on/start`)
    expect((await browser.follow(harness.url + path)).search).toBe('?signOn=account.sign-on-failed')
    expect((await browser.session()).status).toBe(401)
  })

  it('refuses the return of another browser', async () => {
    const start = await fetch(`${harness.url}/api/v1/sign-on/start`, { redirect: 'manual' })
    const state = new URL(start.headers.get('location') ?? '').searchParams.get('state')
    const other = new Browser()
    expect((await other.follow(`${harness.url}/api/v1/sign-on/return?code=x&state=${state}`)).search).toBe('?signOn=account.sign-on-failed')
  })
})

it('an identity provider that is away is said so, and passwords go on', async () => {
  const alone = await startDesk({
    config: {
      signOn: { issuer: 'http://127.0.0.1:9', clientId: 'souffleur', roleClaim: 'roles', roles: new Map() },
    },
  })
  const start = await fetch(`${alone.url}/api/v1/sign-on/start`, { redirect: 'manual' })
  expect(start.headers.get('location')).toBe('/?signOn=account.sign-on-unavailable')
  expect((await alone.as('advisor')).cookie).not.toBe('')
  await alone.stop()
})
