import { create } from '@bufbuild/protobuf'
import { type CallEvent, RecordingNotice, RecordingNoticeNotedSchema } from '@souffleur/proto'
import { aCallEnded, aCallStarted, anEvent, anUtterance } from '@souffleur/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DeskClient, type DeskHarness, startDesk } from './desk-harness.ts'
import { tablesWithWord } from './stored-words.ts'

const callId = 'call-1'
const BEFORE = 'zorglub'
const AFTER = 'bulgroz'
const rule = { queue: '', wordsDays: null, summariesDays: null, callsDays: null, keepsWords: true, needsNotice: false }

let harness: DeskHarness
let advisor: DeskClient
let announced: CallEvent[]

beforeEach(async () => {
  harness = await startDesk()
  advisor = await harness.as('advisor')
  announced = []
  harness.bus.subscribeEvents('test', (event) => void announced.push(event))
})
afterEach(() => harness.stop())

const rules = async (change: object) => {
  const dpo = await harness.as('dpo')
  expect((await dpo.put('/api/v1/retention', { rules: [{ ...rule, ...change }] })).status).toBe(200)
}
const start = () => harness.publish(aCallStarted({ advisorId: 'advisor' }, { callId }))
const say = (text: string) => harness.publish(anUtterance({ utteranceId: text, text }, { callId }))
const noted = (notice: RecordingNotice, notedBy = 'platform') =>
  anEvent({ case: 'recordingNoticeNoted', value: create(RecordingNoticeNotedSchema, { notice, notedBy }) }, { callId })
const note = (notice: string) => advisor.post(`/api/v1/calls/${callId}/recording-notice`, { notice })

describe('the recording notice', () => {
  it('is noted by the call’s advisor: told to everybody, stored, and in the audit log', async () => {
    await start()
    expect((await note('given')).status).toBe(204)
    await harness.desk.stored()
    expect(announced.at(-1)?.body).toMatchObject({
      case: 'recordingNoticeNoted',
      value: { notice: RecordingNotice.GIVEN, notedBy: 'advisor', userId: 'advisor' },
    })
    const { events } = (await advisor.get(`/api/v1/calls/${callId}`)).body
    expect(events).toContainEqual(
      expect.objectContaining({ recordingNoticeNoted: { notice: 'RECORDING_NOTICE_GIVEN', notedBy: 'advisor', userId: 'advisor' } }),
    )
    const dpo = await harness.as('dpo')
    expect((await dpo.get('/api/v1/audit')).body.entries).toContainEqual(
      expect.objectContaining({ action: 'notice.noted', actor: 'advisor', subject: callId, details: { notice: 'given' } }),
    )
    expect((await note('perhaps')).status).toBe(400)
    await harness.publish(aCallEnded({}, { callId }))
    expect((await note('given')).status).toBe(409)
  })

  it('is waited for where the queue needs it: what was said before is nowhere', async () => {
    await rules({ needsNotice: true })
    await start()
    await say(BEFORE)
    expect((await note('given')).status).toBe(204)
    await say(AFTER)
    // The call goes on after a break of its connection, with what its caller was told.
    await start()
    await say(`${AFTER} again`)
    await harness.publish(aCallEnded({}, { callId }))
    await say(`${AFTER} late`)
    expect(await tablesWithWord(harness.database, BEFORE)).toEqual([])
    expect(await tablesWithWord(harness.database, AFTER)).toEqual(['call_events', 'call_index'])
    expect((await advisor.get(`/api/v1/calls/${callId}`)).body.call.utterances).toBe(3)
  })

  it('that never comes leaves nothing of what was said', async () => {
    await rules({ needsNotice: true })
    await start()
    await say(BEFORE)
    await harness.publish(aCallEnded({}, { callId }))
    await say(`${BEFORE} late`)
    expect(await tablesWithWord(harness.database, BEFORE)).toEqual([])
  })

  it('that is refused ends the writing in any queue, until the caller agrees after all', async () => {
    await start()
    await harness.publish(noted(RecordingNotice.REFUSED))
    await say(BEFORE)
    await harness.publish(noted(RecordingNotice.GIVEN, 'advisor'))
    await say(AFTER)
    await harness.publish(aCallEnded({}, { callId }))
    expect(await tablesWithWord(harness.database, BEFORE)).toEqual([])
    expect(await tablesWithWord(harness.database, AFTER)).toEqual(['call_events', 'call_index'])
  })

  it('changes nothing in a queue that is never written down', async () => {
    await rules({ keepsWords: false })
    await start()
    await harness.publish(noted(RecordingNotice.GIVEN))
    await say(BEFORE)
    expect(await tablesWithWord(harness.database, BEFORE)).toEqual([])
  })
})
