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
