import { createRecordingLog, ManualClock, promisesSettle, type RecordingLog } from '@souffleur/testkit'
import { beforeEach, describe, expect, it } from 'vitest'
import { WriteQueue } from './write-queue.ts'

let clock: ManualClock
let log: RecordingLog
let written: string[][]
let refused: string[]
let failure: Error | undefined
let queue: WriteQueue<string>

const diskFull = () => Object.assign(new Error('no space left'), { code: 'ENOSPC' })
const serverGone = () => Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })

beforeEach(() => {
  clock = new ManualClock()
  log = createRecordingLog()
  written = []
  refused = []
  failure = undefined
  queue = new WriteQueue<string>({
    name: 'test',
    capacity: 5,
    clock,
    log,
    async write(items) {
      if (failure !== undefined) throw failure
      if (items.some((item) => item.startsWith('poison'))) throw Object.assign(new Error('bad value'), { code: '22P05' })
      written.push([...items])
    },
    onRefused: (item) => refused.push(item),
  })
})

describe('a write queue', () => {
  it('writes in order, in batches', async () => {
    for (const item of ['a', 'b', 'c']) queue.push(item)
    await queue.settled()
    expect(written.flat()).toEqual(['a', 'b', 'c'])
    expect(clock.pendingTimers).toBe(0)
  })

  it('keeps everything while the disk is full, says so once, and writes it when there is room', async () => {
    failure = diskFull()
    queue.push('a')
    queue.push('b')
    await promisesSettle()
    expect(queue.state()).toEqual({ waiting: 2, dropped: 0, refused: 0, failure: 'data.full' })
    await clock.advanceAsync(60_000)
    expect(queue.waiting()).toEqual(['a', 'b'])
    expect(log.codes()).toEqual(['data.full'])
    failure = undefined
    await clock.advanceAsync(15_000)
    expect(written).toEqual([['a', 'b']])
    expect(queue.state()).toEqual({ waiting: 0, dropped: 0, refused: 0, failure: null })
    expect(log.codes()).toEqual(['data.full', 'data.full'])
    expect(log.lines.at(-1)?.fields.event).toBe('storage-recovered')
  })

  it('tells one failure from another', async () => {
    failure = diskFull()
    queue.push('a')
    await promisesSettle()
    failure = serverGone()
    await clock.advanceAsync(1000)
    expect(queue.state().failure).toBe('data.unavailable')
    expect(log.codes()).toEqual(['data.full', 'data.unavailable'])
  })

  it('tries again less and less often, at least every 15 seconds', async () => {
    let attempts = 0
    failure = diskFull()
    Object.defineProperty(failure, 'code', {
      get: () => {
        attempts += 1
        return 'ENOSPC'
      },
    })
    queue.push('a')
    await clock.advanceAsync(0)
    attempts = 0
    await clock.advanceAsync(500 + 1000 + 2000 + 4000 + 8000 + 15_000 + 15_000)
    expect(attempts).toBe(7)
  })

  it('drops and counts what comes beyond its bound', async () => {
    failure = diskFull()
    const kept = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].filter((item) => queue.push(item))
    expect(kept).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(queue.state().dropped).toBe(2)
    failure = undefined
    await clock.advanceAsync(15_000)
    expect(written.flat()).toEqual(kept)
  })

  it('leaves out what can never be written, and writes the rest', async () => {
    for (const item of ['a', 'poison', 'b', 'poison 2']) queue.push(item)
    await queue.settled()
    expect(written.flat()).toEqual(['a', 'b'])
    expect(refused).toEqual(['poison', 'poison 2'])
    expect(queue.state()).toEqual({ waiting: 0, dropped: 0, refused: 2, failure: null })
  })

  it('lets a newer item take the place of one that waits, but not of one that is being written', async () => {
    failure = diskFull()
    queue.push('draft 1', 'draft')
    await promisesSettle()
    queue.push('draft 2', 'draft')
    queue.push('end')
    queue.push('draft 3', 'draft')
    expect(queue.waiting()).toEqual(['draft 1', 'draft 3', 'end'])
    failure = undefined
    await clock.advanceAsync(15_000)
    expect(written.flat()).toEqual(['draft 1', 'draft 3', 'end'])
  })

  it('writes what is left when it stops, and counts what it couldn’t', async () => {
    failure = diskFull()
    queue.push('a')
    await promisesSettle()
    await queue.stop()
    expect(queue.state()).toMatchObject({ dropped: 1 })
    expect(clock.pendingTimers).toBe(0)
    expect(log.lines.at(-1)?.message).toBe('stopped with items that could not be stored')
  })

  it('stores everything when the disk has room again by the time it stops', async () => {
    failure = diskFull()
    queue.push('a')
    await promisesSettle()
    failure = undefined
    await queue.stop()
    expect(written).toEqual([['a']])
    expect(queue.state()).toMatchObject({ dropped: 0, failure: null })
  })
})
