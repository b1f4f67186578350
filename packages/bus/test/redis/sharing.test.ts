import { noRedis, type RealRedis, startRealRedis } from '@souffleur/testkit/real-redis'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type BusHarness, freshPrefix, openBus } from './bus-harness.ts'

describe.skipIf(noRedis !== undefined)(`what processes share beside the bus${noRedis === undefined ? '' : ` (${noRedis})`}`, () => {
  let redis: RealRedis
  const opened: BusHarness[] = []
  beforeAll(async () => {
    redis = await startRealRedis()
  })
  afterAll(() => redis.stop())
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(({ bus }) => bus.close()))
  })
  const join = async (prefix: string, name: string) => {
    const { bus, ...harness } = await openBus(redis, { prefix })
    opened.push({ bus, ...harness })
    const board = bus.joinBoard(() => JSON.stringify({ name }))
    await board.ready
    return { bus, board }
  }
  const namesOn = (board: { members: readonly { words: string }[] }) => board.members.map(({ words }) => JSON.parse(words).name).toSorted()

  it('has each process on the board for as long as it lives', async () => {
    const prefix = freshPrefix()
    const one = await join(prefix, 'one')
    const two = await join(prefix, 'two')
    expect(namesOn(two.board)).toEqual(['one', 'two'])
    await one.bus.close()
    await expect.poll(() => namesOn(two.board), { timeout: 10_000 }).toEqual(['two'])
  })

  it('gives a call to one process, and to another when that one is gone', async () => {
    const prefix = freshPrefix()
    const one = await join(prefix, 'one')
    const two = await join(prefix, 'two')
    expect(await one.bus.claims.claim('call', 'facts')).toEqual({ kind: 'new', epoch: 0 })
    expect(await two.bus.claims.claim('call', 'other')).toEqual({ kind: 'held' })
    expect(await one.bus.claims.note(new Map([['call', 'at 7']]))).toEqual([])
    await one.bus.close()
    const taken = await two.bus.claims.claim('call', 'other')
    expect(taken).toMatchObject({ kind: 'taken', epoch: 0, facts: 'facts', progress: 'at 7' })
    const back = await join(prefix, 'one again')
    expect(await back.bus.claims.note(new Map([['call', 'at 9']]))).toEqual(['call'])
    await two.bus.claims.end('call')
    expect(await back.bus.claims.claim('call', 'facts')).toEqual({ kind: 'new', epoch: 1 })
  })

  it('ends a call that nobody comes back to, once', async () => {
    const prefix = freshPrefix()
    const one = await join(prefix, 'one')
    const two = await join(prefix, 'two')
    await one.bus.claims.claim('lost', 'facts')
    await two.bus.claims.claim('kept', 'facts')
    await one.bus.close()
    expect(await two.bus.claims.endOrphans(0)).toEqual([])
    expect(await two.bus.claims.endOrphans(0)).toMatchObject([{ callId: 'lost', epoch: 0, facts: 'facts', progress: '' }])
    expect(await two.bus.claims.endOrphans(0)).toEqual([])
  })
})
