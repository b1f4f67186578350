import { aCallStarted, anUtterance, createRecordingLog, ManualClock } from '@souffleur/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openSession, openSessions } from '../src/accounts/sessions.ts'
import { openCallHistory } from '../src/calls/call-history.ts'
import { storeEvent } from '../src/calls/event-store.ts'
import { RecentEvents } from '../src/calls/recent-events.ts'
import { RetentionRules } from '../src/retention/retention-rules.ts'
import type { Database } from '../src/storage/database.ts'
import { Duty } from '../src/storage/duty.ts'
import { FollowedChanges } from '../src/storage/followed-changes.ts'
import { sql } from '../src/storage/statement.ts'
import { configurationReaders, openStoredConfiguration } from '../src/stored-configuration.ts'
import { openTestRecords } from './records.ts'

const patience = { timeout: 10_000, interval: 10 }
let database: Database
let clock: ManualClock
beforeAll(async () => {
  database = await openTestRecords()
})
afterAll(() => database.close())
beforeEach(() => {
  clock = new ManualClock()
})

describe('what another process changes', () => {
  it('is read again here, once', async () => {
    const [here, there] = [openStoredConfiguration(database, clock), openStoredConfiguration(database, clock)]
    const heard: string[] = []
    await here.guides.currentOr('first guide')
    here.guides.onChange(({ text }) => heard.push(text))
    here.feedback.onChange(() => heard.push('feedback'))
    const changes = new FollowedChanges({ database, clock, log: createRecordingLog() }, configurationReaders(here))
    await expect.poll(() => clock.pendingTimers, patience).toBe(1)
    heard.length = 0
    await there.guides.replace('second guide', { basedOn: 1, actor: 'supervisor' })
    await there.feedback.switch('article a', true, 'supervisor')
    clock.advance(2000)
    await expect.poll(() => heard, patience).toEqual(['second guide', 'feedback'])
    await expect.poll(() => clock.pendingTimers, patience).toBe(1)
    clock.advance(2000)
    await expect.poll(() => clock.pendingTimers, patience).toBe(1)
    expect(heard).toHaveLength(2)
    await changes.stop()
  })

  it('is found again after the database was away', async () => {
    const here = await RetentionRules.open(database, clock)
    const there = await RetentionRules.open(database, clock)
    let isAway = false
    const log = createRecordingLog()
    const unreliable = {
      query: (statement: Parameters<Database['query']>[0]) => (isAway ? Promise.reject(new Error('away')) : database.query(statement)),
      exec: (script: string) => database.exec(script),
    }
    const changes = new FollowedChanges({ database: unreliable, clock, log }, { retention: () => here.readAgain() })
    await expect.poll(() => clock.pendingTimers, patience).toBe(1)
    isAway = true
    const rule = { queue: '', wordsDays: 1, summariesDays: 2, callsDays: 3, keepsWords: false, needsNotice: false }
    await there.replace([rule], 'dpo')
    for (let times = 0; times < 2; times += 1) {
      clock.advance(2000)
      await expect.poll(() => clock.pendingTimers, patience).toBe(1)
    }
    expect(log.lines).toHaveLength(1)
    expect(here.of('').keepsWords).toBe(true)
    isAway = false
    clock.advance(2000)
    await expect.poll(() => here.of('').keepsWords, patience).toBe(false)
    await changes.stop()
  })

  it('may be the first version of a text: of two that store one, both get the same', async () => {
    const [here, there] = [openStoredConfiguration(database, clock), openStoredConfiguration(database, clock)]
    const stored = await Promise.all([here.scorecard.currentOr('here'), there.scorecard.currentOr('there')])
    expect(stored[0]).toEqual(stored[1])
    expect(stored[0]?.version).toBe(1)
  })
})

describe('sessions', () => {
  it('are told from those that are closed, run out, or of accounts that are switched off', async () => {
    await database.query(sql`INSERT INTO accounts (username, display_name, role, language, password_hash, created_at)
      VALUES ('ada', 'Ada', 'advisor', 'en', 'x', now()), ('bob', 'Bob', 'advisor', 'en', 'x', now())`)
    await openSession(database, 'ada', { clock, lifeMs: 60_000 })
    await openSession(database, 'bob', { clock, lifeMs: 60_000 })
    const hashes = async () =>
      (await database.query(sql`SELECT token_hash FROM sessions ORDER BY username`)).rows.map((row) => String(Object(row).token_hash))
    const [ada = '', bob = ''] = await hashes()
    expect(await openSessions(database, [ada, bob, 'other'], clock)).toEqual(new Set([ada, bob]))
    await database.query(sql`UPDATE accounts SET disabled_at = now() WHERE username = 'bob'`)
    expect(await openSessions(database, [ada, bob], clock)).toEqual(new Set([ada]))
    clock.advance(61_000)
    expect(await openSessions(database, [ada, bob], clock)).toEqual(new Set())
  })
})

describe('events that another desk is about to store', () => {
  it('are known for a while, without words where none are kept', () => {
    const recent = new RecentEvents({ clock, keeping: (queue) => (queue === 'secret' ? 'never' : 'always') })
    for (const [callId, queue] of [
      ['kept', 'open'],
      ['unkept', 'secret'],
    ] as const) {
      recent.note(aCallStarted({ queue }, { callId }))
      recent.note(anUtterance({ text: 'some words' }, { callId }))
    }
    recent.note(anUtterance({ text: 'whose start nobody saw' }, { callId: 'unknown' }))
    const casesOf = (callId: string) => recent.pending(callId).map(({ body }) => body.case)
    expect(casesOf('kept')).toEqual(['callStarted', 'utterance'])
    expect(casesOf('unkept')).toEqual(['callStarted'])
    expect(casesOf('unknown')).toEqual([])
    clock.advance(16_000)
    expect(casesOf('kept')).toEqual([])
  })
})

describe('the past of a call', () => {
  const store = (...events: Parameters<typeof storeEvent>[1][]) =>
    database.transaction(async (tx) => {
      for (const event of events) await storeEvent(tx, event)
    })

  it('is read once the event that asks for it is stored', async () => {
    const history = openCallHistory({ database, clock, log: createRecordingLog() })
    const start = aCallStarted({}, { callId: 'past', eventId: 'p1' })
    const said = anUtterance({ text: 'hello there' }, { callId: 'past', eventId: 'p2' })
    await store(start)
    const reading = history(said)
    await expect.poll(() => clock.pendingTimers, patience).toBe(1)
    await store(said)
    clock.advance(100)
    const { events, summaryRevision, hasCompleteSummary } = await reading
    expect(events.map(({ eventId }) => eventId)).toEqual(['p1', 'p2'])
    expect([summaryRevision, hasCompleteSummary]).toEqual([0, false])
  })

  it('is what there is, where nothing of the event is kept', async () => {
    const history = openCallHistory({ database, clock, log: createRecordingLog() })
    await store(aCallStarted({}, { callId: 'unwritten', eventId: 'w1' }))
    const reading = history(anUtterance({}, { callId: 'unwritten', eventId: 'never stored' }))
    for (let times = 0; times < 50; times += 1) {
      await expect.poll(() => clock.pendingTimers, patience).toBe(1)
      clock.advance(100)
    }
    expect((await reading).events.map(({ eventId }) => eventId)).toEqual(['w1'])
  })
})

describe('a duty that one of several desks has', () => {
  const desk = (name: string) => {
    const told: string[] = []
    const own = new ManualClock()
    const duty = new Duty({
      database,
      clock: own,
      log: createRecordingLog(),
      name,
      onHeld: () => told.push('held'),
      onLost: () => told.push('lost'),
    })
    return { duty, told, clock: own }
  }
  const settled = (own: ManualClock) => expect.poll(() => own.pendingTimers, patience).toBe(1)

  it('stays with the first one, and goes to another when that one stops or dies', async () => {
    const [one, two] = [desk('duty'), desk('duty')]
    await settled(one.clock)
    await settled(two.clock)
    const [holder, other] = one.duty.isHeld ? [one, two] : [two, one]
    expect([holder.duty.isHeld, other.duty.isHeld]).toEqual([true, false])
    other.clock.advance(3000)
    await settled(other.clock)
    expect(other.duty.isHeld).toBe(false)
    await holder.duty.stop()
    other.clock.advance(3000)
    await expect.poll(() => other.duty.isHeld, patience).toBe(true)
    // It dies, and its time has run out.
    await database.query(sql`UPDATE duties SET held_until = now() - interval '1 second'`)
    const third = desk('duty')
    await expect.poll(() => third.duty.isHeld, patience).toBe(true)
    await settled(other.clock)
    other.clock.advance(3000)
    await expect.poll(() => other.told, patience).toEqual(['held', 'lost'])
    await Promise.all([third.duty.stop(), other.duty.stop()])
  })
})
