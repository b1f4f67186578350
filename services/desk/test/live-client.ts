import { fromBinary } from '@bufbuild/protobuf'
import { type CallEvent, CallEventSchema } from '@souffleur/proto'
import { io, type Socket } from 'socket.io-client'
import { onTestFinished } from 'vitest'
import type { DeskClient } from './desk-harness.ts'

/** A browser on the live feed; it leaves when the test ends. */
export interface LiveClient {
  readonly socket: Socket
  readonly events: CallEvent[]
  readonly changed: string[]
  readonly assigned: string[]
  watch(callId: unknown): Promise<{ ok: boolean; error?: { code: string } }>
  /** Resolves when everything that the server sent before has arrived: an answer comes after it. */
  caughtUp(): Promise<void>
  disconnected: Promise<string>
}

export async function goLive({ url, cookie }: DeskClient, headers: Record<string, string> = {}): Promise<LiveClient> {
  const socket = io(`${url}/live`, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    extraHeaders: { ...(cookie === '' ? {} : { cookie }), ...headers },
  })
  onTestFinished(() => void socket.disconnect())
  const events: CallEvent[] = []
  const changed: string[] = []
  const assigned: string[] = []
  socket.on('call:event', (bytes: Uint8Array) => events.push(fromBinary(CallEventSchema, new Uint8Array(bytes))))
  socket.on('calls:changed', ({ callId }: { callId: string }) => changed.push(callId))
  socket.on('call:assigned', ({ callId }: { callId: string }) => assigned.push(callId))
  const disconnected = new Promise<string>((resolve) => {
    socket.once('disconnect', resolve)
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  const watch = (callId: unknown) => socket.emitWithAck('call:watch', { callId })
  return { socket, events, changed, assigned, disconnected, watch, caughtUp: async () => void (await watch('')) }
}
