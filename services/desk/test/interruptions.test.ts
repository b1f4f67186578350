import { aCallEnded, aCallStarted, anUtterance, aSummaryUpdated } from '@souffleur/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Database } from '../src/storage/database.ts'
import { type DeskHarness, type HarnessOptions, startDesk } from './desk-harness.ts'
import { openTestRecords } from './records.ts'
import { unreliable } from './unreliable-database.ts'

async function open(): Promise<Database> {
  const database = await openTestRecords()
  onTestFinished(() => database.close())
  return database
}

async function start(options: HarnessOptions): Promise<DeskHarness> {
  const harness = await startDesk(options)
  onTestFinished(() => harness.stop())
  return harness
}

describe('a process that dies during calls', () => {
  it('has its calls closed as disconnected at the next start, with what was heard and with the draft as summary', async () => {
    const database = await open()
    const first = await startDesk({ database })
    const at = { callId: 'interrupted', occurredAtMs: 1_700_000_000_000 }
    await first.publish(
      aCallStarted({ advisorId: 'advisor' }, at),
      anUtterance({ text: 'Before the power cut.', endMs: 4200 }, { ...at, occurredAtMs: 1_700_000_004_500 }),
      aSummaryUpdated({ revision: 4, fields: [{ fieldId: 'reason' }] }, at),
      aCallStarted({ advisorId: 'advisor' }, { callId: 'finished' }),
      aCallEnded({}, { callId: 'finished' }),
    )
    // The next process finds the database as it is: nothing of the first one says goodbye.
    const second = await start({ database })
    const advisor = await second.as('advisor')
    const { body } = await advisor.get('/api/v1/calls/interrupted')
    expect(body.call).toMatchObject({
      state: 'ended',
      endReason: 'disconnected',
      durationMs: 4200,
      endedAt: '2023-11-14T22:13:24.500Z',
      summaryState: 'complete',
      utterances: 1,
    })
    expect(JSON.stringify(body.events)).toContain('Before the power cut.')
    expect((await advisor.get('/api/v1/calls/finished')).body.call.endReason).toBe('completed')
    const saved = await advisor.put('/api/v1/calls/interrupted/summary', { baseRevision: 5, fields: [], dispositionId: '' })
    expect(saved.status).toBe(200)
  })
})

describe('a database that fails while calls go on', () => {
  it.each([
    ['ENOSPC', 'data.full'],
    ['ECONNREFUSED', 'data.unavailable'],
  ])('(%s) is in the status as %s, and gets everything when it works again', async (failure, code) => {
    const { database, failWith, recover } = unreliable(await open())
    const harness = await start({ database })
    const [advisor, ops] = [await harness.as('advisor'), await harness.as('ops')]
    const at = { callId: 'outage' }
    await harness.publish(aCallStarted({ advisorId: 'advisor' }, at))
    failWith(failure)
    for (let index = 0; index < 300; index += 1)
      harness.bus.publishEvent(anUtterance({ utteranceId: `outage-c-${index}` }, { ...at, eventId: `e${index}` }))
    await harness.bus.settled()
    await harness.clock.advanceAsync(10_000)
    expect(harness.log.codes().filter((logged) => logged === code)).toHaveLength(1)
    if (failure === 'ENOSPC') expect((await ops.get('/api/v1/status')).body.warnings).toEqual([code])
    else expect((await ops.get('/api/v1/status')).status).toBe(503)
    const ready = await harness.anonymous().get('/readyz')
    expect([ready.status, ready.body.storage]).toEqual([503, code])
    expect((await harness.anonymous().get('/healthz')).status).toBe(200)
    expect((await harness.anonymous().get('/metrics')).body).toContain('souffleur_desk_writes_waiting{queue="calls"} 300')

    recover()
    await harness.clock.advanceAsync(15_000)
    await harness.desk.stored()
    expect((await advisor.get('/api/v1/calls/outage')).body.call.utterances).toBe(300)
    expect((await ops.get('/api/v1/status')).body.warnings).toEqual([])
    expect((await harness.anonymous().get('/readyz')).status).toBe(200)
  })

  it('answers what has to be stored with the code, and changes nothing', async () => {
    const { database, failWith, recover } = unreliable(await open())
    const harness = await start({ database })
    const advisor = await harness.as('advisor')
    await harness.publish(aCallStarted({ advisorId: 'advisor' }, { callId: 'done' }), aCallEnded({}, { callId: 'done' }))
    failWith('ENOSPC')
    const { status, body } = await advisor.put('/api/v1/calls/done/summary', { baseRevision: 0, fields: [], dispositionId: '' })
    expect([status, body.error.code]).toEqual([507, 'data.full'])
    expect(body.error.detail).toBeUndefined()
    recover()
    expect((await advisor.get('/api/v1/calls/done/summary/revisions')).body.revisions).toEqual([])
  })

  it('loses only what comes beyond the bound, and counts it', async () => {
    const { database, failWith, recover } = unreliable(await open())
    const harness = await start({ database, config: { pendingEvents: 10 } })
    failWith('ENOSPC')
    for (let index = 0; index < 15; index += 1) harness.bus.publishEvent(anUtterance({}, { callId: 'flood', eventId: `e${index}` }))
    await harness.bus.settled()
    expect((await harness.anonymous().get('/metrics')).body).toContain('souffleur_desk_writes_dropped_total{queue="calls"} 5')
    recover()
    await harness.clock.advanceAsync(15_000)
    await harness.desk.stored()
    expect((await (await harness.as('supervisor')).get('/api/v1/calls/flood')).body.call.utterances).toBe(10)
  })
})
