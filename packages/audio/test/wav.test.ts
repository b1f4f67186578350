import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeL16, encodeL16, parseWav, type WavAudio, type WavErrorCode, wavSampleRatesHz, writeWav } from '../src/index.ts'

function parsed(bytes: Uint8Array): WavAudio {
  const result = parseWav(bytes)
  if (!result.ok) throw new Error(result.error)
  return result.value
}

function errorOf(bytes: Uint8Array): WavErrorCode | undefined {
  const result = parseWav(bytes)
  return result.ok ? undefined : result.error
}

interface Header {
  readonly tag?: number
  readonly channels?: number
  readonly rate?: number
  readonly bits?: number
  readonly extension?: Uint8Array
}

function chunk(name: string, body: Uint8Array, size = body.length): Uint8Array {
  const bytes = new Uint8Array(8 + body.length + (body.length & 1))
  bytes.set(new TextEncoder().encode(name))
  new DataView(bytes.buffer).setUint32(4, size, true)
  bytes.set(body, 8)
  return bytes
}

function format({ tag = 1, channels = 1, rate = 8000, bits = 16, extension = new Uint8Array(0) }: Header = {}): Uint8Array {
  const body = new Uint8Array(16 + extension.length)
  const view = new DataView(body.buffer)
  view.setUint16(0, tag, true)
  view.setUint16(2, channels, true)
  view.setUint32(4, rate, true)
  view.setUint32(8, (rate * channels * bits) / 8, true)
  view.setUint16(12, (channels * bits) / 8, true)
  view.setUint16(14, bits, true)
  body.set(extension, 16)
  return chunk('fmt ', body)
}

function riff(...chunks: Uint8Array[]): Uint8Array {
  const body = Buffer.concat([Buffer.from('WAVE'), ...chunks])
  return chunk('RIFF', body)
}

function extension(subFormat: number, tail = '000000001000800000aa00389b71'): Uint8Array {
  const bytes = Buffer.alloc(24)
  bytes.writeUInt16LE(22, 0)
  bytes.writeUInt16LE(subFormat, 8)
  Buffer.from(tail, 'hex').copy(bytes, 10)
  return bytes
}

const someAudio = chunk('data', encodeL16(Int16Array.of(1, -2, 300, -32_768)))

describe('parseWav', () => {
  it('reads back what writeWav wrote, for every rate, encoding and number of channels', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...wavSampleRatesHz),
        fc.constantFrom('pcmu', 'pcma', 'l16'),
        fc.integer({ min: 1, max: 2 }),
        fc.uint8Array({ minLength: 2, maxLength: 64 }),
        (sampleRateHz, encoding, channels, noise) => {
          const left = noise.slice(0, noise.length & ~1)
          const payloads = channels === 1 ? [left] : [left, left.toReversed()]
          const wav = parsed(writeWav({ sampleRateHz, encoding, payloads }))
          expect(wav).toMatchObject({ sampleRateHz, encoding, channels, frames: encoding === 'l16' ? left.length / 2 : left.length })
          expect(payloads.map((_, index) => wav.channelPayload(index))).toEqual(payloads)
        },
      ),
    )
  })

  it('skips chunks that it doesn’t know, of odd length too, before and between', () => {
    const wav = parsed(
      riff(chunk('LIST', Uint8Array.of(1, 2, 3)), format(), chunk('fact', Uint8Array.of(9)), someAudio, chunk('id3 ', Uint8Array.of(1))),
    )
    expect([...decodeL16(wav.channelPayload(0))]).toEqual([1, -2, 300, -32_768])
  })

  it.each([
    ['8 bits', 8, Uint8Array.of(0, 128, 255), [-32_768, 0, 32_512]],
    ['24 bits', 24, Uint8Array.of(0xff, 0x34, 0x12, 0x00, 0x00, 0x80), [0x1234, -32_768]],
    ['32 bits', 32, Uint8Array.of(0, 0, 0x34, 0x12), [0x1234]],
  ])('turns linear samples of %s into 16', (_, bits, body, samples) => {
    const wav = parsed(riff(format({ bits }), chunk('data', body)))
    expect(wav.encoding).toBe('l16')
    expect([...decodeL16(wav.channelPayload(0))]).toEqual(samples)
  })

  it('reads floats, clipped, and takes what isn’t a number for silence', () => {
    const body = new Uint8Array(Float32Array.of(0.5, -2, Number.NaN).buffer)
    expect([...decodeL16(parsed(riff(format({ tag: 3, bits: 32 }), chunk('data', body))).channelPayload(0))]).toEqual([16_384, -32_768, 0])
  })

  it('finds the real encoding in an extensible format', () => {
    const wav = parsed(
      riff(format({ tag: 0xfffe, bits: 8, channels: 2, extension: extension(7) }), chunk('data', Uint8Array.of(1, 2, 3, 4))),
    )
    expect(wav).toMatchObject({ encoding: 'pcmu', frames: 2 })
    expect([...wav.channelPayload(1)]).toEqual([2, 4])
    expect(errorOf(riff(format({ tag: 0xfffe, extension: extension(1, 'ff'.repeat(14)) }), someAudio))).toBe('wav.encoding-unsupported')
  })

  it('reads to the end of the file when the size was never written', () => {
    expect(parsed(riff(format(), chunk('data', Uint8Array.of(1, 0, 2, 0, 3), 0xffff_ffff))).frames).toBe(3)
    expect(parsed(Buffer.concat([riff(format()), chunk('data', Uint8Array.of(1, 0, 2, 0), 0xffff_ffff)])).frames).toBe(2)
  })

  it.each<[WavErrorCode, string, Uint8Array]>([
    ['wav.not-wav', 'nothing', new Uint8Array(0)],
    ['wav.not-wav', 'another file', new TextEncoder().encode('ID3 this is an MP3 file')],
    ['wav.not-wav', 'audio before its format', riff(someAudio, format())],
    ['wav.not-wav', 'a format that is too short', riff(chunk('fmt ', new Uint8Array(8)), chunk('JUNK', new Uint8Array(16)), someAudio)],
    ['wav.truncated', 'a header and no audio', riff(format())],
    ['wav.truncated', 'a format cut short', riff(format()).subarray(0, 30)],
    ['wav.truncated', 'less audio than announced', riff(format(), chunk('data', new Uint8Array(10), 1000))],
    ['wav.encoding-unsupported', 'ADPCM', riff(format({ tag: 2, bits: 4 }), someAudio)],
    ['wav.encoding-unsupported', '12 bits', riff(format({ bits: 12 }), someAudio)],
    ['wav.rate-unsupported', '96 kHz', riff(format({ rate: 96_000 }), someAudio)],
    ['wav.rate-unsupported', '0 Hz', riff(format({ rate: 0 }), someAudio)],
    ['wav.channels-unsupported', 'six channels', riff(format({ channels: 6 }), someAudio)],
    ['wav.channels-unsupported', 'no channel', riff(format({ channels: 0 }), someAudio)],
    ['wav.empty', 'no sample', riff(format(), chunk('data', new Uint8Array(0)))],
    ['wav.empty', 'half a sample', riff(format(), chunk('data', Uint8Array.of(1)))],
  ])('answers %s for %s', (code, _, bytes) => {
    expect(errorOf(bytes)).toBe(code)
  })

  it('never throws, whatever the bytes', () => {
    const valid = writeWav({ sampleRateHz: 8000, encoding: 'pcmu', payloads: [new Uint8Array(40), new Uint8Array(40)] })
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(80), fc.nat(255), fc.nat(124), (noise, at, value, cut) => {
        const spoiled = valid.slice(0, valid.length - cut)
        spoiled[at] = value
        for (const bytes of [noise, spoiled]) {
          const result = parseWav(bytes)
          if (result.ok) for (let channel = 0; channel < result.value.channels; channel += 1) result.value.channelPayload(channel)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('refuses a channel that isn’t there', () => {
    expect(() => parsed(riff(format(), someAudio)).channelPayload(1)).toThrow(RangeError)
  })
})
