import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { createInProcessBus, type ReadingOptions } from '@souffleur/bus'
import { type CallEvent, CallEventSchema, Channel, type Summary, type SummaryNarrated, SummaryState } from '@souffleur/proto'
import { createMetrics } from '@souffleur/telemetry'
import { createRecordingLog, ManualClock } from '@souffleur/testkit'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Narrator } from './narrate-call.ts'
import { standardTemplates } from './template/standard-template.ts'
import { type CallPast, createWrapup } from './wrapup.ts'

type Body = NonNullable<MessageInitShape<typeof CallEventSchema>['body']>

const catalogue = { intents: [{ id: 'claim_fire', label: { en: 'Fire', fr: 'Incendie' }, dispositionId: 'claim_opened' }] }

let clock: ManualClock
let bus: ReturnType<typeof createInProcessBus>
let summaries: Summary[]
let narrated: SummaryNarrated[]
let narrate: Narrator['narrate']

beforeEach(() => {
  clock = new ManualClock()
  bus = createInProcessBus({
    onHandlerError: (error) => {
      throw error
    },
  })
  summaries = []
  narrated = []
  narrate = async () => ({ kind: 'skipped' })
  bus.subscribeEvents('test', (event: CallEvent) => {
    if (event.body.case === 'summaryUpdated' && event.body.value.summary !== undefined) summaries.push(event.body.value.summary)
    if (event.body.case === 'summaryNarrated') narrated.push(event.body.value)
  })
  createWrapup({
    bus,
    clock,
    log: createRecordingLog(),
    metrics: createMetrics(),
    catalogue: () => catalogue,
    templates: () => standardTemplates,
    narrator: { modelName: 'local', narrate: (...asked) => narrate(...asked) },
  })
})

async function happened(...bodies: readonly Body[]): Promise<void> {
  for (const body of bodies) bus.publishEvent(create(CallEventSchema, { callId: 'call', body }))
  await bus.settled()
}

async function passes(ms: number): Promise<void> {
  clock.advance(ms)
  await bus.settled()
}

const started: Body = { case: 'callStarted', value: { language: 'en' } }
const said = (utteranceId: string, text: string): Body => ({
  case: 'utterance',
  value: { utteranceId, channel: Channel.CUSTOMER, startMs: 0, endMs: 1000, text, language: 'en' },
})
const understood = (utteranceId: string): Body => ({
  case: 'utteranceUnderstood',
  value: { utteranceId, intents: [{ intentId: 'claim_fire', score: 0.9 }] },
})
const ended: Body = { case: 'callEnded', value: {} }
const transcribed: Body = { case: 'transcriptCompleted', value: {} }
const states = () => summaries.map(({ state }) => state)

describe('the draft', () => {
  test('follows what is said, at most every two seconds', async () => {
    await happened(started, said('a', 'There was a fire.'), understood('a'), said('b', 'In the kitchen.'), understood('b'))
    expect(states()).toEqual([])
    await passes(2000)
    expect(states()).toEqual([SummaryState.DRAFT])
    await passes(10_000)
    expect(states()).toEqual([SummaryState.DRAFT])
  })

  test('does not move for partials', async () => {
    await happened(started, { case: 'partialTranscript', value: { utteranceId: 'a', tentativeText: 'there was' } })
    await passes(5000)
    expect(states()).toEqual([])
  })
})

describe('the complete summary', () => {
  test('comes at once when all has been said, transcribed and understood', async () => {
    await happened(started, said('a', 'There was a fire.'), understood('a'), ended, transcribed)
    expect(states()).toEqual([SummaryState.COMPLETE])
    expect(summaries[0]?.fields.find(({ fieldId }) => fieldId === 'reason')?.lines).toHaveLength(1)
  })

  test('waits a second for assist, then does without it', async () => {
    await happened(started, said('a', 'There was a fire.'), ended, transcribed)
    await passes(999)
    expect(states()).toEqual([])
    await passes(1)
    expect(states()).toEqual([SummaryState.COMPLETE])
  })

  test('comes once, and an empty call has one too', async () => {
    await happened(started, ended, transcribed, transcribed, ended)
    await passes(10_000)
    expect(states()).toEqual([SummaryState.COMPLETE])
  })

  test('revisions grow', async () => {
    await happened(started, said('a', 'There was a fire.'), understood('a'))
    await passes(2000)
    await happened(ended, transcribed)
    expect(summaries.map(({ revision }) => revision)).toEqual([1, 2])
  })
})

describe('the sentences of a language model', () => {
  test('come after the summary, with the words behind them and how many were removed', async () => {
    const asked: unknown[] = []
    narrate = async (facts) => {
      asked.push(facts)
      return { kind: 'told', claims: [{ text: 'There was a fire.', facts: [0] }], removed: 2 }
    }
    await happened(started, said('a', 'There was a fire.'), understood('a'), ended, transcribed)
    await bus.settled()
    expect(states()).toEqual([SummaryState.COMPLETE])
    expect(asked).toMatchObject([[{ quotes: ['There was a fire.'] }]])
    expect(narrated).toMatchObject([
      { revision: 1, removed: 2, model: 'local', sentences: [{ text: 'There was a fire.', evidence: [{ utteranceId: 'a' }] }] },
    ])
  })

  test('never hold the summary up', async () => {
    narrate = () => new Promise(() => {})
    await happened(started, said('a', 'There was a fire.'), understood('a'), ended, transcribed)
    expect(states()).toEqual([SummaryState.COMPLETE])
    expect(narrated).toEqual([])
  })
})

test('events of a call that was never started are nobody’s', async () => {
  await happened(said('a', 'There was a fire.'), ended, transcribed)
  await passes(10_000)
  expect(states()).toEqual([])
})

describe('a call that another process had', () => {
  const event = (eventId: string, body: Body) => create(CallEventSchema, { eventId, callId: 'taken', body })
  const past = [event('1', started), event('2', said('u1', 'There is a fire in my kitchen.')), event('3', understood('u1'))]
  const takeOver = (more: Partial<CallPast> = {}) => {
    const other = createInProcessBus({
      onHandlerError: (error) => {
        throw error
      },
    })
    const written: Summary[] = []
    other.subscribeEvents('test', ({ body }) => {
      if (body.case === 'summaryUpdated' && body.value.summary !== undefined) written.push(body.value.summary)
    })
    createWrapup({
      bus: other,
      clock,
      log: createRecordingLog(),
      metrics: createMetrics(),
      catalogue: () => catalogue,
      templates: () => standardTemplates,
      pastOf: async (now) => ({ events: [...past, now], summaryRevision: 7, hasCompleteSummary: false, ...more }),
    })
    const publish = async (...events: CallEvent[]) => {
      for (const each of events) other.publishEvent(each)
      await other.settled()
    }
    return { publish, written }
  }

  test('has a summary of all that was said, with a revision above those before', async () => {
    const { publish, written } = takeOver()
    await publish(event('4', ended))
    await publish(event('5', transcribed))
    expect(written.map(({ state }) => state)).toEqual([SummaryState.COMPLETE])
    expect(written[0]?.revision).toBeGreaterThan(7)
    expect(JSON.stringify(written[0])).toContain('fire in my kitchen')
  })

  test('isn’t summarised again', async () => {
    const { publish, written } = takeOver({ hasCompleteSummary: true })
    await publish(event('4', ended), event('5', transcribed))
    await publish(event('6', transcribed))
    expect(written).toEqual([])
  })
})

test('a call that is given up when wrapup stops is left to the next one', async () => {
  const other = createInProcessBus({
    onHandlerError: (error) => {
      throw error
    },
  })
  let settling: ReadingOptions<CallEvent>['settling']
  const wrapup = createWrapup({
    bus: {
      ...other,
      subscribeEvents: (group, handler, options) => {
        settling = options?.settling
        return other.subscribeEvents(group, handler, options)
      },
    },
    clock,
    log: createRecordingLog(),
    metrics: createMetrics(),
    catalogue: () => catalogue,
    templates: () => standardTemplates,
  })
  const event = (body: Body) => create(CallEventSchema, { callId: 'call', body })
  for (const body of [started, said('u1', 'There is a fire.'), ended]) other.publishEvent(event(body))
  await other.settled()
  const isSettled = settling?.(event(ended))
  expect(isSettled?.()).toBe(false)
  wrapup.stop()
  expect(isSettled?.()).toBe(false)
})
