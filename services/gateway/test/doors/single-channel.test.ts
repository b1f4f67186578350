import { expect, it } from 'vitest'
import { partOf, singleChannel } from '../../src/doors/single-channel.ts'

it.each([
  [{}, { callId: undefined, channels: ['mixed'], leg: undefined }],
  [{ callId: 'c' }, { callId: 'c', channels: ['mixed'], leg: undefined }],
  [{ channel: 'customer' }, { callId: undefined, channels: ['customer'], leg: undefined }],
  [
    { callId: 'c', channel: 'customer', channels: 'customer' },
    { callId: 'c', channels: ['customer'], leg: undefined },
  ],
  [
    { callId: 'c', channel: 'advisor' },
    { callId: 'c', channels: ['advisor'], leg: { channel: 'advisor', channels: ['customer', 'advisor'], sourceId: 's' } },
  ],
  [
    { callId: 'c', channel: 'customer', channels: 'advisor, customer' },
    { callId: 'c', channels: ['customer'], leg: { channel: 'customer', channels: ['advisor', 'customer'], sourceId: 's' } },
  ],
])('%j is a call of its own, or a leg', (said, part) => {
  expect(partOf(singleChannel.parse(said), 's')).toEqual(part)
})

it.each([
  [{ callId: '../c' }, 'callId'],
  [{ channel: 'left' }, 'channel'],
  [{ callId: 'c', channel: 'advisor', channels: 'customer' }, 'channels'],
  [{ callId: 'c', channel: 'customer', channels: 'customer,customer' }, 'channels'],
  [{ callId: 'c', channels: '' }, 'channels.0'],
  [{ channel: 'customer', channels: 'customer,advisor' }, 'callId'],
])('%j is refused for its %s', (said, path) => {
  const { error } = singleChannel.safeParse(said)
  expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path])
})
