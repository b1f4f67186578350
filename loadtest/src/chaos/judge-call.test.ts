import { expect, it } from 'vitest'
import type { CallRecord, RecordedUtterance } from './call-record.ts'
import { judgeCall, recoveryMs } from './judge-call.ts'

const said = (startMs: number, endMs: number, more: Partial<RecordedUtterance> = {}): RecordedUtterance => ({
  channel: 'customer',
  startMs,
  endMs,
  words: 5,
  latenessMs: 500,
  atUnixMs: 1000 + endMs,
  ...more,
})
const call = (utterances: readonly RecordedUtterance[], more: Partial<CallRecord> = {}): CallRecord => ({
  callId: 'call',
  hasEnded: true,
  utterances,
  gaps: [],
  hasSummary: true,
  transcriptsCompleted: 1,
  ...more,
})
const undisturbed = call([said(0, 2000), said(3000, 6000), said(7000, 9000)])

it('finds nothing wrong where only the edges moved', () => {
  const disturbed = call([said(100, 1900), said(3200, 4500), said(4500, 5800), said(7000, 9000)])
  expect(judgeCall(undisturbed, disturbed)).toMatchObject({
    missedMs: 0,
    twiceMs: 0,
    utterancesLost: 0,
    utterancesDoubled: 0,
    isComplete: true,
  })
})

it('finds what is missing, unless a gap tells of it', () => {
  const disturbed = call([said(0, 2000), said(7000, 9000)])
  expect(judgeCall(undisturbed, disturbed)).toMatchObject({ missedMs: 3000, utterancesLost: 1 })
  const told = { ...disturbed, gaps: [{ channel: 'customer', startMs: 2900, endMs: 6100 } as const] }
  expect(judgeCall(undisturbed, told)).toMatchObject({ missedMs: 0, utterancesLost: 0, gapMs: 3200 })
})

it('finds what is there twice, in one channel', () => {
  const disturbed = call([...undisturbed.utterances, said(3000, 6000)])
  expect(judgeCall(undisturbed, disturbed)).toMatchObject({ twiceMs: 3000, utterancesDoubled: 1 })
  const other = call([...undisturbed.utterances, said(3000, 6000, { channel: 'advisor' })])
  expect(judgeCall(undisturbed, other)).toMatchObject({ twiceMs: 0, utterancesDoubled: 0 })
})

it('misses a summary, and a transcript that was completed twice', () => {
  expect(judgeCall(undisturbed, { ...undisturbed, hasSummary: false }).isComplete).toBe(false)
  expect(judgeCall(undisturbed, { ...undisturbed, transcriptsCompleted: 2 }).isComplete).toBe(false)
})

it('takes the last late text for the end of the disturbance', () => {
  const late = call([
    said(0, 2000, { atUnixMs: 900, latenessMs: 9000 }),
    said(3000, 6000, { atUnixMs: 6000, latenessMs: 4000 }),
    said(7000, 9000),
  ])
  expect(recoveryMs([late], 1000, 2000)).toBe(5000)
  expect(recoveryMs([undisturbed], 1000, 2000)).toBe(0)
})
