import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { aWav, tone } from '@souffleur/testkit'
import { afterAll, expect, test } from 'vitest'
import { decodeLine, readLineAudio } from './line-audio.ts'

const folder = mkdtempSync(join(tmpdir(), 'souffleur-line-'))
afterAll(() => rmSync(folder, { recursive: true }))

const recording = (sampleRateHz: number) => {
  const path = join(folder, `${sampleRateHz}.wav`)
  writeFileSync(path, aWav([tone({ durationMs: 1000, frequencyHz: 440, sampleRateHz })], { sampleRateHz, encoding: 'l16' }))
  return path
}

test('a telephone codec brings any recording to 8 kHz', () => {
  expect(readLineAudio(recording(44_100), { codec: 'alaw', loss: 0 })).toMatchObject({
    sampleRateHz: 8000,
    encoding: 'pcma',
    samples: 8000,
  })
})

test('without a codec the recording stays as it is', () => {
  expect(readLineAudio(recording(16_000), { codec: 'none', loss: 0 })).toMatchObject({ sampleRateHz: 16_000, encoding: 'l16' })
})

test('lost packets are the same at every run, and leave silence of their length', () => {
  const lossy = () => readLineAudio(recording(8000), { codec: 'ulaw', loss: 0.3 })
  const arrived = lossy().packets.map((packet) => packet.startSamples)
  expect(arrived.length).toBeGreaterThan(25)
  expect(arrived.length).toBeLessThan(45)
  expect(lossy().packets.map((packet) => packet.startSamples)).toEqual(arrived)
  expect(decodeLine(lossy())).toHaveLength(16_000)
})

test('a file that is no recording is refused with its code', () => {
  expect(() => readLineAudio(import.meta.filename, { codec: 'none', loss: 0 })).toThrow(expect.objectContaining({ code: 'wav.not-wav' }))
})
