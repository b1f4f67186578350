import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { SummaryState } from '@souffleur/proto'
import { aCallEnded, aCallStarted, aSummaryUpdated } from '@souffleur/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { verifyAuditChain } from '../src/index.ts'
import { parseAllowedHosts } from '../src/webhooks/allowed-hosts.ts'
import { signatureOf } from '../src/webhooks/signature.ts'
import { startDesk } from './desk-harness.ts'
import { startWebhooks } from './webhook-harness.ts'
import { WebhookReceiver } from './webhook-receiver.ts'

const PATH = '/api/v1/webhooks'
const HOUR_MS = 3_600_000
const docs = readFileSync(new URL('../../../docs/webhooks.md', import.meta.url), 'utf8')
const recipe = (language: string) => new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(docs)?.[1] ?? ''

type Check = (secret: string, header: string, body: string, nowSeconds: number) => boolean
const { isFromSouffleur }: { isFromSouffleur: Check } = await import(`data:text/javascript,${encodeURIComponent(recipe('js'))}`)

async function deskWith(receiver?: WebhookReceiver) {
  const hosts = receiver === undefined ? [] : parseAllowedHosts(receiver.host)
  if ('wrong' in hosts) throw new Error(hosts.wrong)
  const harness = await startDesk({ config: { webhookHosts: hosts } })
  onTestFinished(() => harness.stop())
  return { harness, ops: await harness.as('ops') }
}
const settings = (receiver: WebhookReceiver, more = {}) => ({
  name: 'CRM',
  url: receiver.url,
  events: ['summary.saved', 'summary.approved'],
  ...more,
})

describe('the documented check', () => {
  const body = '{"id":"é"}'
  const header = signatureOf(body, ['new secret', 'old secret'], 1_700_000_000_500)
  it('takes what is signed, with either secret', () => {
    expect(header).toMatch(/^t=1700000000,v1=[0-9a-f]{64},v1=[0-9a-f]{64}$/)
    for (const secret of ['new secret', 'old secret']) expect(isFromSouffleur(secret, header, body, 1_700_000_100)).toBe(true)
  })

  it.each([
    ['another secret', 'other', header, body, 1_700_000_000],
    ['another body', 'new secret', header, `${body} `, 1_700_000_000],
    ['another time', 'new secret', header.replace('1700000000', '1700000001'), body, 1_700_000_000],
    ['a copy that is sent later', 'new secret', header, body, 1_700_000_301],
    ['no signature', 'new secret', 't=1700000000', body, 1_700_000_000],
    ['nothing', 'new secret', '', body, 1_700_000_000],
    ['half a signature', 'new secret', header.slice(0, 40), body, 1_700_000_000],
  ])('refuses %s', (_, ...asked) => expect(isFromSouffleur(...asked)).toBe(false))

  it('says the same in Python', ({ skip }) => {
    const ask = `${recipe('python')}
import sys
for args in (("new secret", 100), ("old secret", 100), ("other", 100), ("new secret", 301)):
    print(is_from_souffleur(args[0], sys.argv[1], sys.argv[2].encode(), 1700000000 + args[1]))`
    const python = (() => {
      try {
        return execFileSync('python3', ['-c', ask, header, body], { encoding: 'utf8', env: { ...process.env, PYTHONUTF8: '1' } })
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return skip('no Python here')
        throw error
      }
    })()
    expect(python.trim().split('\n')).toEqual(['True', 'True', 'False', 'False'])
  })
})

describe('a webhook', () => {
  it('tells of a saved and an approved summary, and of no rejection', async () => {
    const receiver = await WebhookReceiver.start()
    const { harness, ops } = await deskWith(receiver)
    const { status, body, headers } = await ops.post(PATH, settings(receiver))
    expect([status, headers.get('cache-control')]).toEqual([201, 'no-store'])
    const at = { callId: 'call' }
    await harness.publish(
      aCallStarted({ advisorId: 'advisor', queue: 'claims' }, at),
      aCallEnded({}, at),
      aSummaryUpdated({ revision: 3, state: SummaryState.COMPLETE, fields: [{ fieldId: 'reason', lines: [] }] }, at),
    )
    const words = {
      fields: [{ fieldId: 'reason', lines: [{ text: 'Une fuite', evidence: [] }] }],
      dispositionId: 'claim_opened',
    }
    const advisor = await harness.as('advisor')
    const supervisor = await harness.as('supervisor')
    expect((await advisor.put('/api/v1/calls/call/summary', { baseRevision: 3, ...words })).status).toBe(200)
    await supervisor.post('/api/v1/calls/call/review', { baseRevision: 4, decision: 'reject', reason: 'why?' })
    await supervisor.post('/api/v1/calls/call/review', { baseRevision: 5, decision: 'edit', summary: words })
    await receiver.came(2)
    const [saved, approved] = receiver.received
    expect([saved?.body.event, approved?.body.event]).toEqual(['summary.saved', 'summary.approved'])
    const { revisions } = (await supervisor.get('/api/v1/calls/call/summary/revisions')).body
    expect(saved?.body).toMatchObject({ call: { id: 'call', queue: 'claims', advisorId: 'advisor' } })
    expect(saved?.body.summary).toEqual({ ...revisions[1].summary, revision: 4, state: 'saved' })
    expect(approved?.body.summary).toEqual({ ...revisions[3].summary, revision: 6, state: 'approved' })
    for (const { headers: sent, text } of receiver.received) {
      expect(isFromSouffleur(body.secret, String(sent['souffleur-signature']), text, harness.clock.unixMs() / 1000)).toBe(true)
    }
    expect(JSON.stringify((await ops.get(`${PATH}/deliveries`)).body)).not.toContain('Une fuite')
    expect(JSON.stringify(harness.log.lines)).not.toContain('Une fuite')
  })

  it('isn’t told of a revision that was refused', async () => {
    const receiver = await WebhookReceiver.start()
    const { harness, ops } = await deskWith(receiver)
    await ops.post(PATH, settings(receiver))
    const at = { callId: 'call' }
    await harness.publish(aCallStarted({ advisorId: 'advisor' }, at), aCallEnded({}, at))
    const advisor = await harness.as('advisor')
    expect((await advisor.put('/api/v1/calls/call/summary', { baseRevision: 9, fields: [], dispositionId: '' })).status).toBe(409)
    expect((await ops.get(`${PATH}/deliveries`)).body).toEqual({ deliveries: [], next: null })
  })

  it('hears only of what it asked for', async () => {
    const receiver = await WebhookReceiver.start()
    const harness = await startWebhooks({ hosts: receiver.host })
    await harness.webhooks.addEndpoint({ name: 'CRM', url: receiver.url, events: ['summary.approved'], isOn: true }, 'ops')
    await harness.save('call', 1, 'summary.saved')
    await harness.save('call', 2, 'summary.approved')
    await harness.webhooks.settled()
    expect(receiver.told()).toEqual(['call:2'])
  })

  it('can’t be set before its hosts are', async () => {
    const receiver = await WebhookReceiver.start()
    const { ops } = await deskWith()
    const { status, body } = await ops.post(PATH, settings(receiver))
    expect([status, body.error.code]).toEqual([409, 'webhook.hosts-unset'])
    expect(body.error.action.en).toContain('SOUFFLEUR_WEBHOOK_HOSTS')
    expect((await ops.get(PATH)).body).toEqual({ endpoints: [], hosts: [] })
  })

  it('can’t go elsewhere, have no name, or somebody else’s', async () => {
    const receiver = await WebhookReceiver.start()
    const { ops } = await deskWith(receiver)
    const refusal = async (more: object) => {
      const { status, body } = await ops.post(PATH, settings(receiver, more))
      return [status, body.error?.code]
    }
    expect(await refusal({ url: 'https://evil.example/' })).toEqual([422, 'webhook.host-refused'])
    expect(await refusal({ url: receiver.url.replace('//', '//me:hunter2@') })).toEqual([400, 'request.invalid'])
    for (const more of [{ name: ' ' }, { events: [] }, { events: ['call.ended'] }, { url: 'no' }])
      expect(await refusal(more)).toEqual([400, 'request.invalid'])
    const { body } = await ops.post(PATH, settings(receiver))
    expect(await refusal({})).toEqual([409, 'request.conflict'])
    await ops.post(PATH, settings(receiver, { name: 'Other' }))
    expect((await ops.put(`${PATH}/${body.endpoint.id}`, settings(receiver, { name: 'Other' }))).status).toBe(409)
    expect((await ops.put(`${PATH}/none`, settings(receiver))).status).toBe(404)
    expect((await ops.send('DELETE', `${PATH}/${body.endpoint.id}`, undefined, { origin: 'https://evil.example' })).status).toBe(403)
  })

  it('is tested by a ping that is sent once', async () => {
    const receiver = await WebhookReceiver.start()
    const { harness, ops } = await deskWith(receiver)
    const { endpoint, secret } = (await ops.post(PATH, settings(receiver, { isOn: false }))).body
    expect((await ops.post(`${PATH}/${endpoint.id}/test`)).body).toMatchObject({
      event: 'ping',
      state: 'delivered',
      status: 200,
      failure: null,
    })
    const [{ headers, text, body } = expect.fail('nothing came')] = receiver.received
    expect(Object.keys(body).sort()).toEqual(['event', 'id', 'occurredAt', 'version'])
    expect(isFromSouffleur(secret, String(headers['souffleur-signature']), text, harness.clock.unixMs() / 1000)).toBe(true)
    receiver.answer = 500
    expect((await ops.post(`${PATH}/${endpoint.id}/test`)).body).toMatchObject({
      state: 'failed',
      status: 500,
      failure: 'status',
      attempts: 1,
    })
    expect((await ops.get(`${PATH}/deliveries?state=dead`)).body.deliveries).toEqual([])
    const first = (await ops.get(`${PATH}/deliveries?limit=1`)).body
    expect(first.deliveries).toMatchObject([{ state: 'failed' }])
    expect((await ops.get(`${PATH}/deliveries?limit=1&before=${first.next}`)).body).toMatchObject({
      deliveries: [{ state: 'delivered' }],
      next: null,
    })
    expect(receiver.received).toHaveLength(2)
  })
})

describe('a secret', () => {
  it('is nowhere but in the answer, and signs beside the old one for a while', async () => {
    const receiver = await WebhookReceiver.start()
    const harness = await startWebhooks({ hosts: receiver.host })
    const { id, secret: first } = await harness.addEndpoint(receiver)
    const { secret: second } = await harness.webhooks.rotate(id, 24, 'ops')
    const signedBy = async () => {
      await harness.webhooks.test(id, 'ops')
      const { headers, text } = receiver.received.at(-1) ?? expect.fail('nothing came')
      const header = String(headers['souffleur-signature'])
      return [first, second].map((secret) => isFromSouffleur(secret, header, text, harness.clock.unixMs() / 1000))
    }
    expect(await signedBy()).toEqual([true, true])
    await harness.pass(24 * HOUR_MS - 1)
    expect(await signedBy()).toEqual([true, true])
    await harness.pass(1)
    expect(await signedBy()).toEqual([false, true])
    const { rows } = await harness.database.query({ text: 'SELECT row_to_json(s) FROM webhook_secrets s', values: [] })
    for (const secret of [first, second])
      expect(JSON.stringify([rows, harness.log.lines, await harness.webhooks.list()])).not.toContain(secret)
    const { secret: third } = await harness.webhooks.rotate(id, 0, 'ops')
    await harness.webhooks.test(id, 'ops')
    const { headers, text } = receiver.received.at(-1) ?? expect.fail('nothing came')
    expect(String(headers['souffleur-signature']).match(/v1=/g)).toHaveLength(1)
    expect(isFromSouffleur(third, String(headers['souffleur-signature']), text, harness.clock.unixMs() / 1000)).toBe(true)
  })
})

describe('the audit log', () => {
  it('has every change, without secrets and without paths', async () => {
    const receiver = await WebhookReceiver.start()
    const { harness, ops } = await deskWith(receiver)
    const { endpoint, secret } = (await ops.post(PATH, settings(receiver))).body
    await ops.put(`${PATH}/${endpoint.id}`, settings(receiver, { url: `${receiver.url}?key=hunter2`, isOn: false }))
    await ops.post(`${PATH}/${endpoint.id}/rotate`, { keepHours: 1 })
    await ops.post(`${PATH}/${endpoint.id}/test`)
    expect((await ops.post(`${PATH}/deliveries/replay`, {})).body).toEqual({ replayed: 0 })
    await ops.delete(`${PATH}/${endpoint.id}`)
    const { entries } = (await ops.get('/api/v1/audit?limit=5')).body
    expect(entries.map(({ action }: { action: string }) => action)).toEqual(
      ['removed', 'tested', 'rotated', 'changed', 'added'].map((done) => `webhook.${done}`),
    )
    expect(entries[3].details).toEqual({ name: 'CRM', host: receiver.host, events: 'summary.saved summary.approved', isOn: false })
    for (const kept of [secret, 'hunter2']) expect(JSON.stringify(entries)).not.toContain(kept)
    expect(await verifyAuditChain(harness.database)).toMatchObject({ ok: true })
    expect((await ops.get(PATH)).body.endpoints).toEqual([])
  })
})
