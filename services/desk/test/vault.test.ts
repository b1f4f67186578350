import { create } from '@bufbuild/protobuf'
import { PrivateWordsSchema } from '@souffleur/proto'
import { aCallEnded, aCallStarted, anEvent, anUtterance } from '@souffleur/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DeskClient, type DeskHarness, startDesk } from './desk-harness.ts'
import { tablesWithReadableWord, tablesWithWord } from './stored-words.ts'

const callId = 'call-1'
const PHONE = '06 12 34 56 78'
const DAY_MS = 86_400_000
type Kept = readonly ('phone' | 'name')[]

let harness: DeskHarness
let dpo: DeskClient
let kept: Kept
let unwritten: boolean

beforeEach(async () => {
  kept = ['phone']
  unwritten = false
  harness = await startDesk({ vault: () => ({ types: kept, days: 30 }) })
  dpo = await harness.as('dpo')
})
afterEach(() => harness.stop())

const hidden = (values: readonly { token: string; text: string }[], revision = 0) =>
  anEvent({ case: 'privateWords', value: create(PrivateWordsSchema, { utteranceId: 'u', revision, values: [...values] }) }, { callId })

async function call(): Promise<void> {
  if (unwritten) {
    const rule = { queue: '', wordsDays: null, summariesDays: null, callsDays: null, keepsWords: false }
    await dpo.put('/api/v1/retention', { rules: [rule] })
  }
  await harness.publish(
    aCallStarted({ advisorId: 'advisor', queue: 'claims' }, { callId }),
    hidden([{ token: '[PHONE ••78 …]', text: '06 12' }], 1),
    hidden([
      { token: '[PHONE ••78]', text: PHONE },
      { token: '[NAME 1]', text: 'Zorglub' },
    ]),
    anUtterance({ utteranceId: 'u', text: 'Je suis [NAME 1], mon numéro est le [PHONE ••78]' }, { callId }),
    hidden([{ token: '[PHONE ••78]', text: 'zéro six douze' }]),
    aCallEnded({}, { callId }),
  )
}

const listed = async (): Promise<string[]> =>
  (await dpo.get(`/api/v1/calls/${callId}/originals`)).body.originals.map(({ token }: { token: string }) => token)
const open = (token: string, reason = 'Request 7') => dpo.post(`/api/v1/calls/${callId}/originals/open`, { token, reason })

describe('the vault', () => {
  it('keeps final values of its types, sealed, the first one for each token', async () => {
    await call()
    expect(await listed()).toEqual(['[PHONE ••78]'])
    expect(await tablesWithReadableWord(harness.database, PHONE)).toEqual([])
    const answer = await open('[PHONE ••78]')
    expect([answer.status, answer.body.value]).toEqual([200, PHONE])
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('keeps nothing unless it is told to, nor of calls that are never written down', async () => {
    kept = []
    await call()
    expect(await tablesWithWord(harness.database, PHONE)).toEqual([])
  })

  it('keeps nothing of calls that are never written down', async () => {
    unwritten = true
    await call()
    expect(await listed()).toEqual([])
  })

  it('opens nothing without a reason, and says in the audit log who opened what and why', async () => {
    await call()
    expect((await open('[PHONE ••78]', ' ')).status).toBe(400)
    expect((await open('[NAME 1]')).status).toBe(404)
    await open('[PHONE ••78]', 'Fraud case 12')
    const { entries } = (await dpo.get('/api/v1/audit')).body
    const openings = entries.filter(({ action }: { action: string }) => action === 'original.opened')
    expect(openings).toMatchObject([{ actor: 'dpo', subject: callId, details: { token: '[PHONE ••78]', reason: 'Fraud case 12' } }])
    expect(JSON.stringify(entries)).not.toContain(PHONE)
  })

  it('shows its values to no reader of the call', async () => {
    await call()
    for (const username of ['advisor', 'supervisor'] as const) {
      const client = await harness.as(username)
      expect(JSON.stringify((await client.get(`/api/v1/calls/${callId}`)).body)).not.toContain(PHONE)
      expect((await client.get(`/api/v1/calls/${callId}/originals`)).status).toBe(403)
    }
  })

  it('is emptied when the time has come, when a type is switched off, and with the call', async () => {
    await call()
    const purge = async (dryRun = false): Promise<number> => (await dpo.post('/api/v1/retention/purge', { dryRun })).body.originals
    expect(await purge()).toBe(0)
    harness.clock.advance(31 * DAY_MS)
    dpo = await harness.as('dpo')
    // The hour's own purge may have been first.
    await purge()
    expect(await listed()).toEqual([])
    await harness.publish(hidden([{ token: '[PHONE ••78]', text: PHONE }]))
    kept = ['name']
    expect(await purge(true)).toBe(1)
    expect(await purge()).toBe(1)
    kept = ['phone']
    await harness.publish(hidden([{ token: '[PHONE ••78]', text: PHONE }]))
    expect((await dpo.post('/api/v1/caller/export', { callIds: [callId] })).body.call_originals).toMatchObject([{ value: PHONE }])
    expect((await dpo.post('/api/v1/caller/erase', { callIds: [callId], reason: 'Request 8' })).status).toBe(200)
    expect(await tablesWithWord(harness.database, PHONE)).toEqual([])
  })
})
