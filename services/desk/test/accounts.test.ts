import { aCallEnded, aCallStarted } from '@souffleur/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AccountDesk } from '../src/accounts/account-desk.ts'
import { SignIn } from '../src/accounts/sign-in.ts'
import { AuditTrail } from '../src/audit/audit-trail.ts'
import { type DeskClient, type DeskHarness, PASSWORD, startDesk } from './desk-harness.ts'

let harness: DeskHarness
let admin: DeskClient
beforeAll(async () => {
  harness = await startDesk()
  admin = await harness.as('admin')
})
afterAll(() => harness.stop())

const details = { displayName: 'North desk', role: 'supervisor', language: 'fr', team: '', oversees: ['north'] } as const
const create = (username: string, more: object = {}) => admin.post('/api/v1/accounts', { username, ...details, ...more })
const accountOf = async (username: string) => {
  const { body } = await admin.get('/api/v1/accounts')
  return body.accounts.find((account: { username: string }) => account.username === username)
}

describe('an administrator', () => {
  it('makes an account whose password is told once', async () => {
    const { body } = await create('north')
    expect(body.password).toMatch(/^[a-z]{4}(-[a-z]{4}){3}$/)
    const client = await harness.as('north', body.password)
    expect((await client.get('/api/v1/session')).body.user).toMatchObject({ username: 'north', role: 'supervisor' })
    expect(await accountOf('north')).toEqual({
      username: 'north',
      ...details,
      disabled: false,
      hasIdentity: false,
      hasPassword: true,
      openSessions: 1,
    })
    expect((await create('north')).body.error.code).toBe('account.name-taken')
    expect((await create('No Spaces')).body.error.code).toBe('request.invalid')
  })

  it('ends sessions, at once also on the live feed’s side', async () => {
    const { body } = await create('ended')
    const client = await harness.as('ended', body.password)
    expect((await admin.delete('/api/v1/accounts/ended/sessions')).status).toBe(204)
    expect((await client.get('/api/v1/session')).body.error.code).toBe('account.signed-out')
  })

  it('gives a new password, and the old one opens nothing', async () => {
    const { body } = await create('forgetful')
    const { body: fresh } = await admin.post('/api/v1/accounts/forgetful/password')
    const answer = await harness.anonymous().post('/api/v1/session', { username: 'forgetful', password: body.password })
    expect(answer.body.error.code).toBe('account.credentials-wrong')
    expect((await (await harness.as('forgetful', fresh.password)).get('/api/v1/session')).status).toBe(200)
  })

  it('switches an account off, which signs in no more until it is on again', async () => {
    const { body } = await create('leaver')
    const client = await harness.as('leaver', body.password)
    await admin.put('/api/v1/accounts/leaver', { ...details, disabled: true })
    expect((await client.get('/api/v1/session')).body.error.code).toBe('account.signed-out')
    const again = () => harness.anonymous().post('/api/v1/session', { username: 'leaver', password: body.password })
    expect((await again()).body.error.code).toBe('account.credentials-wrong')
    await admin.put('/api/v1/accounts/leaver', { ...details, disabled: false })
    expect((await again()).status).toBe(200)
  })

  it('can’t leave nobody to administer', async () => {
    const answer = await admin.put('/api/v1/accounts/admin', { ...details, role: 'ops', disabled: false })
    expect(answer.body.error.code).toBe('account.last-admin')
    expect((await accountOf('admin')).role).toBe('admin')
    expect((await admin.put('/api/v1/accounts/nobody-there', { ...details, disabled: false })).body.error.code).toBe('request.not-found')
  })

  it('leaves a trace of all that, without passwords', async () => {
    const { body } = await (await harness.as('dpo')).get('/api/v1/audit')
    const actions = body.entries.map(({ action }: { action: string }) => action)
    for (const action of ['account.created', 'account.changed', 'account.password-reset', 'account.sessions-closed'])
      expect(actions).toContain(action)
    expect(JSON.stringify(body)).not.toContain('assword":')
  })
})

describe('one’s own account', () => {
  it('gets another password from the one who knows the present one, and its other sessions end', async () => {
    const here = await harness.as('ops')
    const elsewhere = await harness.as('ops')
    const change = (current: string, next: string) => here.put('/api/v1/session/password', { current, next })
    expect((await change('wrong', 'a longer password')).body.error.code).toBe('account.credentials-wrong')
    expect((await change(PASSWORD, 'short')).body.error.code).toBe('request.invalid')
    expect((await change(PASSWORD, 'a longer password')).status).toBe(204)
    expect((await here.get('/api/v1/session')).status).toBe(200)
    expect((await elsewhere.get('/api/v1/session')).body.error.code).toBe('account.signed-out')
    expect((await harness.as('ops', 'a longer password')).cookie).not.toBe('')
  })
})

describe('an attacker', () => {
  it('can’t guess the password of a session that was left open', async () => {
    const { body } = await create('left-open')
    const client = await harness.as('left-open', body.password)
    const guess = (current: string) => client.put('/api/v1/session/password', { current, next: 'a longer password' })
    for (let attempt = 0; attempt < 10; attempt += 1) expect((await guess('wrong')).body.error.code).toBe('account.credentials-wrong')
    const refused = await guess(body.password)
    expect(refused.body.error.code).toBe('account.too-many-attempts')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    const { entries } = (await (await harness.as('dpo')).get('/api/v1/audit')).body
    expect(entries).toContainEqual(expect.objectContaining({ action: 'account.password-refused', actor: 'left-open' }))
    harness.clock.advance(61_000)
    expect((await guess(body.password)).status).toBe(204)
  })

  it('can’t lock somebody’s name with attempts that are refused already', async () => {
    const { body } = await create('wanted')
    const guess = (password: string) => harness.anonymous().post('/api/v1/session', { username: 'wanted', password })
    for (let attempt = 0; attempt < 55; attempt += 1) await guess('wrong')
    harness.clock.advance(61_000)
    expect((await guess(body.password)).status).toBe(200)
  })

  it.each(['system', 'unknown', 'identity-provider'])('can’t have a name that the audit log keeps for itself: %s', async (name) => {
    expect((await create(name)).body.error.code).toBe('account.name-taken')
  })

  it('gets no session with a password that is changed while it is checked', async () => {
    const { body } = await create('raced')
    const { clock, database } = harness
    const audit = new AuditTrail({ database, clock, log: harness.log, capacity: 10 })
    const checkPassword = async () => (await admin.post('/api/v1/accounts/raced/password')).status === 200
    const signIn = new SignIn({ database, clock, audit, checkPassword, sessionLifeMs: 1000 })
    const opened = signIn.open({ username: 'raced', password: body.password, address: '192.0.2.1' })
    await expect(opened).rejects.toMatchObject({ code: 'account.credentials-wrong' })
    expect((await accountOf('raced')).openSessions).toBe(0)
    await audit.stop()
  })

  it('can’t take back an account whose password an administrator changes meanwhile', async () => {
    const { body } = await create('taken-back')
    const { clock, database } = harness
    const checkPassword = async () => (await admin.post('/api/v1/accounts/taken-back/password')).status === 200
    const desk = new AccountDesk({ database, clock, checkPassword, onSessionClosed: () => undefined })
    const own = { username: 'taken-back', sessionHash: 'of-the-attacker' }
    await expect(desk.changeOwnPassword(own, body.password, 'one of the attacker')).rejects.toMatchObject({
      code: 'account.credentials-wrong',
    })
  })

  it('gets no session for an account that was switched off in between', async () => {
    await create('gone')
    await admin.put('/api/v1/accounts/gone', { ...details, disabled: true })
    const { clock, database } = harness
    const audit = new AuditTrail({ database, clock, log: harness.log, capacity: 10 })
    const signIn = new SignIn({ database, clock, audit, checkPassword: async () => true, sessionLifeMs: 1000 })
    await expect(signIn.openFor('gone', '192.0.2.1')).rejects.toMatchObject({ code: 'account.credentials-wrong' })
    await audit.stop()
  })
})

describe('a supervisor of some teams', () => {
  it('finds, reads and exports the calls of those teams alone', async () => {
    await create('ada-north', { role: 'advisor', team: 'north', oversees: [] })
    await create('sam-south', { role: 'advisor', team: 'south', oversees: [] })
    for (const advisorId of ['ada-north', 'sam-south', ''])
      await harness.publish(
        aCallStarted({ advisorId, title: 'Insured' }, { callId: `of-${advisorId}` }),
        aCallEnded({}, { callId: `of-${advisorId}` }),
      )
    const { body } = await create('boss', { oversees: ['north'] })
    const boss = await harness.as('boss', body.password)
    const ids = (calls: { id: string }[]) => calls.map(({ id }) => id)
    expect(ids((await boss.get('/api/v1/calls')).body.calls)).toEqual(['of-ada-north'])
    const found = (await boss.get('/api/v1/search/calls?q=insured')).body.found
    expect(ids(found.map(({ call }: { call: { id: string } }) => call))).toEqual(['of-ada-north'])
    expect((await boss.get('/api/v1/search/choices')).body.advisors).toEqual([{ id: 'ada-north', name: 'North desk' }])
    expect((await boss.get('/api/v1/exports/calls?format=json')).body).toMatchObject([{ call: { id: 'of-ada-north' } }])
    expect((await boss.get('/api/v1/calls/of-ada-north')).status).toBe(200)
    for (const hidden of ['of-sam-south', 'of-']) expect((await boss.get(`/api/v1/calls/${hidden}`)).body.error.code).toBe('call.not-found')
  })
})

describe('requests', () => {
  it('are bounded for a session, and no other session suffers', async () => {
    const greedy = await harness.as('advisor')
    const status = async (client: DeskClient) => (await client.get('/api/v1/session')).status
    for (let batch = 0; batch < 12; batch += 1) await Promise.all(Array.from({ length: 100 }, () => status(greedy)))
    const refused = await greedy.get('/api/v1/session')
    expect(refused.body.error.code).toBe('account.too-many-attempts')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await status(admin)).toBe(200)
    harness.clock.advance(61_000)
    expect(await status(greedy)).toBe(200)
  })

  it('get answers that no cache keeps and no other page embeds', async () => {
    const { headers } = await admin.get('/api/v1/accounts')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('permissions-policy')).toContain('camera=()')
  })

  it('that change something come from our own pages', async () => {
    const answer = await admin.send('DELETE', '/api/v1/accounts/ops/sessions', undefined, { origin: 'https://elsewhere.example' })
    expect(answer.body.error.code).toBe('request.foreign-origin')
  })
})

describe('guessing', () => {
  it('locks a name for a while, from whatever addresses', async () => {
    const guess = (password: string) => harness.anonymous().post('/api/v1/session', { username: 'supervisor', password })
    for (let minute = 0; minute < 6; minute += 1) {
      for (let attempt = 0; attempt < 9; attempt += 1) await guess('wrong')
      harness.clock.advance(61_000)
    }
    expect((await guess(PASSWORD)).status).toBe(429)
    harness.clock.advance(16 * 60_000)
    expect((await guess(PASSWORD)).status).toBe(200)
  })
})
