import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { audioSocketProtocol } from '@souffleur/media-client'
import { createAudioSocketDoor } from '../../src/index.ts'
import { audio, hangup, uuid } from './audiosocket-words.ts'
import { describeDoor } from './conformance.ts'
import type { DoorListener, Entrance } from './door-under-test.ts'
import { bearerKeys } from './test-source-keys.ts'

const listen: Extract<Entrance, { kind: 'listener' }>['listen'] = async ({ gateway, ...parts }): Promise<DoorListener> => {
  const door = createAudioSocketDoor(parts)
  const listener = await door.listen(gateway, '127.0.0.1', 0)
  const office = createServer((request, response) => door.endpoint.handle(request, response))
  await new Promise<void>((resolve) => {
    office.listen(0, '127.0.0.1', resolve)
  })
  const tickets = `http://127.0.0.1:${(office.address() as AddressInfo).port}`
  return {
    url: `tcp://127.0.0.1:${listener.port}?tickets=${tickets}`,
    async close() {
      await listener.stop()
      office.closeAllConnections()
      await new Promise((resolve) => {
        office.close(resolve)
      })
    },
  }
}

describeDoor({
  name: 'audiosocket',
  protocol: audioSocketProtocol,
  entrance: { kind: 'listener', listen },
  keys: bearerKeys('audiosocket', 'a-secret'),
  credentials: { right: 'a-secret', forged: ['another-secret', 'user:a-secret'] },
  callId: (index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  losesChannelsApart: true,
  spoken: {
    greeting: (callId) => [uuid(callId)],
    audio: (_, index) => [audio(new Uint8Array(320).fill(index))],
    farewell: () => [hangup],
    offences: [
      { name: 'a hangup first of all', when: 'before-call', messages: () => [hangup], code: 'stream.start-expected' },
      {
        name: 'a UUID that is none',
        when: 'before-call',
        messages: () => [Uint8Array.of(0x01, 0, 4, 1, 2, 3, 4)],
        code: 'stream.message-invalid',
      },
      {
        name: 'sound at 96 kHz',
        when: 'before-call',
        messages: (callId) => [uuid(callId), audio(new Uint8Array(32), 0x17)],
        code: 'stream.media-unsupported',
      },
      { name: 'a second UUID', when: 'during-call', messages: (callId) => [uuid(callId)], code: 'stream.message-invalid' },
      { name: 'an unknown type', when: 'during-call', messages: () => [Uint8Array.of(0x42, 0, 1, 0)], code: 'stream.message-invalid' },
      {
        name: 'another protocol',
        when: 'during-call',
        messages: () => [`GET / HTTP/1.1\r\n${'X: y\r\n'.repeat(5000)}`],
        code: 'stream.message-invalid',
      },
      {
        name: 'another rate than before',
        when: 'during-call',
        messages: () => [audio(new Uint8Array(640), 0x12)],
        code: 'stream.media-unsupported',
      },
      {
        name: 'a frame as long as a frame may be, which ends within a sample',
        when: 'during-call',
        messages: () => [audio(new Uint8Array(65_535))],
        code: 'media.frame-misaligned',
        survives: true,
      },
      {
        name: 'an error of Asterisk’s own',
        when: 'during-call',
        messages: () => [Uint8Array.of(0xff, 0, 1, 2)],
        code: 'stream.peer-error',
        survives: true,
      },
      {
        name: 'bad frames without end',
        when: 'during-call',
        messages: () => Array.from({ length: 50 }, () => audio(new Uint8Array(1))),
        code: 'media.too-many-bad-frames',
      },
    ],
  },
})
