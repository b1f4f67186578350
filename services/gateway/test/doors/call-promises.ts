import { CallEndReason, channelOf } from '@souffleur/proto'
import { expect, it } from 'vitest'
import type { BenchCall, OpenBench } from './door-bench.ts'
import type { DoorUnderTest } from './door-under-test.ts'
import { expectSound, FRAME, msOf, say } from './spoken-sound.ts'

/** Reserved for documentation (RFC 5737): a header that names it makes a peer one that came by a proxy. */
const ELSEWHERE = { 'x-forwarded-for': '203.0.113.7' }

export function describeEnds(open: OpenBench): void {
  it('ends a call as the platform asked, with its full account', async () => {
    const bench = await open()
    const call = await bench.call()
    say(call, { sizes: [FRAME, FRAME, FRAME] })
    call.client.end()
    await call.client.closed
    await bench.ended(call.id)
    const { sampleRateHz, channels } = call.sound
    expect(bench.endOf(call.id)).toMatchObject({
      reason: CallEndReason.COMPLETED,
      errorCode: '',
      durationMs: msOf(3 * FRAME, sampleRateHz),
      accounts: channels.map((name) => ({ channel: channelOf(name), samplesReceived: 3 * FRAME, samplesForwarded: 3 * FRAME })),
    })
    expect(bench.gateway.gateway.activeCalls()).toBe(1)
  })

  it('keeps what was heard when the connection is cut', async () => {
    const bench = await open()
    const call = await bench.call()
    const sent = say(call, { sizes: [FRAME, FRAME, FRAME] })
    await bench.heardBytes(sent.reduce((bytes, { length }) => bytes + length, 0))
    call.client.disconnect()
    await bench.ended(call.id)
    await bench.gateway.bus.settled()
    expect(bench.endOf(call.id)).toMatchObject({ reason: CallEndReason.DISCONNECTED, durationMs: msOf(3 * FRAME, call.sound.sampleRateHz) })
    expectSound(bench, call, sent)
  })

  it('refuses a second call with a running id, and the first goes on', async () => {
    const bench = await open()
    const callId = bench.nextCallId()
    const call = await bench.call({}, { callId })
    await refusalOf(bench.call({}, { callId }))
    await bench.until(() => bench.gateway.log.codes().includes('call.duplicate-id'))
    const sent = say(call, { sizes: [FRAME] })
    call.client.end()
    await bench.ended(call.id)
    await bench.gateway.bus.settled()
    expect(bench.events(call.id, 'callEnded')).toHaveLength(1)
    expect(bench.endOf(call.id)?.reason).toBe(CallEndReason.COMPLETED)
    expectSound(bench, call, sent)
  })

  it('takes the same id again once its call has ended', async () => {
    const bench = await open()
    const callId = bench.nextCallId()
    for (const times of [1, 2]) {
      const call = await bench.call({}, { callId })
      say(call, { sizes: [FRAME] })
      call.client.end()
      await call.client.closed
      await bench.until(() => bench.events(call.id, 'callEnded').length === times)
    }
  })

  it('closes a connection that announces nothing', async () => {
    const bench = await open()
    const peer = await bench.raw(bench.nextCallId())
    bench.gateway.clock.advance(10_000)
    await bench.until(() => {
      bench.gateway.clock.advance(250)
      return bench.gateway.log.codes().includes('stream.start-expected')
    })
    await peer.closed
  })
}

export function describeCredentials(credentials: NonNullable<DoorUnderTest['credentials']>, open: OpenBench): void {
  it.each<[string, string | undefined]>([
    ['no credential', undefined],
    ...credentials.forged.map((credential, index): [string, string] => [`a forged credential (${index + 1})`, credential]),
  ])('refuses a peer from elsewhere with %s', async (_, credential) => {
    const bench = await open()
    const options = credential === undefined ? {} : { credential }
    expect(await refusalOf(bench.call({ headers: ELSEWHERE, ...options }))).toBe('stream.unauthorised')
    expect(bench.gateway.log.codes()).toContain('stream.unauthorised')
    expect(bench.gateway.gateway.activeCalls()).toBe(1)
  })

  it('lets a peer from elsewhere in with its credential', async () => {
    const bench = await open()
    const call = await bench.call({ headers: ELSEWHERE, credential: credentials.right })
    say(call, { sizes: [FRAME] })
    call.client.end()
    await bench.ended(call.id)
    expect(bench.endOf(call.id)?.reason).toBe(CallEndReason.COMPLETED)
  })
}

/** Why it was refused: at once, or by a connection that closes. */
async function refusalOf(calling: Promise<BenchCall>): Promise<string | undefined> {
  try {
    const { client } = await calling
    const { error, completed } = await client.closed
    expect(completed).toBe(false)
    return error?.code
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}
