import { expect, it } from 'vitest'
import { isBefore, traceparentOf } from '../../src/redis/entry.ts'
import { shardOf } from '../../src/redis/keys.ts'
import { OwnedShard } from '../../src/redis/owned-shard.ts'
import { backoffMs, codedRedisError, complaintsAbout } from '../../src/redis/server.ts'
import { shardsToGiveUp } from '../../src/redis/shard-ownership.ts'

it.each([
  ['6.2.14', 'bus.redis-version'],
  ['', 'bus.redis-version'],
])('refuses version %j', (version, code) => {
  const info = `redis_version:${version}\r\nmaxmemory_policy:noeviction\r\nrole:master\r\naof_enabled:1`
  expect(complaintsAbout(info)).toMatchObject([{ code, isFatal: true }])
})

it('has nothing against version 7 that keeps everything', () => {
  expect(complaintsAbout('redis_version:7.0.15\r\nmaxmemory_policy:noeviction\r\nrole:master\r\naof_enabled:1')).toEqual([])
})

it.each([
  ['WRONGPASS invalid username-password pair or user is disabled.', 'bus.redis-refused'],
  ['NOAUTH Authentication required.', 'bus.redis-refused'],
  ["READONLY You can't write against a read only replica. script: 0, on @user_script:1.", 'bus.redis-readonly'],
  ["OOM command not allowed when used memory > 'maxmemory'. script: 0, on @user_script:1.", 'bus.redis-full'],
  ['MISCONF Redis is configured to save RDB snapshots, but it can’t persist on disk.', 'bus.redis-disk'],
  ['Command timed out', 'bus.redis-slow'],
  ['LOADING Redis is loading the dataset in memory', 'bus.redis-away'],
  ['connect ECONNREFUSED 127.0.0.1:6379', 'bus.redis-away'],
])('names %j', (message, code) => {
  expect(codedRedisError(new Error(message)).code).toBe(code)
})

it('tries again ever more slowly, up to 5 s', () => {
  expect([0, 1, 2, 3, 10, 1000].map((failures) => backoffMs(failures, () => 1))).toEqual([100, 200, 400, 800, 5000, 5000])
  expect(backoffMs(10, () => 0)).toBe(2500)
})

it('orders ids as numbers', () => {
  expect([isBefore('9-1', '10-1'), isBefore('10-9', '10-10'), isBefore('10-1', '10-1'), isBefore('11-0', '10-5')]).toEqual([
    true,
    true,
    false,
    false,
  ])
})

it('spreads calls evenly, and the same call always the same way', () => {
  const counts = new Map<number, number>()
  for (let index = 0; index < 3200; index += 1) {
    const shard = shardOf(`call-${index}`, 32)
    counts.set(shard, (counts.get(shard) ?? 0) + 1)
  }
  expect(counts.size).toBe(32)
  expect(Math.max(...counts.values())).toBeLessThan(200)
  // Processes of different releases must agree.
  expect(shardOf('call-1', 32)).toBe(7)
})

it.each([
  ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', true],
  ['', false],
  ['what somebody said', false],
])('passes on the trace %j: %j', (text, isPassedOn) => {
  expect(traceparentOf(text)).toBe(isPassedOn ? text : undefined)
})

it('holds the last of what was handled back, until it is old', () => {
  const shard = new OwnedShard(0, '3:me')
  for (const id of ['1000-0', '1500-0', '1900-0']) {
    shard.take(id)
    shard.handled({ id, callId: 'a', atMs: 50, isSettled: () => true })
  }
  expect(shard.readyToAcknowledge(60, 600)).toEqual(['1000-0'])
  expect(shard.readyToAcknowledge(650, 600)).toEqual(['1000-0', '1500-0', '1900-0'])
  expect(shard.readyToAcknowledge(60, 0)).toEqual(['1000-0', '1500-0', '1900-0'])
  expect(shard.generation).toBe(3)
})

it('holds back no more than a second of a call that is caught up with', () => {
  const shard = new OwnedShard(0, '1:me')
  for (let index = 10; index < 20; index += 1) {
    const id = `1000-${index}`
    shard.take(id)
    shard.handled({ id, callId: index % 10 === 0 ? 'quiet' : 'busy', atMs: 50, isSettled: () => true })
  }
  expect(shard.readyToAcknowledge(60, 600)).toEqual(['1000-11', '1000-12', '1000-13', '1000-14'])
})

it('gives up quiet shards at once, busy ones later, and no more than are too many', () => {
  const shards = [0, 1, 2, 3].map((shard) => new OwnedShard(shard, '1:me'))
  for (const shard of shards) shard.lastMessageMs = shard.shard === 2 ? 0 : 990
  const rule = { nowMs: 1000, idleShardMs: 500, busyHandoverMs: 5000 }
  const given = (fairShare: number, excessSinceMs: number | undefined) =>
    shardsToGiveUp(shards, fairShare, { ...rule, excessSinceMs }).map(({ shard }) => shard)
  expect(given(2, 900)).toEqual([2])
  expect(given(2, -4000)).toEqual([2, 0])
  expect(given(4, undefined)).toEqual([])
})

it('holds back what something is still to come of, however old it is', () => {
  const shard = new OwnedShard(0, '1:me')
  let isWritten = false
  for (const id of ['1000-0', '9000-0']) {
    shard.take(id)
    shard.handled({ id, callId: 'a', atMs: 50, isSettled: () => id === '9000-0' || isWritten })
  }
  expect(shard.readyToAcknowledge(60_000, 600)).toEqual(['9000-0'])
  isWritten = true
  expect(shard.readyToAcknowledge(60_000, 600)).toEqual(['1000-0', '9000-0'])
})
