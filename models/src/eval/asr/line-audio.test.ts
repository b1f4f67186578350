import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { aWav, tone } from '@souffleur/testkit'
import { afterAll, expect, test } from 'vitest'
import { decodeLine, readLineAudio } from './line-audio.ts'

const folder = mkdtempSync(join(tmpdir(), 'souffleur-line-'))
afterAll(() => rmSync(folder, { recursive: true }))

const recording = (sampleRateHz: number, durationMs = 1000) => {
  const path = join(folder, `${sampleRateHz}-${durationMs}.wav`)
  writeFileSync(path, aWav([tone({ durationMs, frequencyHz: 440, sampleRateHz })], { sampleRateHz, encoding: 'l16' }))
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

test('packets get lost in bursts of the length that is asked for', () => {
  const { packets } = readLineAudio(recording(8000, 60_000), { codec: 'ulaw', loss: 0.1, lossBurst: 3 })
  const bursts = packets.filter(({ startSamples }, index) => startSamples > (packets[index - 1]?.startSamples ?? 0) + 160).length
  const lost = 3000 - packets.length
  expect(lost / 3000).toBeCloseTo(0.1, 1)
  expect(lost / bursts).toBeGreaterThan(2.3)
  expect(lost / bursts).toBeLessThan(3.8)
})

test('a file that is no recording is refused with its code', () => {
  expect(() => readLineAudio(import.meta.filename, { codec: 'none', loss: 0 })).toThrow(expect.objectContaining({ code: 'wav.not-wav' }))
})
