import { describeBusConformance } from '@souffleur/testkit/bus-conformance'
import { noRedis, type RealRedis, startRealRedis } from '@souffleur/testkit/real-redis'
import { afterAll, beforeAll, describe } from 'vitest'
import { freshPrefix, openBus } from './bus-harness.ts'

describe.skipIf(noRedis !== undefined)(`Redis bus${noRedis === undefined ? '' : ` (${noRedis})`}`, () => {
  let redis: RealRedis
  beforeAll(async () => {
    redis = await startRealRedis()
  })
  afterAll(() => redis.stop())

  describeBusConformance('Redis bus', async ({ onHandlerError, capacity }) => {
    const { bus } = await openBus(redis, { prefix: freshPrefix() }, { onHandlerError, capacity })
    return bus
  })
})
