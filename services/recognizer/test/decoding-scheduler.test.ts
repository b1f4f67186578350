import { createMetrics } from '@souffleur/telemetry'
import { createRecordingLog, type EngineScript, ManualClock, promisesSettle, ScriptedEngine } from '@souffleur/testkit'
import { expect, test } from 'vitest'
import { type DecodingOrder, type DecodingOutcome, DecodingScheduler } from '../src/decoding-scheduler.ts'
import { createRecognizerMetrics } from '../src/recognizer-metrics.ts'
import { later } from './recognizer-harness.ts'

const open = (script: EngineScript, capacity = 2) => {
  const clock = new ManualClock()
  const engine = new ScriptedEngine(script, { capacity })
  const metrics = createRecognizerMetrics(createMetrics())
  const shared = { clock, log: createRecordingLog(), metrics, basePartialIntervalMs: 500, maxWaitingAudioMs: 60_000 }
  return { clock, engine, scheduler: new DecodingScheduler({ engine, ...shared }) }
}

const anOrder = (fields: Partial<DecodingOrder> = {}): DecodingOrder & { outcomes: DecodingOutcome[] } => {
  const outcomes: DecodingOutcome[] = []
  const segment = { samples: new Float32Array(16_000), speechMs: 1000, language: 'en' as const, draft: [] }
  return { kind: 'final', channelKey: 'a', deadlineMs: 0, segment, settle: (outcome) => outcomes.push(outcome), outcomes, ...fields }
}

test('no more decodings run than the engine takes', async () => {
  const gate = later<string>()
  const { engine, scheduler } = open(() => gate.promise)
  await scheduler.load()
  for (let index = 0; index < 5; index += 1) scheduler.submit(anOrder({ channelKey: String(index) }))
  await promisesSettle()
  expect(engine.segments).toHaveLength(2)
  gate.resolve('yes')
  await scheduler.idle()
  expect(engine.segments).toHaveLength(5)
  expect(engine.busiest).toBe(2)
})

test('an order that is withdrawn before it begins is never decoded, and one that runs can’t be', async () => {
  const gate = later<string>()
  const { engine, scheduler } = open(() => gate.promise, 1)
  await scheduler.load()
  const [first, second] = [anOrder(), anOrder({ channelKey: 'b' })]
  const tickets = [scheduler.submit(first), scheduler.submit(second)]
  await promisesSettle()
  expect(tickets.map((ticket) => ticket.withdraw())).toEqual([false, true])
  gate.resolve('yes')
  await scheduler.idle()
  expect(engine.segments).toHaveLength(1)
  expect([first.outcomes.length, second.outcomes.length]).toEqual([1, 0])
})

test('a partial isn’t tried twice; a final is, and then fails', async () => {
  const { engine, scheduler } = open(() => new Error('broken'))
  await scheduler.load()
  const [partial, final] = [anOrder({ kind: 'partial' }), anOrder({ channelKey: 'b' })]
  scheduler.submit(partial)
  await scheduler.idle()
  expect(engine.segments).toHaveLength(1)
  scheduler.submit(final)
  await scheduler.idle()
  expect(engine.segments).toHaveLength(3)
  expect([...partial.outcomes, ...final.outcomes]).toMatchObject([{ kind: 'failed' }, { kind: 'failed', error: { code: 'engine.failed' } }])
})

test('partials are asked for less often the more channels speak and the longer decodings take', async () => {
  const { clock, scheduler } = open(async () => {
    clock.advance(200)
    return 'yes'
  })
  await scheduler.load()
  expect(scheduler.partialIntervalMs()).toBe(500)
  for (let round = 0; round < 20; round += 1) {
    scheduler.submit(anOrder({ kind: 'partial' }))
    await scheduler.idle()
  }
  for (let index = 0; index < 16; index += 1) scheduler.submit(anOrder({ channelKey: `channel-${index}` }))
  const busy = scheduler.partialIntervalMs()
  expect(busy).toBeGreaterThan(2000)
  await scheduler.idle()
  clock.advance(60_000)
  expect(scheduler.partialIntervalMs()).toBe(500)
})
