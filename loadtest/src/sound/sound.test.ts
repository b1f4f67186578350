import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encodeSamples, writeWav } from '@souffleur/audio'
import { Channel } from '@souffleur/proto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LINE_RATE_HZ } from '../calls/line-sound.ts'
import { UsageError } from '../usage-error.ts'
import { EncodedSounds, FrameSource } from './frame-source.ts'
import { planOnce, planSound, type SoundPlan } from './plan-sound.ts'
import { readLibrary, type SoundLibrary } from './read-library.ts'
import { recordingOf } from './recordings.ts'

const MS = LINE_RATE_HZ / 1000

/** `[milliseconds, amplitude]` each. */
function sound(...parts: readonly (readonly [number, number])[]): Int16Array {
  return Int16Array.from(
    parts.flatMap(([ms, amplitude]) => Array.from({ length: ms * MS }, (_, index) => Math.round(amplitude * Math.sin(index)))),
  )
}

const advisor = sound([200, 0], [1000, 8000], [3800, 0])
const customer = sound([2000, 0], [1500, 8000], [500, 0], [700, 8000], [300, 0])
const conversation = recordingOf('a', [advisor, customer], { language: 'en' })
const library: SoundLibrary = { source: 'test', conversations: [conversation], prompts: [], leftAside: 0 }

describe('a recording', () => {
  test('has its turns where the sound is, and the silences in which it may be cut', () => {
    expect(conversation.turns).toEqual([
      { channel: 0, stretches: [{ start: 200 * MS, end: 1200 * MS }] },
      {
        channel: 1,
        stretches: [
          { start: 2000 * MS, end: 3500 * MS },
          { start: 4000 * MS, end: 4700 * MS },
        ],
      },
    ])
    expect(conversation.silences).toEqual([1600 * MS, 3750 * MS])
  })

  test('of which the turns are written down still ends them with the sound', () => {
    const written = recordingOf('a', [advisor, customer], {
      language: 'en',
      turns: [
        { channel: 0, startMs: 200, endMs: 1600 },
        { channel: 1, startMs: 1950, endMs: 3700 },
        { channel: 1, startMs: 4000, endMs: 5000 },
      ],
    })
    expect(written.turns.map(({ stretches }) => (stretches.at(-1)?.end ?? 0) / MS)).toEqual([1200, 3500, 4700])
  })
})

describe('the plan of a call', () => {
  const plan = (seed: number, lengthMs = 60_000) => planSound(library, { language: 'en', lengthMs, seed })
  const places = ({ pieces }: SoundPlan) => pieces.map((channel) => channel.map(({ from, at }) => [from, at]))

  test('is the same for a seed, and another one for another', () => {
    expect(places(plan(1))).toEqual(places(plan(1)))
    expect(places(plan(1))).not.toEqual(places(plan(2)))
  })

  test('never comes round in the same way', () => {
    const starts = (plan(1, 600_000).pieces[0] ?? []).map(({ from, at }) => `${from} ${at % (20 * MS)}`)
    expect(new Set(starts).size).toBeGreaterThan(starts.length * 0.8)
  })

  test('keeps the two channels together, and cuts in silences only', () => {
    const { pieces, turns } = plan(3)
    expect(pieces[0]?.map(({ at }) => at)).toEqual(pieces[1]?.map(({ at }) => at))
    for (const { from, to } of pieces[0] ?? []) {
      expect([0, ...conversation.silences]).toContain(from)
      expect([advisor.length, ...conversation.silences]).toContain(to)
    }
    expect(turns.length).toBeGreaterThan(10)
  })

  test('says when each turn is spoken', () => {
    const { pieces, turns } = plan(4)
    const first = turns.find(({ channel }) => channel === Channel.ADVISOR)
    const piece = pieces[0]?.find(({ from, to }) => from <= 200 * MS && to >= 1200 * MS)
    expect(first?.spans[0]?.startMs).toBeCloseTo(((piece?.at ?? 0) + 200 * MS - (piece?.from ?? 0)) / MS, 5)
  })

  test('has no turn that goes on after its end', () => {
    const { turns, lengthSamples } = plan(5, 7000)
    for (const { spans } of turns) expect(spans.at(-1)?.endMs).toBeLessThanOrEqual(lengthSamples / MS)
  })

  test('of prompts deals them out to the two channels', () => {
    const prompts = [1, 2, 3].map((number) => {
      const samples = sound([50, 0], [1000 + number * 300, 8000], [120, 0])
      return { audio: `${number}`, language: undefined, text: '', samples, stretches: [{ start: 50 * MS, end: samples.length - 120 * MS }] }
    })
    const { pieces, turns } = planSound({ ...library, conversations: [], prompts }, { language: 'fr', lengthMs: 60_000, seed: 1 })
    expect(pieces.map((channel) => channel.length > 3)).toEqual([true, true])
    expect(new Set(turns.map(({ channel }) => channel)).size).toBe(2)
  })

  test('a library without that language has none', () => {
    expect(() => planSound(library, { language: 'fr', lengthMs: 60_000, seed: 1 })).toThrow(RangeError)
  })
})

describe('the frames of a call', () => {
  const plan = planOnce([conversation])
  const whole = (frameSamples: number) => {
    const frames = new FrameSource(plan, new EncodedSounds('pcmu'), [0, 1])
    const parts: Uint8Array[] = []
    for (let at = 0; at + frameSamples <= plan.lengthSamples; at += frameSamples)
      parts.push(frames.frame(at, at + frameSamples)[1] ?? parts[0] ?? new Uint8Array())
    return Buffer.concat(parts)
  }

  test('are the recording, to the sample, whatever their length', () => {
    const at = plan.pieces[1]?.[0]?.at ?? 0
    const expected = Buffer.from(encodeSamples('pcmu', customer))
    for (const frameSamples of [160, 161, 997])
      expect(
        whole(frameSamples)
          .subarray(at, at + customer.length)
          .equals(expected.subarray(0, whole(frameSamples).length - at)),
      ).toBe(true)
  })

  test('hiss where nothing is played: never digital silence, never loud', () => {
    const quiet = new FrameSource({ ...plan, pieces: [[], []] }, new EncodedSounds('l16'), [0]).frame(8000, 8160)[0]
    const samples = new Int16Array(new Uint8Array(quiet ?? []).buffer)
    expect(samples).toHaveLength(160)
    expect(new Set(samples).size).toBeGreaterThan(20)
    expect(Math.max(...samples)).toBeLessThan(30)
  })

  test('can be asked for again', () => {
    const frames = new FrameSource(plan, new EncodedSounds('pcmu'), [1])
    const first = frames.frame(24_000, 24_160)[0]
    frames.frame(50_000, 50_160)
    expect(frames.frame(24_000, 24_160)[0]).toEqual(first)
  })
})

describe('a library', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'library-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const write = (name: string, payloads: readonly Int16Array[]) =>
    writeFile(
      join(folder, name),
      writeWav({ sampleRateHz: 8000, encoding: 'pcmu', payloads: payloads.map((samples) => encodeSamples('pcmu', samples)) }),
    )

  test('is read from a folder: conversations as they are, single voices by their sentences', async () => {
    await write('b.wav', [advisor, customer])
    await write('voice.wav', [sound([1000, 8000], [2000, 0], [1500, 8000])])
    await writeFile(join(folder, 'b.json'), JSON.stringify({ language: 'fr' }))
    const read = await readLibrary(folder)
    expect(read.conversations.map(({ id, language }) => [id, language])).toEqual([['b.wav', 'fr']])
    expect(read.prompts).toHaveLength(2)
  })

  test('the sample calls are one: both languages, turns as their authors wrote them', async () => {
    const read = await readLibrary(fileURLToPath(new URL('../../../services/standalone/demo/calls', import.meta.url)))
    expect(new Set(read.conversations.map(({ language }) => language))).toEqual(new Set(['en', 'fr', 'auto']))
    for (const { turns } of read.conversations) expect(turns.length).toBeGreaterThan(9)
  })

  test.each([
    ['a folder that is not there', () => readLibrary('/nowhere/at/all'), /no such folder/],
    ['a folder without recordings', () => readLibrary(folder), /no WAV file/],
    [
      'a file that is no recording',
      async () => {
        await writeFile(join(folder, 'a.wav'), 'not a recording')
        return readLibrary(folder)
      },
      /a\.wav/,
    ],
    [
      'silence',
      async () => {
        await write('a.wav', [new Int16Array(8000), new Int16Array(8000)])
        return readLibrary(folder)
      },
      /no speech/,
    ],
    [
      'a manifest with a line that says nothing',
      async () => {
        await writeFile(join(folder, 'm.jsonl'), '{"audio":"a.wav"}\n')
        return readLibrary(join(folder, 'm.jsonl'))
      },
      /m\.jsonl:1/,
    ],
  ])('%s is told', async (_name, read, words) => {
    await expect(read()).rejects.toThrow(UsageError)
    await expect(read()).rejects.toThrow(words)
  })
})
