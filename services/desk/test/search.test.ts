import { create } from '@bufbuild/protobuf'
import { AlertRaisedSchema, Channel, SummaryFieldType, SummaryState } from '@souffleur/proto'
import { aCallEnded, aCallStarted, aCallWarned, anEvent, anUtterance, anUtteranceUnderstood, aSummaryUpdated } from '@souffleur/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { indexMissingCalls } from '../src/search/call-index.ts'
import { sql } from '../src/storage/statement.ts'
import { type DeskClient, type DeskHarness, startDesk } from './desk-harness.ts'

let harness: DeskHarness
let advisor: DeskClient
let supervisor: DeskClient

interface Made {
  readonly advisorId?: string
  readonly queue?: string
  readonly language?: 'fr' | 'en'
  readonly said: readonly string[]
  readonly line?: string
  readonly alert?: string
  readonly warning?: string
  readonly resolution?: 'settled' | 'unsettled'
  readonly durationMs?: number
}

const DAY_MS = 86_400_000
let made = 0

async function call(callId: string, { advisorId = 'advisor', queue = 'claims', language = 'fr', said, ...rest }: Made): Promise<void> {
  made += 1
  const at = { callId, occurredAtMs: harness.clock.unixMs() - 40 * DAY_MS + made * DAY_MS }
  const evidence = [{ utteranceId: `${callId}-0`, charStart: 0, charEnd: 2, startMs: 0, endMs: 900 }]
  const resolution =
    rest.resolution === undefined
      ? []
      : [{ fieldId: 'resolution', type: SummaryFieldType.TEXT, lines: [{ lineId: 'r', text: 'ok', value: rest.resolution, evidence }] }]
  await harness.publish(
    aCallStarted({ advisorId, queue, language, title: `Call ${callId}` }, at),
    ...said.map((text, index) =>
      anUtterance(
        { utteranceId: `${callId}-${index}`, text, language, startMs: index * 5000, endMs: index * 5000 + 4000, channel: Channel.CUSTOMER },
        at,
      ),
    ),
    anUtteranceUnderstood({ intents: [{ intentId: 'claim_water_damage', score: 0.9 }] }, at),
    ...(rest.alert === undefined
      ? []
      : [anEvent({ case: 'alertRaised', value: create(AlertRaisedSchema, { alertId: rest.alert, label: rest.alert }) }, at)]),
    ...(rest.warning === undefined ? [] : [aCallWarned({ code: rest.warning }, at)]),
    aCallEnded({ durationMs: rest.durationMs ?? 60_000 }, at),
    aSummaryUpdated(
      {
        revision: 1,
        language,
        state: SummaryState.COMPLETE,
        fields: [
          {
            fieldId: 'reason',
            type: SummaryFieldType.TEXT,
            lines: rest.line === undefined ? [] : [{ lineId: 'l', text: rest.line, evidence }],
          },
          ...resolution,
        ],
        disposition: { dispositionId: 'claim_opened', confidence: 0.9 },
      },
      at,
    ),
  )
}

const find = async (query: string, client = supervisor) => {
  const { body } = await client.get(`/api/v1/search/calls?${query}`)
  return body
}
const idsOf = (body: { found: { call: { id: string } }[] }) => body.found.map(({ call: { id } }) => id)
const q = (words: string) => `q=${encodeURIComponent(words)}`

beforeAll(async () => {
  harness = await startDesk()
  advisor = await harness.as('advisor')
  supervisor = await harness.as('supervisor')
  await call('leak', {
    said: ['Bonjour.', 'J’ai un dégât des eaux dans la cuisine.', 'Mon contrat est le 1 600.'],
    alert: 'legal',
    durationMs: 600_000,
  })
  await call('password', { said: ['J’ai perdu le mot de passe.'], line: 'Mot de passe perdu', resolution: 'settled' })
  await call('words', { said: ['Un mot à vous dire : il passe de temps en temps.'], resolution: 'unsettled' })
  await call('policy', { said: ['I want to cancel both policies.'], language: 'en', queue: 'sales', advisorId: 'somebody' })
  await call('silent', { said: [], warning: 'call.no-words' })
})
afterAll(() => harness.stop())

describe('calls are found', () => {
  it('by what was said, with the words and their place', async () => {
    const body = await find(q('degats cuisine'))
    expect(idsOf(body)).toEqual(['leak'])
    const [hit] = body.found[0].hits
    expect(hit).toMatchObject({
      utteranceId: 'leak-1',
      channel: 'customer',
      startMs: 5000,
      text: 'J’ai un dégât des eaux dans la cuisine.',
    })
    expect(hit.ranges.map(({ start, end }: { start: number; end: number }) => hit.text.slice(start, end))).toEqual(['dégât', 'cuisine'])
  })

  it('in either language, by forms of a word', async () => {
    expect(idsOf(await find(q('cancelling policy')))).toEqual(['policy'])
  })

  it('by exact words only where they are said together', async () => {
    expect(idsOf(await find(q('mot passe')))).toEqual(['words', 'password'])
    expect(idsOf(await find(q('"mot de passe"')))).toEqual(['password'])
    expect(idsOf(await find(q('mot -"mot de passe"')))).toEqual(['words'])
  })

  it('by their title and by what the summary says', async () => {
    expect(idsOf(await find(q('"call leak"')))).toEqual(['leak'])
    // The summary quotes the call: what was said comes before it.
    expect((await find(q('perdu'))).found[0].hits).toMatchObject([{ utteranceId: 'password-0' }])
  })

  it('by what somebody has written into the summary since', async () => {
    const edit = {
      dispositionId: 'claim_opened',
      fields: [{ fieldId: 'reason', lines: [{ text: 'Fuite sous un évier', value: '', evidence: [] }] }],
    }
    expect((await advisor.put('/api/v1/calls/leak/summary', { baseRevision: 1, ...edit })).status).toBe(200)
    const body = await find(q('évier'))
    expect(idsOf(body)).toEqual(['leak'])
    expect(body.found[0]).toMatchObject({ call: { summaryState: 'saved' }, hits: [{ utteranceId: null, text: 'Fuite sous un évier' }] })
  })

  it.each([
    ['queue=sales', ['policy']],
    ['language=en', ['policy']],
    ['advisor=somebody', ['policy']],
    ['intent=claim_water_damage&days=36', ['silent', 'policy']],
    ['disposition=claim_opened&resolution=settled', ['password']],
    ['resolution=unsettled', ['words']],
    ['summary=saved', ['leak']],
    ['alert=any', ['leak']],
    ['alert=legal', ['leak']],
    ['alert=other', []],
    ['warning=call.no-words', ['silent']],
    ['minSeconds=300', ['leak']],
    ['maxSeconds=60&queue=claims', ['silent', 'words', 'password']],
  ])('by %s', async (query, ids) => {
    expect(idsOf(await find(query))).toEqual(ids)
  })

  it('page by page, each once', async () => {
    const ids: string[] = []
    let before = ''
    for (let page = 0; page < 5; page += 1) {
      const body = await find(`limit=2${before === '' ? '' : `&before=${before}`}`)
      ids.push(...idsOf(body))
      if (body.next === null) break
      before = body.next
    }
    expect(ids).toEqual(['silent', 'policy', 'words', 'password', 'leak'])
  })

  it('by an advisor only among their own', async () => {
    expect(idsOf(await find('', advisor))).not.toContain('policy')
    expect(idsOf(await find('advisor=somebody', advisor))).not.toContain('policy')
    expect((await advisor.get('/api/v1/search/choices')).body).toMatchObject({ queues: ['claims'], advisors: [] })
  })

  it('again when their rows are missing or of older rules', async () => {
    await harness.database.query(sql`DELETE FROM call_index WHERE call_id = 'leak'`)
    await harness.database.query(sql`UPDATE call_index SET analysis = 0 WHERE call_id = 'words'`)
    expect(await indexMissingCalls(harness.database, { log: harness.log, signal: new AbortController().signal })).toBe(2)
    expect(idsOf(await find(q('cuisine')))).toEqual(['leak'])
  })

  it('not by nonsense, which is refused or finds nothing', async () => {
    expect((await supervisor.get(`/api/v1/search/calls?${q('"!!"')}`)).body.error.code).toBe('request.invalid')
    // Signs of PostgreSQL's query language are no words.
    expect((await supervisor.get(`/api/v1/search/calls?${q("' | ! & :* \\ ) (")}`)).status).toBe(400)
    expect(idsOf(await find(q("cuisine' | 'mot")))).toEqual([])
    expect((await supervisor.get(`/api/v1/search/calls?before=nowhere`)).body.error.code).toBe('request.invalid')
  })

  it('without the words that were looked for reaching the audit log or the log', async () => {
    const { body } = await (await harness.as('ops')).get('/api/v1/audit')
    const searched = body.entries.filter(({ action }: { action: string }) => action === 'calls.searched')
    expect(searched.length).toBeGreaterThan(0)
    expect(JSON.stringify(body)).not.toContain('cuisine')
  })
})

describe('saved views', () => {
  it('are a person’s own, by name, and replaced by the same name', async () => {
    await supervisor.post('/api/v1/search/views', { name: 'Alerts', search: { alert: 'any' } })
    const { body } = await supervisor.post('/api/v1/search/views', { name: 'Alerts', search: { alert: 'any', days: 7 } })
    expect(body.views).toMatchObject([{ name: 'Alerts', search: { alert: 'any', days: 7 } }])
    expect((await advisor.get('/api/v1/search/views')).body.views).toEqual([])
    const [{ id }] = body.views
    await advisor.delete(`/api/v1/search/views/${id}`)
    expect((await supervisor.get('/api/v1/search/views')).body.views).toHaveLength(1)
    expect((await supervisor.delete(`/api/v1/search/views/${id}`)).body.views).toEqual([])
  })

  it('are only searches', async () => {
    expect((await supervisor.post('/api/v1/search/views', { name: 'x', search: { resolution: 'maybe' } })).status).toBe(400)
  })
})

describe('exports', () => {
  it('give the calls of a search as CSV, with nothing that a spreadsheet would run', async () => {
    await call('formula', { said: ['=1+1'], line: '=HYPERLINK("http://x")', queue: '=cmd' })
    const { body, headers } = await supervisor.get('/api/v1/exports/calls?format=csv')
    expect(headers.get('content-disposition')).toContain('souffleur-calls.csv')
    const lines = String(body)
      .replace(/^\uFEFF/, '')
      .split('\r\n')
    expect(lines[0]).toMatch(/^call_id,started_at,duration_s/)
    expect(lines.filter((line) => /^[a-z]+,20/.test(line))).toHaveLength(6)
    expect(body).toContain(",'=cmd,")
    expect(body).not.toMatch(/(^|,)"?=/m)
  })

  it('give them as JSON with the whole summary', async () => {
    const { body } = await supervisor.get('/api/v1/exports/calls?format=json&resolution=settled')
    expect(body).toMatchObject([
      { call: { id: 'password' }, summary: { revision: 1, fields: [{ fieldId: 'reason' }, { fieldId: 'resolution' }] } },
    ])
  })

  it('give approved summaries as a set to evaluate on', async () => {
    await supervisor.post('/api/v1/calls/password/review', { decision: 'approve', baseRevision: 1 })
    const { body } = await supervisor.get('/api/v1/exports/evaluation-set')
    expect(body).toMatchObject({
      id: 'password',
      lang: 'fr',
      turns: [{ speaker: 'customer', text: 'J’ai perdu le mot de passe.' }],
      written: { revision: 1 },
      approved: { revision: 2 },
    })
  })

  it('are audited from their start to their end', async () => {
    await harness.desk.stored()
    const { body } = await (await harness.as('ops')).get('/api/v1/audit')
    const exports = body.entries.filter(({ action }: { action: string }) => action.startsWith('export.'))
    expect(exports[0]).toMatchObject({ action: 'export.ended', subject: 'evaluation-set', details: { pieces: 1, complete: true } })
    expect(exports[1]).toMatchObject({ action: 'export.started', actor: 'supervisor' })
  })
})
