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
  const scheduler = new DecodingScheduler({ engines: [engine], ...shared })
  return { clock, engine, scheduler, decoding: scheduler.with(engine) }
}

const anOrder = (fields: Partial<DecodingOrder> = {}): DecodingOrder & { outcomes: DecodingOutcome[] } => {
  const outcomes: DecodingOutcome[] = []
  const segment = { samples: new Float32Array(16_000), speechMs: 1000, languages: ['en' as const], effort: 'thorough' as const, draft: [] }
  return { kind: 'final', channelKey: 'a', deadlineMs: 0, segment, settle: (outcome) => outcomes.push(outcome), outcomes, ...fields }
}

test('no more decodings run than the engine takes', async () => {
  const gate = later<string>()
  const { engine, scheduler, decoding } = open(() => gate.promise)
  await scheduler.loadEngines()
  for (let index = 0; index < 5; index += 1) decoding.submit(anOrder({ channelKey: String(index) }))
  await promisesSettle()
  expect(engine.segments).toHaveLength(2)
  gate.resolve('yes')
  await scheduler.idle()
  expect(engine.segments).toHaveLength(5)
  expect(engine.busiest).toBe(2)
})

test('an order that is withdrawn before it begins is never decoded, and one that runs can’t be', async () => {
  const gate = later<string>()
  const { engine, scheduler, decoding } = open(() => gate.promise, 1)
  await scheduler.loadEngines()
  const [first, second] = [anOrder(), anOrder({ channelKey: 'b' })]
  const tickets = [decoding.submit(first), decoding.submit(second)]
  await promisesSettle()
  expect(tickets.map((ticket) => ticket.withdraw())).toEqual([false, true])
  gate.resolve('yes')
  await scheduler.idle()
  expect(engine.segments).toHaveLength(1)
  expect([first.outcomes.length, second.outcomes.length]).toEqual([1, 0])
})

test('a partial isn’t tried twice; a final is, and then fails', async () => {
  const { engine, scheduler, decoding } = open(() => new Error('broken'))
  await scheduler.loadEngines()
  const [partial, final] = [anOrder({ kind: 'partial' }), anOrder({ channelKey: 'b' })]
  decoding.submit(partial)
  await scheduler.idle()
  expect(engine.segments).toHaveLength(1)
  decoding.submit(final)
  await scheduler.idle()
  expect(engine.segments).toHaveLength(3)
  expect([...partial.outcomes, ...final.outcomes]).toMatchObject([{ kind: 'failed' }, { kind: 'failed', error: { code: 'engine.failed' } }])
})

test('partials are asked for less often the more channels speak and the longer decodings take', async () => {
  const { clock, scheduler, decoding } = open(async () => {
    clock.advance(200)
    return 'yes'
  })
  await scheduler.loadEngines()
  expect(scheduler.load().partialIntervalMs).toBe(500)
  for (let round = 0; round < 20; round += 1) {
    decoding.submit(anOrder({ kind: 'partial' }))
    await scheduler.idle()
  }
  for (let index = 0; index < 16; index += 1) decoding.submit(anOrder({ channelKey: `channel-${index}` }))
  const busy = scheduler.load().partialIntervalMs
  expect(busy).toBeGreaterThan(1500)
  await scheduler.idle()
  clock.advance(60_000)
  expect(scheduler.load().partialIntervalMs).toBe(500)
})

test('engines share the slots: the oldest deadline is next, whoever decodes it', async () => {
  const gate = later<string>()
  const [first, second] = [new ScriptedEngine(() => gate.promise), new ScriptedEngine(() => gate.promise)]
  const clock = new ManualClock()
  const metrics = createRecognizerMetrics(createMetrics())
  const shared = { clock, log: createRecordingLog(), metrics, basePartialIntervalMs: 500, maxWaitingAudioMs: 60_000 }
  const scheduler = new DecodingScheduler({ engines: [first, second], ...shared })
  await scheduler.loadEngines()
  for (const engine of [first, second]) {
    for (let index = 0; index < 3; index += 1) {
      scheduler.with(engine).submit(anOrder({ channelKey: `${index}`, deadlineMs: engine === second && index === 0 ? 0 : 10 }))
    }
  }
  await promisesSettle()
  expect(first.segments.length + second.segments.length).toBe(2)
  gate.resolve('yes')
  await scheduler.idle()
  expect([first.segments.length, second.segments.length]).toEqual([3, 3])
})

test('what is for an engine that is still being loaded waits, and the others go on', async () => {
  const loaded = later<void>()
  const [slow, quick] = [new ScriptedEngine(() => 'late', { load: () => loaded.promise }), new ScriptedEngine(() => 'soon')]
  const metrics = createRecognizerMetrics(createMetrics())
  const shared = { clock: new ManualClock(), log: createRecordingLog(), metrics, basePartialIntervalMs: 500, maxWaitingAudioMs: 60_000 }
  const scheduler = new DecodingScheduler({ engines: [slow, quick], ...shared })
  const loading = scheduler.loadEngines()
  const [waiting, going] = [anOrder(), anOrder({ channelKey: 'b' })]
  scheduler.with(slow).submit(waiting)
  scheduler.with(quick).submit(going)
  await promisesSettle()
  expect([waiting.outcomes.length, going.outcomes.length]).toEqual([0, 1])
  loaded.resolve()
  await loading
  await scheduler.idle()
  expect(waiting.outcomes).toMatchObject([{ kind: 'decoded' }])
})
