import { request } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { select } from '../src/storage/database.ts'
import { sql } from '../src/storage/statement.ts'
import { DeskClient, type DeskHarness, PASSWORD, startDesk } from './desk-harness.ts'

let harness: DeskHarness
beforeAll(async () => {
  harness = await startDesk()
})
// What one test used up of the limits on attempts is not the next one's problem.
beforeEach(() => harness.clock.advance(60_000))
afterAll(() => harness.stop())

const credentials = (password: string, username = 'advisor') => ({ username, password })

describe('signing in', () => {
  it('answers with the user and a cookie that scripts and other sites don’t get', async () => {
    const answer = await harness.anonymous().post('/api/v1/session', credentials(PASSWORD))
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      user: { id: 'advisor', username: 'advisor', displayName: 'Demo advisor', role: 'advisor', language: 'en' },
    })
    const cookie = answer.headers.getSetCookie()[0] ?? ''
    expect(cookie).toMatch(/^souffleur=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/)
    const me = await new DeskClient(harness.url, answer.cookie).get('/api/v1/session')
    expect(me.body.user.username).toBe('advisor')
  })

  it('asks for TLS on the cookie where the configuration says so', async () => {
    const secure = await startDesk({ database: harness.database, config: { secureCookies: true } })
    const { headers } = await secure.anonymous().post('/api/v1/session', credentials(PASSWORD))
    expect(headers.getSetCookie()[0]).toMatch(/^__Host-souffleur=.*; Secure; /)
    await secure.stop()
  })

  it.each([
    ['a wrong password', credentials('wrong')],
    ['an unknown name', credentials(PASSWORD, 'nobody')],
    ['SQL for a name', credentials(PASSWORD, `' OR '1'='1`)],
  ])('answers %s with one and the same error', async (_, body) => {
    const { status, body: answer } = await harness.anonymous().post('/api/v1/session', body)
    expect([status, answer.error.code]).toEqual([401, 'account.credentials-wrong'])
    expect(answer.error.message.fr).toBe('L’identifiant ou le mot de passe est incorrect.')
    expect(answer.error.action.en).toContain('Try again')
  })

  it('is refused after ten wrong passwords a minute, also with the right one', async () => {
    const client = harness.anonymous()
    for (let attempt = 0; attempt < 10; attempt += 1) await client.post('/api/v1/session', credentials('wrong'))
    const refused = await client.post('/api/v1/session', credentials(PASSWORD))
    expect([refused.status, refused.body.error.code]).toEqual([429, 'account.too-many-attempts'])
    expect(refused.headers.get('retry-after')).toBe('60')
    expect((await client.post('/api/v1/session', credentials(PASSWORD, 'ops'))).status).toBe(200)
    harness.clock.advance(60_000)
    expect((await client.post('/api/v1/session', credentials(PASSWORD))).status).toBe(200)
  })
})

describe('a session', () => {
  it('ends when it is signed out, for the cookie too', async () => {
    const advisor = await harness.as('advisor')
    const answer = await advisor.delete('/api/v1/session')
    expect(answer.status).toBe(204)
    expect(answer.headers.getSetCookie()[0]).toContain('souffleur=; Max-Age=0')
    const { status, body } = await advisor.get('/api/v1/session')
    expect([status, body.error.code]).toEqual([401, 'account.signed-out'])
  })

  it('ends after twelve hours', async () => {
    const advisor = await harness.as('advisor')
    harness.clock.advance(12 * 3_600_000 - 1)
    expect((await advisor.get('/api/v1/session')).status).toBe(200)
    harness.clock.advance(1)
    expect((await advisor.get('/api/v1/session')).status).toBe(401)
  })

  it('isn’t opened by what the database holds', async () => {
    await harness.as('advisor')
    const row = z.object({ token_hash: z.string() })
    const [session] = await select(harness.database, row, sql`SELECT token_hash FROM sessions`)
    const forged = new DeskClient(harness.url, `souffleur=${session?.token_hash}`)
    expect((await forged.get('/api/v1/session')).status).toBe(401)
  })

  it.each([
    'souffleur=',
    `souffleur=${'A'.repeat(43)}`,
    `souffleur=${'A'.repeat(5000)}`,
    'souffleur=%00',
    `souffleur=' OR 1=1 --`,
    'x; y=;;=',
  ])('isn’t opened by the forged cookie %s', async (cookie) => {
    const { status, body } = await new DeskClient(harness.url, cookie).get('/api/v1/calls')
    expect([status, body.error.code]).toEqual([401, 'account.signed-out'])
  })
})

describe('requests from pages of other sites', () => {
  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1', 'nonsense'])('that change something are refused: %s', async (origin) => {
    const advisor = await harness.as('advisor')
    const { status, body } = await advisor.send('DELETE', '/api/v1/session', undefined, { origin })
    expect([status, body.error.code]).toEqual([403, 'request.foreign-origin'])
    expect((await advisor.get('/api/v1/session')).status).toBe(200)
  })

  it('can’t sign anybody in', async () => {
    const { status } = await harness.anonymous().send('POST', '/api/v1/session', credentials(PASSWORD), { origin: 'https://evil.example' })
    expect(status).toBe(403)
  })

  it('are recognised by Sec-Fetch-Site as well', async () => {
    // fetch() may not set it, so this one is made by hand.
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(
        `${harness.url}/api/v1/session`,
        { method: 'DELETE', headers: { 'sec-fetch-site': 'cross-site' } },
        (response) => {
          response.resume()
          resolve(response.statusCode)
        },
      )
      sent.once('error', reject)
      sent.end()
    })
    expect(status).toBe(403)
  })
})

describe('demo accounts', () => {
  it('are created once: a second start prints no passwords', async () => {
    expect(await harness.desk.createDemoAccounts()).toEqual([])
  })

  it('get readable passwords of their own that sign them in, and are kept hashed', async () => {
    const fresh = await startDesk({ createAccounts: false })
    const accounts = await fresh.desk.createDemoAccounts()
    expect(accounts.map(({ username, role }) => [username, role])).toEqual([
      ['advisor', 'advisor'],
      ['supervisor', 'supervisor'],
      ['ops', 'ops'],
      ['dpo', 'dpo'],
      ['admin', 'admin'],
    ])
    expect(new Set(accounts.map(({ password }) => password)).size).toBe(5)
    for (const { username, password } of accounts) {
      expect(password).toMatch(/^([a-z]{4}-){3}[a-z]{4}$/)
      expect((await fresh.anonymous().post('/api/v1/session', { username, password })).status).toBe(200)
    }
    const row = z.object({ password_hash: z.string() })
    const hashes = await select(fresh.database, row, sql`SELECT password_hash FROM accounts`)
    for (const { password_hash } of hashes) expect(password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    await fresh.stop()
  })

  it('can be left out: an administrator alone makes the others, with a password of its own', async () => {
    const bare = await startDesk({ createAccounts: false, config: { demoAccounts: false, demoPassword: PASSWORD } })
    expect((await bare.anonymous().get('/api/v1/sign-on')).body).toEqual({ available: false, demoAccounts: false })
    const accounts = await bare.desk.createDemoAccounts()
    expect(accounts).toEqual([{ username: 'admin', role: 'admin', password: expect.stringMatching(/^([a-z]{4}-){3}[a-z]{4}$/) }])
    const admin = await bare.as('admin', accounts[0]?.password)
    const ada = { username: 'ada', displayName: 'Ada', role: 'advisor', language: 'en', team: '', oversees: [] }
    const { password } = (await admin.post('/api/v1/accounts', ada)).body
    expect((await (await bare.as('ada', password)).get('/api/v1/session')).body.user.role).toBe('advisor')
    expect(await bare.desk.createDemoAccounts()).toEqual([])
    await bare.stop()
  })
})

describe('security headers', () => {
  it('let pages talk to their own host only, and nobody frame them', async () => {
    const { headers } = await harness.anonymous().get('/healthz')
    const { host } = new URL(harness.url)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain(`connect-src 'self' ws://${host} wss://${host}`)
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("worker-src 'self' blob:")
    expect(policy).toContain("media-src 'self' blob:")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  })

  it('take nothing from a Host header that isn’t a host', async () => {
    const policy = await new Promise<string>((resolve, reject) => {
      const sent = request(`${harness.url}/healthz`, { headers: { host: "x; script-src 'unsafe-inline'" } }, (response) => {
        response.resume()
        resolve(String(response.headers['content-security-policy']))
      })
      sent.once('error', reject)
      sent.end()
    })
    expect(policy).toContain("connect-src 'self' 'self' 'self'")
    expect(policy).not.toContain("script-src 'unsafe-inline'")
  })
})
