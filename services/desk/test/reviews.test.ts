import { create } from '@bufbuild/protobuf'
import { AlertRaisedSchema, SummaryFieldType, SummaryState } from '@souffleur/proto'
import { aCallEnded, aCallStarted, anEvent, anUtterance, aSummaryUpdated } from '@souffleur/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DeskClient, type DeskHarness, startDesk } from './desk-harness.ts'

let harness: DeskHarness
let supervisor: DeskClient

beforeAll(async () => {
  harness = await startDesk()
  supervisor = await harness.as('supervisor')
})
afterAll(() => harness.stop())

const evidence = [{ utteranceId: 'u', charStart: 0, charEnd: 5, startMs: 0, endMs: 900 }]

interface Made {
  readonly confidence?: number
  readonly alert?: boolean
  readonly resolution?: 'settled' | 'unsettled'
  readonly hasReason?: boolean
}

async function call(callId: string, { confidence = 0.9, alert = false, resolution = 'settled', hasReason = true }: Made): Promise<void> {
  const at = { callId }
  const line = { lineId: `${callId}-1`, text: 'Water', evidence }
  await harness.publish(
    aCallStarted({ advisorId: 'advisor' }, at),
    anUtterance({ utteranceId: 'u', text: 'Water!' }, at),
    ...(alert ? [anEvent({ case: 'alertRaised', value: create(AlertRaisedSchema, { alertId: 'legal', label: 'Legal' }) }, at)] : []),
    aCallEnded({}, at),
    aSummaryUpdated(
      {
        revision: 1,
        state: SummaryState.COMPLETE,
        fields: [
          { fieldId: 'reason', type: SummaryFieldType.TEXT, required: true, lines: hasReason ? [line] : [] },
          { fieldId: 'resolution', type: SummaryFieldType.TEXT, lines: [{ ...line, lineId: `${callId}-2`, value: resolution }] },
        ],
        disposition: { dispositionId: 'claim_opened', confidence },
      },
      at,
    ),
  )
}

const rules = { samplePercent: 0, confidenceBelow: 0.5, alerts: true, unsettled: true, missingFields: true }
const queued = async () => {
  const { body } = await supervisor.get('/api/v1/reviews')
  return body.calls.map(({ call: { id }, reasons }: { call: { id: string }; reasons: string[] }) => [id, ...reasons].join(' '))
}

describe('the review queue', () => {
  it('holds what the rules pick out, and says why', async () => {
    expect((await supervisor.put('/api/v1/reviews/rules', rules)).body.rules).toEqual(rules)
    await call('fine', {})
    await call('unsure', { confidence: 0.3 })
    await call('warned', { alert: true, resolution: 'unsettled' })
    await call('gap', { hasReason: false })
    expect((await queued()).toSorted()).toEqual(['gap missing-field', 'unsure low-confidence', 'warned alert unsettled'])
  })

  it('is empty of what somebody has decided on', async () => {
    await supervisor.post('/api/v1/calls/unsure/review', { decision: 'approve', baseRevision: 1 })
    expect((await queued()).toSorted()).toEqual(['gap missing-field', 'warned alert unsettled'])
  })

  it('follows its rules, which a sample of all may be part of', async () => {
    await supervisor.put('/api/v1/reviews/rules', { ...rules, alerts: false, unsettled: false, missingFields: false, samplePercent: 100 })
    expect((await queued()).toSorted()).toEqual(['fine sample', 'gap sample', 'warned sample'])
    expect((await supervisor.put('/api/v1/reviews/rules', { ...rules, samplePercent: 101 })).status).toBe(400)
  })
})
