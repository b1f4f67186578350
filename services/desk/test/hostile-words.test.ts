import { aCallEnded, aCallStarted, anUtterance } from '@souffleur/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../src/storage/statement.ts'
import { type DeskHarness, startDesk } from './desk-harness.ts'

/** Somebody says, titles or searches for what a database would run. */
const attacks = [
  "'); DROP TABLE calls; --",
  "' OR '1'='1",
  '$1; DELETE FROM audit_log; --',
  "\\x00\\'; SELECT pg_sleep(10); --",
  '%_%',
] as const

let harness: DeskHarness
beforeAll(async () => {
  harness = await startDesk()
  for (const [index, attack] of attacks.entries()) {
    const callId = `hostile-${index}`
    await harness.publish(
      aCallStarted({ advisorId: 'advisor', title: attack }, { callId }),
      anUtterance({ text: `teapot ${attack}`, utteranceId: `u-${index}` }, { callId }),
      aCallEnded({}, { callId }),
    )
  }
})
afterAll(() => harness.stop())

describe('words that a database would run', () => {
  test('are stored as they were said, and nothing else happens', async () => {
    const { rows } = await harness.database.query(sql`SELECT count(*)::int AS calls FROM calls`)
    expect(rows[0]).toEqual({ calls: attacks.length })
    const advisor = await harness.as('advisor')
    for (const [index, attack] of attacks.entries()) {
      const { body } = await advisor.get(`/api/v1/calls/hostile-${index}`)
      expect(body.call.title).toBe(attack)
    }
  })

  test.each(attacks)('find no more than others by searching: %s', async (attack) => {
    const supervisor = await harness.as('supervisor')
    for (const path of ['search/calls?q=', 'search/calls?advisor=', 'search/calls?queue=', 'search/calls?alert=']) {
      const { status, body } = await supervisor.get(`/api/v1/${path}${encodeURIComponent(attack)}`)
      expect([200, 400]).toContain(status)
      if (status === 200 && !path.endsWith('q=')) expect(body.found).toEqual([])
    }
    const { rows } = await harness.database.query(sql`SELECT count(*)::int AS calls FROM calls`)
    expect(rows[0]).toEqual({ calls: attacks.length })
  })
})
