import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  agreeOnLine,
  channelsOfLines,
  decodeBencode,
  encodeBencode,
  LineReceiver,
  type OfferedLine,
  type PayloadMeaning,
  parseRtp,
  readBody,
  readDescription,
  readMetadata,
  writeAnswer,
} from '../src/index.ts'
import { damaged, damagedBytes } from './damage.ts'
import { CONTENT_TYPE, draftMetadata, inviteBody, offerSdp, rfc7865Metadata, twoParties } from './recorded-invite.ts'
import { rtp } from './rtp-words.ts'

/**
 * Everything that comes from outside, damaged. Short in `npm test`, always the same. Long: `npm run fuzz -w @souffleur/siprec`, where
 * SIPREC_FUZZ_SECONDS is shared by all parsers and SIPREC_FUZZ_SEED says another beginning; a failure prints its seed and path.
 */
const seconds = Number(process.env.SIPREC_FUZZ_SECONDS ?? 0)
const seed = Number(process.env.SIPREC_FUZZ_SEED ?? 20_261)
const PARSERS = 6
const share =
  seconds > 0
    ? { seed, numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: (seconds * 1000) / PARSERS, markInterruptAsFailure: false }
    : { seed, numRuns: 300 }

function check<T>(name: string, input: fc.Arbitrary<T>, holds: (value: T) => void): void {
  let runs = 0
  let slowestMs = 0
  const property = fc.property(input, (value) => {
    const before = process.cpuUsage()
    holds(value)
    runs += 1
    const { user, system } = process.cpuUsage(before)
    slowestMs = Math.max(slowestMs, (user + system) / 1000)
  })
  fc.assert(property, share)
  if (seconds > 0)
    process.stdout.write(`${name}: ${runs} inputs, the slowest took ${slowestMs.toFixed(1)} ms of processor (seed ${seed})\n`)
}

const sdpWords = [
  ...[
    '\r\n',
    'm=audio 0 RTP/AVP 0\r\n',
    'm=audio 99999999999999999999 RTP/SAVPF 0 8\r\n',
    'a=rtpmap:8 L16/16000/1e9\r\n',
    'a=label:\u0000',
  ],
  ...['c=IN IP6 ::1\r\n', 'a=inactive\r\n', 'a=rtpmap:', 'm=__proto__ 1 constructor 0\r\n', 'a=fmtp:0 __proto__=1\r\n', 'a=ssrc:1 x:y\r\n'],
  ...[
    'a=candidate:0 1 UDP 1 ::1 1 typ host\r\n',
    `m=audio 4 RTP/AVP ${'0 '.repeat(300)}\r\n`,
    'a=crypto:1 AES inline:x\r\n',
    '\n\n',
    '\uFFFF',
  ],
]
const xmlWords = [
  ...['<![CDATA[', ']]>', '<!--', '-->', '<?', '&#0;', '&#x110000;', '&amp;', '&lt;', '<!DOCTYPE a>', '<!ENTITY a "b">', '</recording>'],
  ...['<a>'.repeat(200), 'xmlns:__proto__="x"', '<__proto__ a="1"/>', '<constructor/>', 'participant_id="', '<label>96</label>', '\u0000'],
  ...['<participant participant_id="toString"><nameID/></participant>', '<send>', '<name><name/></name>', ' aor="', '=""', '\uFEFF'],
]

describe('whatever comes from outside', () => {
  it('is RTP within its datagram, or isn’t RTP', () => {
    const extended = Buffer.concat([Buffer.from([0xb1, 0x80]), rtp({ sequence: 5, timestamp: 9 }).subarray(2, 12), Buffer.alloc(60, 1)])
    const datagram = fc.oneof(fc.uint8Array({ maxLength: 200 }), damagedBytes(rtp({ sequence: 1, timestamp: 2 })), damagedBytes(extended))
    check('RTP', datagram, (bytes) => {
      const packet = parseRtp(bytes)
      if (packet === undefined) return
      expect(packet.payload.byteOffset).toBeGreaterThanOrEqual(bytes.byteOffset + 12)
      expect(packet.payload.byteOffset + packet.payload.byteLength).toBeLessThanOrEqual(bytes.byteOffset + bytes.byteLength)
      expect(packet.payloadType).toBeLessThan(128)
    })
  })

  it('becomes sound whose positions only grow, and never more of it than time has passed', () => {
    const meanings = new Map<number, PayloadMeaning>([
      [0, 'pcmu'],
      [8, 'pcma'],
      [96, 'l16'],
      [13, 'comfort-noise'],
      [101, 'telephone-event'],
    ])
    const packet = fc.record({
      sequence: fc.oneof(fc.nat(65_535), fc.nat(40)),
      timestamp: fc.oneof(fc.nat(0xffff_ffff), fc.nat(400_000)),
      ssrc: fc.nat(2),
      payloadType: fc.constantFrom(0, 8, 13, 96, 101, 77),
      payload: fc.uint8Array({ maxLength: 400 }),
    })
    const step = fc.tuple(fc.oneof(packet.map(rtp), damagedBytes(rtp({ sequence: 7, timestamp: 7 }))), fc.oneof(fc.nat(40), fc.nat(60_000)))
    check('a line', fc.array(step, { maxLength: 60 }), (steps) => {
      let [nowMs, end, received] = [0, 0, 0]
      const receiver = new LineReceiver({ encoding: 'pcmu', sampleRateHz: 8000 }, meanings, 0, 0, (position, payload) => {
        expect(position).toBeGreaterThanOrEqual(end)
        end = position + payload.byteLength
      })
      for (const [datagram, laterMs] of steps) {
        nowMs += laterMs
        received += datagram.byteLength
        receiver.onDatagram(datagram, nowMs)
        receiver.tick(nowMs)
        // As far ahead as timestamps may be, and what was said at once.
        expect(end).toBeLessThanOrEqual((nowMs + 2000) * 8 + received)
      }
    })
  })

  it('is one bencoded value, which is written and read as the same, or none', () => {
    const answer = Buffer.from(encodeBencode({ result: 'ok', sdp: twoParties, tags: { a: ['b', 1, -5], é: 'ü' }, created: 1_700_000_000 }))
    const noise = fc.string({ unit: fc.constantFrom('d', 'l', 'i', 'e', ':', '-', '0', '1', '9', 'x') }).map((text) => Buffer.from(text))
    check('bencode', fc.oneof(noise, damagedBytes(answer), fc.uint8Array({ maxLength: 100 })), (bytes) => {
      const value = decodeBencode(bytes)
      if (value !== undefined) expect(decodeBencode(Buffer.from(encodeBencode(value)))).toEqual(value)
    })
  })

  it('is a session description that is answered line by line with what we can read, or none', () => {
    const wide = offerSdp([{ port: 4, label: '1', payloads: '97 9 18 13', rtpmaps: ['97 L16/16000', '18 G729/8000'] }])
    check('SDP', fc.oneof(damaged(twoParties, sdpWords), damaged(wide, sdpWords), fc.string()), (sdp) => {
      const lines = readDescription(sdp)
      if (lines === undefined) return
      expect(lines.length).toBeLessThanOrEqual(16)
      const answer = readDescription(answerTo(lines))
      expect(answer?.map(({ type }) => type)).toEqual(lines.map(({ type }) => type))
      for (const line of answer ?? []) {
        expect(line.sends).toBe(line.port === 0)
        if (line.port !== 0) expect(agreeOnLine(line, 8000)).toBeDefined()
      }
    })
  })

  it('is metadata within bounds, from which channels follow, or none', () => {
    const xml = fc.oneof(damaged(rfc7865Metadata, xmlWords), damaged(draftMetadata, xmlWords), fc.string())
    check('metadata', xml, (text) => {
      const metadata = readMetadata(text)
      if (metadata === undefined) return
      for (const each of [metadata.sessionId, metadata.sipSessionId]) expect(each.length).toBeLessThanOrEqual(256)
      for (const { aor, name } of metadata.partyOfLabel.values()) expect([aor.length <= 256, name.length <= 256]).toEqual([true, true])
      const lines = ['96', '97'].map((label, index) => ({ index, label, party: metadata.partyOfLabel.get(label) }))
      const channels = channelsOfLines(lines, { aor: /@desk\.example\.com$/, name: /^Ann/, label: '96' })
      expect([...channels.values()].sort()).toEqual(['advisor', 'customer'])
    })
  })

  it('is a body of a few parts, or none', () => {
    const body = damaged(inviteBody(), ['--unique-boundary-1', '--unique-boundary-1--', '\r\n\r\n', '--', 'Content-Type: ', ...sdpWords])
    check(
      'body',
      fc.tuple(fc.oneof(fc.constant(CONTENT_TYPE), damaged(CONTENT_TYPE, ['boundary=', '"', ';', '$&'])), body),
      ([type, text]) => {
        expect(readBody(type, text)?.length ?? 1).toBeLessThanOrEqual(8)
      },
    )
  })
})

/** As a call answers: the lines of sound that we can read, the others declined. */
function answerTo(lines: readonly OfferedLine[]): string {
  const accepted = new Map<number, { agreed: NonNullable<ReturnType<typeof agreeOnLine>>; port: number }>()
  for (const line of lines) {
    const agreed = line.type === 'audio' && line.port !== 0 ? agreeOnLine(line, 8000) : undefined
    if (agreed !== undefined) accepted.set(line.index, { agreed, port: 20_000 + 2 * line.index })
  }
  return writeAnswer({ address: '192.0.2.1', version: 1, lines, accepted })
}
