import { encodePcmu } from '@souffleur/audio'
import { AudioEncoding } from '@souffleur/proto'
import { anAudioBatch } from '@souffleur/testkit'
import { expect, test } from 'vitest'
import { ChannelIntake, type IntakeItem } from './channel-intake.ts'

const SAMPLES = 320
const batchAt = (startSamples: number, fields = {}) =>
  anAudioBatch({ startSamples, payload: new Uint8Array(SAMPLES).fill(0xff), ...fields })
const windowsIn = (items: readonly IntakeItem[]) =>
  items.reduce((sum, item) => sum + (item.kind === 'windows' ? item.samples.length / 512 : 0), 0)
const kinds = (items: readonly IntakeItem[]) => items.map((item) => item.kind)

test('batches in a row become windows of 16 kHz samples, and the end fills up the last one', () => {
  const intake = new ChannelIntake()
  const items = [0, 1, 2, 3].flatMap((index) => intake.push(batchAt(index * SAMPLES)))
  const all = [...items, ...intake.push(batchAt(4 * SAMPLES, { payload: new Uint8Array(0), endOfChannel: true }))]
  expect(windowsIn(all)).toBe(Math.ceil((4 * SAMPLES * 2) / 512))
  expect(kinds(all).at(-1)).toBe('end')
  expect(intake.samplesHeard).toBe(4 * SAMPLES * 2)
})

test('the first batch says where the channel begins', () => {
  expect(new ChannelIntake().push(batchAt(8000))[0]).toMatchObject({ kind: 'break', position: 16_000 })
})

test('a lost packet is bridged: positions stay true and nothing ends', () => {
  const intake = new ChannelIntake()
  intake.push(batchAt(0))
  const items = intake.push(batchAt(2 * SAMPLES))
  expect(kinds(items)).not.toContain('break')
  expect(intake.samplesHeard).toBe(2 * SAMPLES * 2)
})

/** A voiced sound, as a line with an offset carries it. */
const voiceAt = (startSamples: number, offset = 0) =>
  encodePcmu(
    Int16Array.from({ length: SAMPLES }, (_, index) => offset + 8000 * Math.sin((2 * Math.PI * 125 * (startSamples + index)) / 8000)),
  )
const samplesIn = (items: readonly IntakeItem[]) => items.flatMap((item) => (item.kind === 'windows' ? [...item.samples] : []))

test('a lost packet is filled with the sound around it, a longer loss with silence', () => {
  const heardAround = (holeSamples: number) => {
    const intake = new ChannelIntake()
    const starts = [0, 1, 2, 3].map((index) => index * SAMPLES)
    const items = starts.flatMap((start) => intake.push(batchAt(start, { payload: voiceAt(start) })))
    const after = 4 * SAMPLES + holeSamples
    return samplesIn([...items, ...intake.push(batchAt(after, { payload: voiceAt(after) })), ...intake.end()])
  }
  const powerIn = (samples: readonly number[]) => samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
  const voice = powerIn(heardAround(160).slice(640, 1280))
  expect(powerIn(heardAround(160).slice(2560, 2880))).toBeGreaterThan(0.8 * voice)
  expect(powerIn(heardAround(800).slice(2700, 4000))).toBeLessThan(0.01 * voice)
})

test('an offset of the line is taken away, and no hole or batch edge brings it back', () => {
  const intake = new ChannelIntake()
  const flat = (startSamples: number) => batchAt(startSamples, { payload: encodePcmu(new Int16Array(SAMPLES).fill(6554)) })
  const items = [0, 1, 2, 5, 6].flatMap((index) => intake.push(flat(index * SAMPLES)))
  expect(Math.max(...samplesIn([...items, ...intake.end()]).map(Math.abs))).toBeLessThan(0.005)
})

test.each([
  ['a long gap', { startSamples: 80_000 }, 'audio-gap'],
  ['a pause', { startSamples: SAMPLES, afterPause: true }, 'call-paused'],
  ['a jump back', { startSamples: 0 }, 'audio-gap'],
  ['another sampling rate', { startSamples: SAMPLES, sampleRateHz: 16_000 }, 'audio-gap'],
])('%s ends what was open', (_, fields, endedBy) => {
  const intake = new ChannelIntake()
  intake.push(batchAt(0))
  expect(intake.push(batchAt(0, fields))).toContainEqual(expect.objectContaining({ kind: 'break', endedBy }))
})

test('nothing is taken after the end, and an unknown encoding carries nothing', () => {
  const intake = new ChannelIntake()
  expect(intake.push(batchAt(0, { encoding: AudioEncoding.UNSPECIFIED }))).toEqual([])
  intake.end()
  expect(intake.push(batchAt(0))).toEqual([])
  expect(intake.end()).toEqual([])
})
