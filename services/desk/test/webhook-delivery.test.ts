import { createRecordingLog } from '@souffleur/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openPgDatabase } from '../src/storage/pg-database.ts'
import { sql } from '../src/storage/statement.ts'
import { webhookBody } from '../src/webhooks/webhook-body.ts'
import { postgresIsAvailable, startPostgres } from './postgres-server.ts'
import { unreliable } from './unreliable-database.ts'
import { openDatabase, startWebhooks } from './webhook-harness.ts'
import { WebhookReceiver } from './webhook-receiver.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

async function one() {
  const receiver = await WebhookReceiver.start()
  const harness = await startWebhooks({ hosts: receiver.host })
  return { receiver, harness, ...(await harness.addEndpoint(receiver)) }
}

describe('a delivery', () => {
  it('holds the call and the summary of that revision, and its id twice', async () => {
    const { receiver, harness } = await one()
    await harness.save('call', 3, 'summary.approved')
    await harness.webhooks.settled()
    const [{ headers, body } = expect.fail('nothing came')] = receiver.received
    expect(webhookBody.parse(body)).toEqual(body)
    expect(body).toEqual({
      version: 1,
      id: headers['souffleur-delivery'],
      event: 'summary.approved',
      occurredAt: '2023-11-14T22:13:20.000Z',
      call: {
        id: 'call',
        queue: 'claims',
        advisorId: 'advisor',
        startedAt: '2023-11-14T22:13:20.000Z',
        durationMs: 60_000,
        language: 'fr',
      },
      summary: { revision: 3, state: 'approved', language: 'fr' },
    })
    expect(headers).toMatchObject({ 'souffleur-event': 'summary.approved', 'content-type': 'application/json', 'user-agent': 'Souffleur' })
    expect(await harness.states()).toEqual(['call:3 delivered 1 200'])
    expect(await harness.metric('souffleur_webhook_deliveries_total{outcome="delivered"}')).toBe('1')
    await harness.stop()
    expect(harness.clock.pendingTimers).toBe(0)
  })

  it('that met 500 comes again with the same id and words', async () => {
    const { receiver, harness } = await one()
    receiver.answer = (response, count) => void response.writeHead(count === 1 ? 500 : 200).end()
    await harness.save('call', 1)
    await harness.webhooks.settled()
    expect(await harness.states()).toEqual(['call:1 waiting 1 status 500'])
    await harness.pass(9999)
    expect(receiver.received).toHaveLength(1)
    expect([await harness.metric('souffleur_webhooks_waiting'), await harness.metric('souffleur_webhooks_oldest_seconds')]).toEqual([
      '1',
      '9.999',
    ])
    await harness.pass(1)
    const [first, second] = receiver.received
    expect(second?.text).toBe(first?.text)
    expect(second?.headers['souffleur-delivery']).toBe(first?.headers['souffleur-delivery'])
    expect(second?.headers['souffleur-signature']).not.toBe(first?.headers['souffleur-signature'])
    expect(await harness.states()).toEqual(['call:1 delivered 2 200'])
    expect(await harness.metric('souffleur_webhooks_waiting')).toBe('0')
  })

  it('waits for a receiver that is down, and arrives when it is up', async () => {
    const { receiver, harness } = await one()
    const { port } = receiver
    await receiver.close()
    await harness.save('call', 1)
    await harness.webhooks.settled()
    expect(await harness.states()).toEqual(['call:1 waiting 1 unreachable'])
    const again = await WebhookReceiver.start(port)
    await harness.pass(10_000)
    expect(again.told()).toEqual(['call:1'])
  })

  it('is cut off after 10 s without an answer', async () => {
    const { receiver, harness } = await one()
    receiver.answer = () => undefined
    await harness.save('call', 1)
    await receiver.came(1)
    await harness.pass(10_000)
    expect(await harness.states()).toEqual(['call:1 waiting 1 timeout'])
  })

  it('has arrived with its status, however slow the rest', async () => {
    const { receiver, harness } = await one()
    receiver.answer = (response) => void response.writeHead(200).write('a')
    await harness.save('slow', 1)
    await harness.webhooks.settled()
    expect(await harness.states()).toEqual(['slow:1 delivered 1 200'])
    await harness.stop()
    expect(harness.clock.pendingTimers).toBe(0)
  })

  it('reads no long answer', async () => {
    const { receiver, harness } = await one()
    receiver.answer = (response) => {
      response.writeHead(200)
      const write = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      }
      response.on('drain', write)
      write()
    }
    await harness.save('long', 1)
    await harness.webhooks.settled()
    expect(await harness.states()).toEqual(['long:1 delivered 1 200'])
  })

  it('trusts nobody who has no certificate', async () => {
    const receiver = await WebhookReceiver.start()
    const harness = await startWebhooks({ hosts: receiver.host })
    const url = receiver.url.replace('http:', 'https:')
    await harness.webhooks.addEndpoint({ name: 'CRM', url, events: ['summary.saved'], isOn: true }, 'ops')
    await harness.save('call', 1)
    await harness.webhooks.settled()
    expect(await harness.states()).toEqual(['call:1 waiting 1 tls'])
    expect(receiver.received).toEqual([])
  })

  it('follows no redirect', async () => {
    const { receiver, harness } = await one()
    const elsewhere = await WebhookReceiver.start()
    receiver.answer = (response) => void response.writeHead(307, { location: elsewhere.url }).end()
    await harness.save('call', 1)
    await harness.webhooks.settled()
    expect(elsewhere.received).toEqual([])
    expect(await harness.states()).toEqual(['call:1 dead 1 redirect 307'])
  })

  it('goes nowhere once its host is off the list', async () => {
    const { receiver, harness } = await one()
    await harness.webhooks.stop()
    const later = await startWebhooks({ hosts: 'crm.example', database: harness.database, clock: harness.clock })
    await later.save('call', 1)
    await later.webhooks.settled()
    expect(receiver.received).toEqual([])
    expect(await later.states()).toEqual(['call:1 waiting 1 host-refused'])
    expect((await later.webhooks.list()).map(({ isAllowed }) => isAllowed)).toEqual([false])
  })

  it('isn’t sent unsigned when the key is another', async () => {
    const { receiver, harness } = await one()
    await harness.webhooks.stop()
    const later = await startWebhooks({ hosts: receiver.host, database: harness.database, clock: harness.clock, key: 8 })
    await later.save('call', 1)
    await later.webhooks.settled()
    expect(receiver.received).toEqual([])
    expect(await later.states()).toEqual(['call:1 waiting 1 secret-unreadable'])
    const [listed] = await later.webhooks.list()
    expect(listed?.unreadable.size).toBe(1)
  })

  it('comes when the receiver asked for it', async () => {
    const { receiver, harness } = await one()
    receiver.answer = (response, count) => void response.writeHead(count === 1 ? 429 : 200, { 'retry-after': '90' }).end()
    await harness.save('one', 1)
    await harness.webhooks.settled()
    await harness.save('other', 1)
    await harness.pass(89_999)
    expect(receiver.told()).toEqual(['one:1'])
    await harness.pass(1)
    expect(receiver.told().sort()).toEqual(['one:1', 'one:1', 'other:1'])
  })

  it('is given up after a day, with its last reason', async () => {
    const { receiver, harness } = await one()
    receiver.answer = 503
    await harness.save('call', 1)
    await harness.webhooks.settled()
    for (let passed = 0; passed < DAY_MS; passed += HOUR_MS / 2) await harness.pass(HOUR_MS / 2)
    const [state = ''] = await harness.states()
    expect(state).toMatch(/^call:1 dead \d+ status 503$/)
    expect(receiver.received.length).toBeGreaterThan(20)
    expect(await harness.metric('souffleur_webhook_deliveries_total{outcome="dead"}')).toBe('1')
    receiver.answer = 200
    await harness.pass(DAY_MS)
    expect(await harness.states()).toEqual([state])
  })

  it('goes with its call', async () => {
    const { receiver, harness } = await one()
    receiver.answer = 503
    await harness.save('call', 1)
    await harness.webhooks.settled()
    await harness.database.query(sql`DELETE FROM calls WHERE call_id = 'call'`)
    await harness.pass(DAY_MS)
    expect(await harness.states()).toEqual([])
    expect(receiver.received).toHaveLength(1)
  })
})

describe('an endpoint', () => {
  it('that is gone is switched off, and what waits is given up', async () => {
    const { receiver, harness, id } = await one()
    receiver.answer = 503
    await harness.save('earlier', 1)
    await harness.webhooks.settled()
    receiver.answer = 410
    await harness.save('call', 1)
    await harness.webhooks.settled()
    expect(await harness.states()).toEqual(['earlier:1 dead 1 gone 503', 'call:1 dead 1 gone 410'])
    const [listed] = await harness.webhooks.list()
    expect(listed).toMatchObject({ endpoint: { id, isOn: false, isGone: true }, dead: 2, waiting: 0 })
    await harness.save('later', 1)
    await harness.webhooks.settled()
    expect(receiver.received).toHaveLength(2)
    await expect(harness.webhooks.replayAll(id, 'ops')).resolves.toBe(0)
  })

  it('that is dead doesn’t hold another', async () => {
    const [dead, sound] = [await WebhookReceiver.start(), await WebhookReceiver.start()]
    const harness = await startWebhooks({ hosts: `${dead.host},${sound.host}` })
    await harness.addEndpoint(dead)
    await harness.addEndpoint(sound)
    dead.answer = () => undefined
    for (let call = 1; call <= 12; call += 1) await harness.save(`call-${call}`, 1)
    await sound.came(12)
    // Two hang; the rest of the room is the other's.
    await dead.came(2)
    expect(dead.received).toHaveLength(2)
    await harness.stop()
  })

  it('that keeps failing gets one at a time, and everything once it answers', async () => {
    const { receiver, harness } = await one()
    receiver.answer = 500
    for (let call = 1; call <= 8; call += 1) await harness.save(`call-${call}`, 1)
    await harness.webhooks.settled()
    // Five failures, and one that was on its way with the fifth.
    const tried = receiver.received.length
    expect(tried).toBeLessThanOrEqual(6)
    await harness.pass(10_000)
    expect(receiver.received).toHaveLength(tried + 1)
    expect(await harness.webhooks.list()).toMatchObject([{ isFailing: true, waiting: 8 }])
    receiver.answer = 200
    await harness.pass(300_000)
    expect((await harness.states()).every((state) => state.includes('delivered'))).toBe(true)
    expect(await harness.webhooks.list()).toMatchObject([{ isFailing: false, waiting: 0 }])
  })

  it('gets the revisions of a call in their order, one at a time', async () => {
    const { receiver, harness } = await one()
    receiver.answer = (response, count) => void response.writeHead(count < 3 ? 500 : 200).end()
    for (const revision of [1, 2, 3]) await harness.save('call', revision)
    await harness.webhooks.settled()
    await harness.save('call', 4, 'summary.approved')
    await harness.pass(10_000)
    expect(receiver.told()).toEqual(['call:1', 'call:1'])
    await harness.pass(20_000)
    expect(receiver.told()).toEqual(['call:1', 'call:1', 'call:1', 'call:2', 'call:3', 'call:4'])
  })

  it('that is off is told nothing, and catches up with what waited', async () => {
    const { receiver, harness, id } = await one()
    const settings = { name: 'x', url: receiver.url, events: ['summary.saved' as const] }
    receiver.answer = 503
    await harness.save('before', 1)
    await harness.webhooks.settled()
    await harness.webhooks.changeEndpoint(id, { ...settings, isOn: false }, 'ops')
    receiver.answer = 200
    await harness.save('while-off', 1)
    await harness.pass(HOUR_MS)
    expect(receiver.told()).toEqual(['before:1'])
    await harness.webhooks.changeEndpoint(id, { ...settings, isOn: true }, 'ops')
    await harness.save('approved', 1, 'summary.approved')
    await harness.webhooks.settled()
    expect(receiver.told()).toEqual(['before:1', 'before:1'])
  })
})

describe('a dead letter', () => {
  it('is replayed under its id, before what is newer', async () => {
    const { receiver, harness } = await one()
    receiver.answer = 404
    await harness.save('call', 1)
    await harness.save('other', 1)
    await harness.webhooks.settled()
    expect(await harness.states()).toEqual(['call:1 dead 1 status 404', 'other:1 dead 1 status 404'])
    receiver.answer = 200
    const [, letter] = await harness.webhooks.deliveries({ state: 'dead', limit: 10 })
    await harness.webhooks.replay(letter?.id ?? '', 'ops')
    await harness.webhooks.settled()
    expect(receiver.received.at(-1)?.headers['souffleur-delivery']).toBe(
      receiver.received.find(({ body }) => body.call.id === 'call')?.body.id,
    )
    await expect(harness.webhooks.replay(letter?.id ?? '', 'ops')).rejects.toMatchObject({ code: 'request.conflict' })
    await expect(harness.webhooks.replay('none', 'ops')).rejects.toMatchObject({ code: 'request.not-found' })
    expect(await harness.webhooks.replayAll(undefined, 'ops')).toBe(1)
    await harness.webhooks.settled()
    expect(await harness.states()).toEqual(['call:1 delivered 1 200', 'other:1 delivered 1 200'])
  })

  it('and what was delivered is forgotten after 30 days', async () => {
    const { receiver, harness } = await one()
    await harness.save('good', 1)
    await harness.webhooks.settled()
    receiver.answer = 400
    await harness.save('bad', 1)
    await harness.webhooks.settled()
    await harness.pass(30 * DAY_MS)
    expect(await harness.states()).toHaveLength(2)
    await harness.pass(HOUR_MS)
    expect(await harness.states()).toEqual([])
  })
})

describe('another start', () => {
  it('sends again what was on its way when the process died', async () => {
    const receiver = await WebhookReceiver.start()
    const database = await openDatabase()
    const { database: cutOff, failWith, recover } = unreliable(database)
    const dying = await startWebhooks({ hosts: receiver.host, database: cutOff })
    await dying.addEndpoint(receiver)
    receiver.answer = () => undefined
    await dying.save('call', 1)
    await dying.save('call', 2)
    await receiver.came(1)
    expect(await dying.states()).toEqual(['call:1 sending 1', 'call:2 waiting 0'])
    // Nobody stops it: it is just away.
    failWith('ECONNREFUSED')
    receiver.answer = 200
    const later = await startWebhooks({ hosts: receiver.host, database })
    await later.webhooks.settled()
    expect(receiver.told()).toEqual(['call:1', 'call:1', 'call:2'])
    expect(receiver.received[1]?.headers['souffleur-delivery']).toBe(receiver.received[0]?.headers['souffleur-delivery'])
    expect(await later.states()).toEqual(['call:1 delivered 2 200', 'call:2 delivered 1 200'])
    // What the first one hears too late changes nothing.
    recover()
    await dying.pass(10_000)
    expect(await later.states()).toEqual(['call:1 delivered 2 200', 'call:2 delivered 1 200'])
  })

  it('takes up what a stop left: it waits a moment for answers, and no longer', async () => {
    const { receiver, harness } = await one()
    receiver.answer = () => undefined
    await harness.save('call', 1)
    await receiver.came(1)
    await harness.stop()
    expect(await harness.states()).toEqual(['call:1 waiting 1'])
    expect(harness.clock.pendingTimers).toBe(0)
    receiver.answer = 200
    const later = await startWebhooks({ hosts: receiver.host, database: harness.database, clock: harness.clock })
    await later.webhooks.settled()
    expect(receiver.told()).toEqual(['call:1', 'call:1'])
  })

  it('isn’t needed after the database was away: what came of a delivery is noted then', async () => {
    const receiver = await WebhookReceiver.start()
    const { database, failWith, recover } = unreliable(await openDatabase())
    const harness = await startWebhooks({ hosts: receiver.host, database })
    await harness.addEndpoint(receiver)
    receiver.answer = (response) => {
      failWith('ECONNREFUSED')
      response.writeHead(200).end()
    }
    await harness.save('call', 1)
    await harness.webhooks.settled()
    recover()
    expect(await harness.states()).toEqual(['call:1 sending 1'])
    await harness.pass(15_000)
    expect(await harness.states()).toEqual(['call:1 delivered 1 200'])
    expect(receiver.received).toHaveLength(1)
  })

  it('begins with an empty outbox', async () => {
    const harness = await startWebhooks({ hosts: '', database: await openDatabase() })
    await harness.save('call', 1)
    await harness.webhooks.settled()
    expect(await harness.states()).toEqual([])
  })
})

describe.skipIf(!postgresIsAvailable())('on a PostgreSQL server', () => {
  it('deliveries fail, come again in order, are given up and replayed', async () => {
    const server = await startPostgres()
    onTestFinished(() => server.stop())
    const admin = await openPgDatabase({ url: server.url, log: createRecordingLog(), connections: 1 })
    await admin.exec('DROP SCHEMA IF EXISTS souffleur_webhooks_test CASCADE; CREATE SCHEMA souffleur_webhooks_test')
    await admin.close()
    const url = new URL(server.url)
    url.searchParams.set('options', '-c search_path=souffleur_webhooks_test')
    const database = await openPgDatabase({ url: url.href, log: createRecordingLog() })
    onTestFinished(() => database.close())
    const receiver = await WebhookReceiver.start()
    const harness = await startWebhooks({ hosts: receiver.host, database })
    const { id } = await harness.addEndpoint(receiver)
    receiver.answer = (response, count) => void response.writeHead(count === 1 ? 500 : count === 2 ? 404 : 200).end()
    await harness.save('call', 1)
    await harness.webhooks.settled()
    await harness.save('call', 2)
    await harness.pass(10_000)
    expect(await harness.states()).toEqual(['call:1 dead 2 status 404', 'call:2 delivered 1 200'])
    expect(await harness.webhooks.list()).toMatchObject([{ dead: 1, waiting: 0 }])
    expect(await harness.webhooks.replayAll(id, 'ops')).toBe(1)
    await harness.webhooks.settled()
    expect(receiver.told()).toEqual(['call:1', 'call:1', 'call:2', 'call:1'])
    expect((await harness.webhooks.test(id, 'ops')).state).toBe('delivered')
    receiver.answer = 410
    await harness.save('call', 3)
    await harness.webhooks.settled()
    expect(await harness.webhooks.list()).toMatchObject([{ endpoint: { isOn: false, isGone: true }, dead: 1 }])
    await harness.stop()
  })
})
