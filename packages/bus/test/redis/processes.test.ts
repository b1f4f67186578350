import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { anAudioBatch } from '@souffleur/testkit'
import { noRedis, type RealRedis, startRealRedis } from '@souffleur/testkit/real-redis'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type BusHarness, freshPrefix, openBus } from './bus-harness.ts'
import type { Told } from './consumer-process.ts'

const program = fileURLToPath(new URL('./consumer-process.ts', import.meta.url))
const callIds = Array.from({ length: 12 }, (_, index) => `call-${index}`)
const BATCH_MS = 40
const patience = { timeout: 30_000, interval: 20 }

type Heard = Extract<Told, { kind: 'heard' }>

describe.skipIf(noRedis !== undefined)(`several processes on the bus${noRedis === undefined ? '' : ` (${noRedis})`}`, () => {
  let redis: RealRedis
  const children: ChildProcess[] = []
  const opened: BusHarness[] = []
  const heard: Heard[] = []
  const late = new Map<string, number>()

  beforeAll(async () => {
    redis = await startRealRedis()
  })
  afterAll(() => redis.stop())
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
    await Promise.all(opened.splice(0).map(({ bus }) => bus.close()))
    heard.length = 0
    late.clear()
  })

  const consumer = async (name: string, prefix: string, hangsAfter = '') => {
    const child = fork(program, [name, redis.url, prefix, hangsAfter], { execArgv: ['--experimental-strip-types', '--no-warnings'] })
    children.push(child)
    child.on('message', (told: Told) => {
      if (told.kind === 'heard') heard.push(told)
      else if (told.kind === 'late') late.set(name, told.count)
    })
    await once(child, 'message')
    return child
  }
  const publisher = async (prefix: string) => {
    const harness = await openBus(redis, { prefix })
    opened.push(harness)
    return harness
  }
  const membersOf = (prefix: string) => {
    const owners = redis.ask('HVALS', `${prefix}:owners:recognizer`).split('\n')
    return new Set(owners.map((owner) => owner.replace(/^\d+:/, '').replace(/-.*/, '')))
  }
  const say = ({ bus }: BusHarness, from: number, to: number) => {
    for (let sequence = from; sequence < to; sequence += 1)
      for (const callId of callIds) bus.publishAudio(anAudioBatch({ callId, sequence }))
  }
  const heardOf = (callId: string, name?: string) =>
    heard.filter((one) => one.callId === callId && (name === undefined || one.name === name)).map(({ sequence }) => sequence)
  const missing = (to: number) =>
    callIds.flatMap((callId) => {
      const known = new Set(heardOf(callId))
      return Array.from({ length: to }, (_, sequence) => sequence).filter((sequence) => !known.has(sequence))
    }).length

  it('replays to another what a killed one had in hand: nothing is missing, and at most a second is heard twice', async () => {
    const prefix = freshPrefix()
    const gateway = await publisher(prefix)
    const first = await consumer('first', prefix, '400')
    await consumer('second', prefix)
    await expect.poll(() => membersOf(prefix), patience).toEqual(new Set(['first', 'second']))
    let said = 0
    const live = setInterval(() => {
      say(gateway, said, said + 1)
      said += 1
    }, BATCH_MS)
    // After seconds of sound, the first one hangs in the middle of a batch, with others behind it.
    await expect.poll(() => heard.filter(({ name }) => name === 'first').length, patience).toBe(400)
    first.kill('SIGKILL')
    const saidAtKill = said
    await expect.poll(() => said, patience).toBeGreaterThan(saidAtKill + 25)
    clearInterval(live)
    await expect.poll(() => missing(said), patience).toBe(0)
    for (const callId of callIds) {
      const [before, after] = [heardOf(callId, 'first'), heardOf(callId, 'second')]
      expect(after).toEqual(Array.from({ length: after.length }, (_, index) => (after[0] ?? 0) + index))
      const twice = before.filter((sequence) => after.includes(sequence)).length
      expect(twice * BATCH_MS).toBeLessThanOrEqual(1000)
      const [ofFirst, ofSecond] = ['first', 'second'].map(
        (name) => heard.find((one) => one.callId === callId && one.name === name)?.ownership,
      )
      if (ofFirst !== undefined) expect(ofSecond).toBeGreaterThan(ofFirst)
    }
    expect(heard.filter(({ name }) => name === 'first')).not.toHaveLength(0)
  })

  it('drops the results of one that stood still while another took its calls over', async () => {
    const prefix = freshPrefix()
    const gateway = await publisher(prefix)
    const published: { readonly callId: string; readonly by: string }[] = []
    gateway.bus.watchEvents('live', ({ callId, body }) => {
      if (body.case === 'utterance') published.push({ callId, by: body.value.text })
    })
    const first = await consumer('first', prefix)
    await expect.poll(() => membersOf(prefix), patience).toEqual(new Set(['first']))
    say(gateway, 0, 10)
    await expect.poll(() => missing(10), patience).toBe(0)
    first.kill('SIGSTOP')
    await consumer('second', prefix)
    say(gateway, 10, 20)
    await expect.poll(() => missing(20), patience).toBe(0)
    await expect.poll(() => new Set(published.filter(({ by }) => by === 'second').map(({ callId }) => callId)).size, patience).toBe(12)
    first.kill('SIGCONT')
    await expect.poll(() => late.get('first') ?? 0, patience).toBeGreaterThan(0)
    const until = published.length
    await expect.poll(() => published.length, patience).toBeGreaterThan(until + 50)
    for (const callId of callIds) {
      const by = published.filter((one) => one.callId === callId).map((one) => one.by)
      expect(by.slice(by.indexOf('second'))).not.toContain('first')
    }
    expect(late.get('second')).toBe(0)
  })
})
