import { createServer } from 'node:net'
import { createInProcessBus } from '@souffleur/bus'
import { systemClock } from '@souffleur/flow'
import { createGateway, noSourceKeys } from '@souffleur/gateway'
import { createMetrics } from '@souffleur/telemetry'
import { createRecordingLog } from '@souffleur/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAudioSocket } from './audiosocket.ts'

const other = createServer()
const log = createRecordingLog()
const bus = createInProcessBus({ onHandlerError: () => {} })
const gateway = createGateway({ bus, clock: systemClock, log, metrics: createMetrics(), doors: [] })

beforeAll(() => new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve)))
afterAll(async () => {
  await gateway.stop()
  await bus.close()
  other.close()
})

function audioSocket(audioSocketIsAskedFor: boolean) {
  const address = other.address()
  const audioSocketPort = typeof address === 'object' ? address?.port : undefined
  const config = { host: '127.0.0.1', audioSocketPort, audioSocketIsAskedFor, audioSocketAlwaysTickets: false }
  return createAudioSocket(config, { keys: noSourceKeys, clock: systemClock, log })
}

test('nobody asked for AudioSocket: a port that another program has is only told', async () => {
  const stop = await audioSocket(false).listen(gateway)
  await stop()
  expect(log.lines).toMatchObject([{ level: 'warn', fields: { code: 'port.in-use' } }])
})

test('asked for, it is an error that says what to do', async () => {
  await expect(audioSocket(true).listen(gateway)).rejects.toMatchObject({ code: 'port.in-use' })
})
