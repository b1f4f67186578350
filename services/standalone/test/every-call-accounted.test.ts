import { encodePcmu } from '@souffleur/audio'
import { createInProcessBus } from '@souffleur/bus'
import { createDesk, givenSealingKey, openPgliteDatabase } from '@souffleur/desk'
import { err, systemClock } from '@souffleur/flow'
import { createGateway, createNativeDoor, DroppedAudio, type Gateway } from '@souffleur/gateway'
import { NativeStreamClient } from '@souffleur/media-client'
import type { CallEvent } from '@souffleur/proto'
import { createRecognizer } from '@souffleur/recognizer'
import { createMetrics } from '@souffleur/telemetry'
import {
  createRecordingLog,
  joined,
  LevelVoiceDetector,
  ScriptedEngine,
  type ScriptedEngineOptions,
  silence,
  tone,
} from '@souffleur/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { readConfig } from '../src/config.ts'
import { egressWithoutGuard } from '../src/egress/egress.ts'
import { createIntentReader } from '../src/intent-reader.ts'
import { createKnowledgeReader } from '../src/knowledge-reader.ts'
import { guideReader } from '../src/live-guide.ts'
import { privacyReader } from '../src/live-privacy.ts'
import { createTemplateReader } from '../src/live-templates.ts'
import { OpsSession } from '../src/ops-session.ts'
import { createOversight } from '../src/oversight/oversight.ts'

/** From the media socket to the stored account: gateway, recognizer and desk together, with an engine that a test loads when it likes. */

const PASSWORD = 'ops-of-the-test'
const accounting = z.object({
  state: z.string(),
  final: z.boolean(),
  balanced: z.boolean().nullable(),
  channels: z.array(
    z.object({
      channel: z.string(),
      received: z
        .object({
          samples: z.number(),
          samplesPaused: z.number(),
          samplesDropped: z.number(),
          samplesLate: z.number(),
          samplesLost: z.number(),
        })
        .nullable(),
      samplesOverflowed: z.number(),
      transcribed: z.object({ samplesReceived: z.number(), words: z.number() }).nullable(),
      samplesUnaccounted: z.number().nullable(),
    }),
  ),
})

interface WholeOptions extends ScriptedEngineOptions {
  readonly maxWaitingAudioMs?: number
  readonly audioCapacity?: number
}

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

async function runWhole({ maxWaitingAudioMs = 600_000, audioCapacity = 512, ...engine }: WholeOptions = {}) {
  const [clock, log, metrics] = [systemClock, createRecordingLog(), createMetrics()]
  const bus = createInProcessBus({
    onHandlerError: (error) => log.error('a part failed', { code: 'internal.unexpected', error }),
    onAudioDropped: (batch) => dropped.note(batch),
    capacity: { audio: audioCapacity },
  })
  const dropped = new DroppedAudio({ bus, clock, log, metrics })
  const events: CallEvent[] = []
  let somethingCame = Promise.withResolvers<void>()
  bus.subscribeEvents('test', (event) => {
    events.push(event)
    somethingCame.resolve()
    somethingCame = Promise.withResolvers<void>()
  })
  const database = await openPgliteDatabase({ clock, log })
  let running: Gateway | undefined
  const desk = await createDesk({
    bus,
    clock,
    log,
    metrics,
    database,
    player: { play: async () => err('call.no-capacity'), stop: () => false },
    assistant: { search: () => [] },
    liveAccounts: (callId) => running?.accountsOf(callId),
    catalogue: () => ({ intents: [], dispositions: [] }),
    guideReader,
    privacyReader,
    templateReader: createTemplateReader(() => ({ intents: [] })),
    knowledgeReader: createKnowledgeReader(clock),
    intentReader: createIntentReader(
      async () => [],
      async () => [],
    ),
    samples: { list: () => [], read: async () => undefined },
    oversight: createOversight(readConfig({}), egressWithoutGuard([])),
    sealingKey: givenSealingKey(new Uint8Array(32)),
    status: () => ({ version: '0', engines: [], activeCalls: 0, maxCalls: 4 }),
    config: { host: '127.0.0.1', port: 0, maxUploadBytes: 1000, streamToken: '', secureCookies: false, demoPassword: PASSWORD },
  })
  const gateway = createGateway({ bus, clock, log, metrics, doors: [createNativeDoor(async () => ({ ok: true }))] })
  running = gateway
  desk.server.on('upgrade', (request, socket, head) => gateway.handleUpgrade(request, socket, head))
  await desk.createDemoAccounts()
  const { url } = await desk.listen()
  const recognizer = createRecognizer({
    bus,
    clock,
    log,
    metrics,
    engines: [new ScriptedEngine(() => 'Words were said.', engine)],
    voiceDetector: new LevelVoiceDetector(),
    config: { maxWaitingAudioMs },
  })
  const ops = await OpsSession.open(url, { username: 'ops', password: PASSWORD })
  stops.push(async () => {
    await gateway.stop()
    dropped.stop()
    await bus.settled()
    await recognizer.stop()
    await desk.stop()
    await bus.close()
    await database.close()
  })
  return {
    eventsOf: (kind: CallEvent['body']['case'], callId: string) =>
      events.filter(({ body, callId: id }) => body.case === kind && id === callId).map(({ body }) => body.value),
    connect: (callId: string, hello: { channels?: ('customer' | 'advisor')[] } = {}) =>
      NativeStreamClient.connect(`${url.replace('http', 'ws')}/telephony/stream`, {
        type: 'hello',
        callId,
        language: 'en',
        channels: ['customer'],
        encoding: 'pcmu',
        sampleRate: 8000,
        ...hello,
      }),
    accounting: (callId: string) => ops.request('GET', `/api/v1/calls/${callId}/accounting`, accounting),
    /** Resolves when an event of that kind has come, or has already. */
    async until(kind: CallEvent['body']['case'], callId: string): Promise<void> {
      const isThere = () => events.some(({ body, callId: id }) => body.case === kind && id === callId)
      while (!isThere()) await somethingCame.promise
      await desk.stored()
    },
  }
}

const FRAME = 160
const spoken = (seconds: number) => tone({ durationMs: seconds * 1000, frequencyHz: 440 })
const pause = silence({ durationMs: 2000 })

function say(client: NativeStreamClient, sound: Int16Array, { channelIndex = 0, from = 0 } = {}): number {
  for (let offset = 0; offset < sound.length; offset += FRAME) {
    const payload = encodePcmu(sound.subarray(offset, offset + FRAME))
    client.sendFrame({ channelIndex, positionSamples: from + offset, payload })
  }
  return from + sound.length
}

describe('a call that comes while the engines are loading', () => {
  it('is let in at once, is told of as running, and is transcribed when they are there, though it is over by then', async () => {
    const loading = Promise.withResolvers<void>()
    const whole = await runWhole({ load: () => loading.promise })
    const client = await whole.connect('early')
    const sound = joined(spoken(1), pause, spoken(1), pause)
    say(client, sound)
    client.end()
    await whole.until('callEnded', 'early')
    expect(await whole.accounting('early')).toMatchObject({ state: 'ended', final: false, balanced: null })
    expect(whole.eventsOf('utterance', 'early')).toEqual([])
    loading.resolve()
    await whole.until('transcriptCompleted', 'early')
    expect(whole.eventsOf('utterance', 'early')).toHaveLength(2)
    expect(await whole.accounting('early')).toMatchObject({
      final: true,
      balanced: true,
      channels: [{ received: { samples: sound.length }, transcribed: { samplesReceived: sound.length, words: 6 }, samplesUnaccounted: 0 }],
    })
    expect(whole.eventsOf('callWarned', 'early')).toEqual([])
    await client.closed
  })

  it('waits within a bound: what is given up is told of, and the account still balances', async () => {
    const loading = Promise.withResolvers<void>()
    const whole = await runWhole({ load: () => loading.promise, maxWaitingAudioMs: 5000, audioCapacity: 4096 })
    const client = await whole.connect('long')
    let position = 0
    for (let sentence = 0; sentence < 6; sentence += 1) position = say(client, joined(spoken(2), pause), { from: position })
    client.end()
    await whole.until('callEnded', 'long')
    loading.resolve()
    await whole.until('transcriptCompleted', 'long')
    const kept = whole.eventsOf('utterance', 'long').length
    expect(kept).toBeGreaterThanOrEqual(1)
    expect(kept).toBeLessThan(6)
    expect(whole.eventsOf('callWarned', 'long')).toMatchObject([{ code: 'engine.overloaded' }])
    expect(await whole.accounting('long')).toMatchObject({ final: true, balanced: true, channels: [{ samplesUnaccounted: 0 }] })
  })
})

describe('a call with holes, repetitions, a pause and a machine that can’t keep up', () => {
  it('balances to the sample on both channels', async () => {
    const whole = await runWhole({ audioCapacity: 20 })
    const client = await whole.connect('rough', { channels: ['customer', 'advisor'] })
    const running = await whole.accounting('rough')
    expect(running).toMatchObject({ state: 'live', final: false, balanced: null })
    const sound = joined(spoken(2), pause)
    for (const channelIndex of [0, 1]) {
      say(client, sound, { channelIndex })
      say(client, sound.subarray(0, 10 * FRAME), { channelIndex, from: sound.length + 25 * FRAME })
      say(client, sound.subarray(0, 10 * FRAME), { channelIndex, from: sound.length })
      say(client, sound.subarray(0, 3 * FRAME), { channelIndex, from: 7 * FRAME + 3 })
    }
    client.pause()
    say(client, spoken(1), { from: sound.length + 40 * FRAME })
    client.resume()
    say(client, spoken(1), { from: sound.length + 40 * FRAME + 8000 })
    client.end()
    await client.closed
    await whole.until('transcriptCompleted', 'rough')
    const body = await whole.accounting('rough')
    expect(body).toMatchObject({ state: 'ended', final: true, balanced: true })
    const [customer, advisor] = body.channels
    expect(customer?.received?.samplesPaused).toBe(8000)
    expect(customer?.received?.samplesLate).toBeGreaterThan(0)
    expect(customer?.received?.samplesDropped).toBeGreaterThan(customer?.received?.samplesLate ?? 0)
    expect(customer?.received?.samplesLost).toBeGreaterThan(0)
    expect((customer?.samplesOverflowed ?? 0) + (advisor?.samplesOverflowed ?? 0)).toBeGreaterThan(0)
    expect(advisor?.received?.samples).toBe(sound.length + 23 * FRAME)
  })
})
