import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInProcessBus, type InProcessBusOptions } from '@souffleur/bus'
import type { AudioBatch, CallEnded, CallEvent } from '@souffleur/proto'
import { createMetrics } from '@souffleur/telemetry'
import { createRecordingLog, ManualClock, type RecordingLog } from '@souffleur/testkit'
import { type Authorisation, createGateway, createNativeDoor, type Door, type GatewayConfig } from '../src/index.ts'
import { TestPeer, type TestPeerOptions } from './test-peer.ts'

export interface DoorParts {
  readonly clock: ManualClock
  readonly log: RecordingLog
}

export interface RunningGatewayOptions {
  readonly config?: Partial<GatewayConfig>
  readonly capacity?: InProcessBusOptions['capacity']
  readonly hasRoom?: () => boolean
  /** Besides the native one. */
  readonly doors?: readonly Door[]
  /** As `doors`, for those that want the gateway's clock or log. */
  openDoors?(parts: DoorParts): readonly Door[]
  authorise?(request: IncomingMessage): Promise<Authorisation>
}

/** A gateway behind a real HTTP server on a free port, with time in the test's hands and everything it publishes written down. */
export async function runGateway({
  config = {},
  capacity = {},
  hasRoom = () => true,
  doors = [],
  openDoors = () => [],
  authorise = async () => ({ ok: true }),
}: RunningGatewayOptions = {}) {
  const clock = new ManualClock()
  const log = createRecordingLog()
  const metrics = createMetrics()
  const handlerErrors: unknown[] = []
  const bus = createInProcessBus({ onHandlerError: (error) => handlerErrors.push(error), capacity })
  const batches: AudioBatch[] = []
  const events: CallEvent[] = []
  bus.subscribeAudio('test', (batch) => void batches.push(batch))
  bus.subscribeEvents('test', (event) => void events.push(event))
  const gateway = createGateway({
    bus,
    clock,
    log,
    metrics,
    config,
    hasRoom,
    doors: [createNativeDoor(authorise), ...doors, ...openDoors({ clock, log })],
  })
  const server = createServer((_request, response) => response.end('not a socket'))
  server.on('upgrade', (request, socket, head) => {
    if (!gateway.handleUpgrade(request, socket, head)) socket.destroy()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/telephony/stream`
  const peers: TestPeer[] = []

  return {
    clock,
    log,
    metrics,
    bus,
    gateway,
    url,
    handlerErrors,
    batches,
    events,
    eventsOf: (callId: string) => events.filter((event) => event.callId === callId),
    endOf(callId: string): CallEnded | undefined {
      const found = events.find((event) => event.callId === callId && event.body.case === 'callEnded')
      return found?.body.case === 'callEnded' ? found.body.value : undefined
    },
    async connect(options: TestPeerOptions = {}): Promise<TestPeer> {
      const peer = await TestPeer.connect(url, options)
      peers.push(peer)
      return peer
    },
    /** Connected, greeted and answered. */
    async call(callId: string, hello: Record<string, unknown> = {}, options: TestPeerOptions = {}): Promise<TestPeer> {
      const peer = await this.connect(options)
      peer.hello({ callId, ...hello })
      await peer.next('ready')
      return peer
    },
    async stop(): Promise<void> {
      await gateway.stop()
      for (const peer of peers) peer.cut()
      await bus.close()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

export type RunningGateway = Awaited<ReturnType<typeof runGateway>>
