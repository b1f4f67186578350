import { readFileSync } from 'node:fs'
import { decodeSamples, encodePcma, encodePcmu, parseWav } from '@souffleur/audio'
import { systemClock } from '@souffleur/flow'
import type { OutgoingFrame, StreamClosed } from '@souffleur/media-client'
import type { NativeHelloInput } from '@souffleur/proto'
import { createRecordingLog } from '@souffleur/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type CallStream, RecordedCall, RtpPorts } from '../src/index.ts'
import { offerSdp } from './recorded-invite.ts'
import { hasRtpengine, RtpSender, type RunningRtpengine, runRtpengine } from './running-rtpengine.ts'

const isNeeded = process.env.SIPREC_NEEDS_RTPENGINE === '1'
if (!hasRtpengine) process.stderr.write('\nSKIPPED: no rtpengine on this machine (Debian: apt-get install rtpengine-daemon).\n\n')

/** A second of speech of each party of a sample call. */
const sample = parseWav(readFileSync(new URL('../../standalone/demo/calls/en-water-damage/audio.wav', import.meta.url)))
function speech(channel: number): Int16Array {
  if (!sample.ok) throw new Error('the sample call is no WAV file')
  return decodeSamples(sample.value.encoding, sample.value.channelPayload(channel)).subarray(40_000, 48_000)
}

interface Heard {
  readonly hello: NativeHelloInput
  readonly frames: readonly OutgoingFrame[]
}

function heardOn({ frames }: Heard, channel: number) {
  const own = frames.filter(({ channelIndex }) => channelIndex === channel)
  const first = own[0]?.positionSamples ?? 0
  const end = own.reduce((all, { positionSamples, payload }) => Math.max(all, positionSamples - first + payload.byteLength), 0)
  const sound = Buffer.alloc(end, 0)
  for (const { positionSamples, payload } of own) sound.set(payload, positionSamples - first)
  return { sound, samples: own.reduce((all, { payload }) => all + payload.byteLength, 0) }
}

describe.skipIf(!hasRtpengine && !isNeeded)('with rtpengine itself', () => {
  let rtpengine: RunningRtpengine
  const calls: RecordedCall[] = []
  const senders: RtpSender[] = []

  beforeAll(async () => {
    rtpengine = await runRtpengine()
  })
  afterEach(async () => {
    await Promise.all(calls.splice(0).map((call) => call.end()))
    for (const sender of senders.splice(0)) sender.close()
  })
  afterAll(() => rtpengine.stop())

  async function twoSenders(): Promise<[RtpSender, RtpSender]> {
    const both: [RtpSender, RtpSender] = [await RtpSender.open(), await RtpSender.open()]
    senders.push(...both)
    return both
  }

  async function record(sdp: string) {
    const frames: OutgoingFrame[] = []
    const hellos: NativeHelloInput[] = []
    const { call, sdp: answer } = await RecordedCall.open(
      {
        relay: rtpengine.client,
        ports: new RtpPorts({ address: '127.0.0.1', firstPort: 44_000, lastPort: 44_100 }),
        clock: systemClock,
        log: createRecordingLog(),
        advisor: { aor: undefined, name: undefined, label: '1' },
        hello: { language: 'en', queue: 'default' },
        async connect(hello): Promise<CallStream> {
          hellos.push(hello)
          const { promise, resolve } = Promise.withResolvers<StreamClosed>()
          const close = () => resolve({ closeCode: 1000, error: undefined, completed: true })
          const nothing = () => undefined
          const sendFrame = (frame: OutgoingFrame) => void frames.push({ ...frame, payload: Uint8Array.from(frame.payload) })
          return {
            sendFrame,
            pause: nothing,
            resume: nothing,
            end: close,
            disconnect: close,
            closed: promise,
            isOpen: true,
            bufferedBytes: 0,
          }
        },
      },
      { sdp, metadata: undefined },
    )
    calls.push(call)
    const [hello] = hellos
    if (hello === undefined) throw new Error('no call with Souffleur')
    return { call, answer, heard: { hello, frames } }
  }

  const hasCome = (heard: Heard, samples: number) =>
    vi.waitFor(() => expect(heard.frames.reduce((all, { payload }) => all + payload.byteLength, 0)).toBeGreaterThanOrEqual(samples), 10_000)

  it('carries both parties’ sound to the sample', async () => {
    const [first, second] = await twoSenders()
    const { answer, heard } = await record(
      offerSdp([
        { port: first.port, label: '1' },
        { port: second.port, label: '2' },
      ]),
    )
    expect(heard.hello).toMatchObject({ channels: ['advisor', 'customer'], encoding: 'pcmu', sampleRate: 8000 })
    first.aim(answer, 0)
    second.aim(answer, 1)
    first.say(0, encodePcmu(speech(0)))
    second.say(0, encodePcmu(speech(1)))
    await hasCome(heard, 16_000)
    expect(heardOn(heard, 0).sound.equals(encodePcmu(speech(0)))).toBe(true)
    expect(heardOn(heard, 1).sound.equals(encodePcmu(speech(1)))).toBe(true)
  })

  it('leaves a hole where packets got lost on the way', async () => {
    const [first] = await twoSenders()
    const { answer, heard, call } = await record(offerSdp([{ port: first.port, label: '1' }]))
    first.aim(answer, 0)
    first.say(0, encodePcmu(speech(0)), (index) => index >= 20 && index < 25)
    await hasCome(heard, 7200)
    const { sound, samples } = heardOn(heard, 0)
    expect([sound.byteLength, samples]).toEqual([8000, 7200])
    expect(call.receivedCounts[0]).toMatchObject({ received: 45, lost: 5 })
  })

  it.each([
    ['SDES', 'off', /^a=crypto:/gm],
    ['DTLS', 'passive', /^a=fingerprint:/gm],
  ])('ends SRTP with keys by %s: plain sound for Souffleur', async (_name, dtls, keys) => {
    const [first, second] = await twoSenders()
    const plain = offerSdp([
      { port: first.port, label: '1' },
      { port: second.port, label: '2' },
    ])
    // A second call in the same rtpengine stands for a session border controller that encrypts.
    const controller = { 'call-id': `controller-${first.port}`, 'from-tag': 'a' }
    const encrypted = await rtpengine.client.offer({
      ...controller,
      sdp: plain,
      'transport-protocol': 'RTP/SAVP',
      ICE: 'remove',
      DTLS: dtls,
    })
    expect(encrypted.match(/^m=audio \d+ RTP\/SAVP/gm)).toHaveLength(2)
    const { answer, heard } = await record(encrypted)
    expect(answer.match(keys)).toHaveLength(2)
    const forSenders = await rtpengine.client.answer({ ...controller, 'to-tag': 'b', sdp: answer })
    first.aim(forSenders, 0)
    second.aim(forSenders, 1)
    first.say(0, encodePcmu(speech(0)))
    second.say(0, encodePcmu(speech(1)))
    await hasCome(heard, 16_000)
    expect(heardOn(heard, 0).sound.equals(encodePcmu(speech(0)))).toBe(true)
    expect(heardOn(heard, 1).sound.equals(encodePcmu(speech(1)))).toBe(true)
    await rtpengine.client.delete(controller)
  })

  it('has a codec that we can’t read turned into one that we can', async () => {
    const [first] = await twoSenders()
    const g722 = { payloads: '9', rtpmaps: ['9 G722/8000'] }
    const { answer, heard } = await record(offerSdp([{ port: first.port, label: '1', ...g722 }]))
    expect(heard.hello.encoding).toBe('pcma')
    expect(answer).toMatch(/^m=audio \d+ RTP\/AVP 9/m)
    first.aim(answer, 0)
    first.say(9, new Uint8Array(8000).fill(0xfa))
    // The last frames may wait in the codec.
    await hasCome(heard, 7000)
  })

  it('goes on after another codec was agreed on', async () => {
    const [first] = await twoSenders()
    const { call, answer, heard } = await record(offerSdp([{ port: first.port, label: '1' }]))
    first.aim(answer, 0)
    first.say(0, encodePcmu(speech(0)).subarray(0, 4000))
    await hasCome(heard, 4000)
    const again = offerSdp([{ port: first.port, label: '1', payloads: '8', rtpmaps: ['8 PCMA/8000'] }], 2)
    first.aim(await call.renegotiate({ sdp: again, metadata: undefined }), 0)
    first.say(8, encodePcma(speech(0)).subarray(4000))
    await hasCome(heard, 8000)
    expect(heardOn(heard, 0).sound.byteLength).toBe(8000)
  })

  it('has nothing left of a call that is over', async () => {
    const [first] = await twoSenders()
    const { call } = await record(offerSdp([{ port: first.port, label: '1' }]))
    await call.end()
    await expect(rtpengine.client.ask({ command: 'query', 'call-id': call.id })).resolves.toMatchObject({ result: 'error' })
  })
})
