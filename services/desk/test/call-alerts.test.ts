import { aCallStarted, aCallWarned, anUtterance } from '@souffleur/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type DeskHarness, startDesk } from './desk-harness.ts'

let harness: DeskHarness
beforeAll(async () => {
  harness = await startDesk()
})
afterAll(() => harness.stop())

it('lists the calls of the last day that say something of the set-up, newest first, without what was said', async () => {
  const nowMs = harness.clock.unixMs()
  const started = (callId: string, agoMs: number) =>
    aCallStarted({ title: 'Mrs Dupont', source: 'asterisk', queue: 'claims', language: 'en' }, { callId, occurredAtMs: nowMs - agoMs })
  await harness.publish(
    started('wordless', 60_000),
    aCallWarned({ code: 'call.no-words' }, { callId: 'wordless' }),
    started('found-its-words', 60_000),
    aCallWarned({ code: 'call.no-words' }, { callId: 'found-its-words' }),
    anUtterance({ text: 'Here I am.' }, { callId: 'found-its-words' }),
    started('old', 25 * 3_600_000),
    aCallWarned({ code: 'call.no-words' }, { callId: 'old' }),
    started('odd', 120_000),
    aCallWarned({ code: 'call.unbalanced' }, { callId: 'odd' }),
    aCallWarned({ code: 'engine.degraded' }, { callId: 'odd' }),
    started('fine', 60_000),
  )
  const { body } = await (await harness.as('ops')).get('/api/v1/alerts')
  expect(body.alerts).toEqual([
    {
      callId: 'wordless',
      state: 'live',
      source: 'asterisk',
      queue: 'claims',
      language: 'en',
      startedAt: new Date(nowMs - 60_000).toISOString(),
      codes: ['call.no-words'],
    },
    expect.objectContaining({ callId: 'odd', codes: ['call.unbalanced'] }),
  ])
  expect(JSON.stringify(body)).not.toMatch(/Dupont|Here I am/)
})
