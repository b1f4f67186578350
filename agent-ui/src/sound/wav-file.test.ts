import { readFile } from 'node:fs/promises'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aLawSamples, muLawSamples } from './g711.ts'
import { openWavFile } from './wav-file.ts'

interface Layout {
  readonly tag: number
  readonly bits: number
  readonly channels?: number
  readonly rateHz?: number
  /** Size that the data chunk claims. */
  readonly claimed?: number
  readonly before?: Uint8Array<ArrayBuffer>
}

function chunk(name: string, body: Uint8Array<ArrayBuffer>, claimed = body.length): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8 + body.length + (body.length & 1))
  bytes.set(new TextEncoder().encode(name))
  new DataView(bytes.buffer).setUint32(4, claimed, true)
  bytes.set(body, 8)
  return bytes
}

function wav(data: Uint8Array<ArrayBuffer>, { tag, bits, channels = 1, rateHz = 8000, claimed, before }: Layout): Blob {
  const format = new DataView(new ArrayBuffer(16))
  format.setUint16(0, tag, true)
  format.setUint16(2, channels, true)
  format.setUint32(4, rateHz, true)
  format.setUint16(12, (channels * bits) / 8, true)
  format.setUint16(14, bits, true)
  const chunks = [chunk('fmt ', new Uint8Array(format.buffer)), ...(before ? [chunk('LIST', before)] : []), chunk('data', data, claimed)]
  return new Blob([chunk('RIFF', new Uint8Array()).subarray(0, 8), 'WAVE', ...chunks])
}

async function samplesOf(file: Blob, channel = 0, from = 0, to = Number.MAX_SAFE_INTEGER): Promise<number[]> {
  const opened = await openWavFile(file)
  if (opened === undefined) throw new Error('no WAV file')
  return [...(await opened.read(channel, from, to))]
}

describe('the samples of G.711', () => {
  /** ITU-T G.711, tables 2a and 1a: the ends of the scale and the values around zero, at 16 bits. */
  it.each([
    [muLawSamples, 0x00, -32124],
    [muLawSamples, 0x80, 32124],
    [muLawSamples, 0x7f, 0],
    [muLawSamples, 0xff, 0],
    [muLawSamples, 0xfe, 8],
    [muLawSamples, 0x7e, -8],
    [muLawSamples, 0xef, 132],
    [aLawSamples, 0xd5, 8],
    [aLawSamples, 0x55, -8],
    [aLawSamples, 0xaa, 32256],
    [aLawSamples, 0x2a, -32256],
    [aLawSamples, 0xc5, 264],
  ])('%#', (table, code, linear) => {
    // The sum makes one zero of the two.
    expect((table[code] ?? Number.NaN) * 32768 + 0).toBe(linear)
  })

  it('are symmetric, and louder with every step of a sign', () => {
    for (let code = 0; code < 127; code += 1) {
      expect(muLawSamples[code]).toBe(-(muLawSamples[code + 128] ?? Number.NaN))
      expect(muLawSamples[code + 129]).toBeLessThan(muLawSamples[code + 128] ?? Number.NaN)
      expect(aLawSamples[code]).toBe(-(aLawSamples[code + 128] ?? Number.NaN))
    }
  })
})

describe('a WAV file', () => {
  const half = [0.5, -0.5]
  it.each([
    ['8 bits', { tag: 1, bits: 8 }, Uint8Array.of(192, 64)],
    ['16 bits', { tag: 1, bits: 16 }, new Uint8Array(Int16Array.of(16384, -16384).buffer)],
    ['24 bits', { tag: 1, bits: 24 }, Uint8Array.of(0, 0, 0x40, 0, 0, 0xc0)],
    ['32 bits', { tag: 1, bits: 32 }, new Uint8Array(Int32Array.of(2 ** 30, -(2 ** 30)).buffer)],
    ['floats', { tag: 3, bits: 32 }, new Uint8Array(Float32Array.of(0.5, -0.5).buffer)],
  ])('of %s is read', async (_, layout, data) => {
    expect(await samplesOf(wav(data, layout))).toEqual(half)
  })

  it('of floats that are none is silent there, and cut at full scale', async () => {
    expect(await samplesOf(wav(new Uint8Array(Float32Array.of(Number.NaN, 3, -3).buffer), { tag: 3, bits: 32 }))).toEqual([0, 1, -1])
  })

  it('with two channels gives each alone, and the part that is asked for', async () => {
    const data = new Uint8Array(Int16Array.of(0, 8192, 16384, -8192, -16384, 4096).buffer)
    const file = wav(data, { tag: 1, bits: 16, channels: 2, before: Uint8Array.of(1, 2, 3) })
    expect(await samplesOf(file, 0)).toEqual([0, 0.5, -0.5])
    expect(await samplesOf(file, 1)).toEqual([0.25, -0.25, 0.125])
    expect(await samplesOf(file, 1, 1, 2)).toEqual([-0.25])
    expect(await samplesOf(file, 1, -5, 1)).toEqual([0.25])
    expect(await samplesOf(file, 1, 9, 12)).toEqual([])
  })

  it('whose writer never noted its length goes on to its end', async () => {
    expect(await samplesOf(wav(Uint8Array.of(192, 64), { tag: 1, bits: 8, claimed: 0xffff_ffff }))).toEqual(half)
  })

  it.each([
    ['nothing', new Blob([])],
    ['other bytes', new Blob(['something else altogether, long enough'])],
    ['a compressed format', wav(Uint8Array.of(1, 2), { tag: 85, bits: 0 })],
    ['three channels', wav(Uint8Array.of(1, 2, 3), { tag: 1, bits: 8, channels: 3 })],
    ['no data', new Blob([chunk('RIFF', new Uint8Array()).subarray(0, 8), 'WAVE'])],
  ])('that holds %s is none', async (_, file) => {
    expect(await openWavFile(file)).toBeUndefined()
  })

  it('of any bytes at all is one or none, and never throws', async () => {
    const head = Uint8Array.from(new TextEncoder().encode('RIFF    WAVEfmt '))
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const opened = await openWavFile(new Blob([head, Uint8Array.from(bytes)]))
        await opened?.read(0, 0, 10)
      }),
    )
  })

  it('of a sample call has the advisor left and the customer right', async () => {
    const folder = new URL('../../../services/standalone/demo/calls/en-health-glasses/', import.meta.url)
    const reference: { utterances: { channel: string; startMs: number; endMs: number }[] } = JSON.parse(
      await readFile(new URL('reference.json', folder), 'utf8'),
    )
    const file = new Blob([new Uint8Array(await readFile(new URL('audio.wav', folder)))])
    for (const { channel, startMs, endMs } of reference.utterances) {
      const loudness = async (index: number) => {
        const samples = await samplesOf(file, index, startMs * 8, endMs * 8)
        return samples.reduce((sum, sample) => sum + sample * sample, 0)
      }
      const [left, right] = [await loudness(0), await loudness(1)]
      expect(channel === 'advisor' ? left / right : right / left).toBeGreaterThan(10)
    }
  })
})
