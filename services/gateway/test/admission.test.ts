import { expect, test } from 'vitest'
import { runGateway } from './running-gateway.ts'

test('a call that couldn’t be recognised in time is refused with its reason; those that run go on', async () => {
  let room = true
  const gateway = await runGateway({ hasRoom: () => room })
  try {
    await gateway.call('first')
    room = false
    const refused = await gateway.connect()
    refused.hello({ callId: 'refused' })
    expect(await refused.next('error')).toMatchObject({ code: 'call.no-capacity' })
    expect(gateway.gateway.activeCalls()).toBe(1)
    room = true
    await gateway.call('second')
    expect(gateway.gateway.activeCalls()).toBe(2)
  } finally {
    await gateway.stop()
  }
})

test.each([
  ['auto', 'claims', 'en'],
  ['fr', 'claims', 'fr'],
  ['auto', 'other', 'auto'],
])('a hello with %s in the queue %s is a call in %s', async (language, queue, expected) => {
  const gateway = await runGateway({ config: { queueLanguages: new Map([['claims', 'en']]) } })
  try {
    await gateway.call('call', { language, queue })
    const [started] = gateway.eventsOf('call')
    expect(started?.body).toMatchObject({ case: 'callStarted', value: { language: expected, queue } })
  } finally {
    await gateway.stop()
  }
})
