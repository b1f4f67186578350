/**
 * `npm run samples`: speaks every `calls/<id>/script.yaml` with synthetic voices and writes `audio.wav` (stereo, 8 kHz mu-law,
 * advisor left, customer right) and `reference.json` beside it. Needs flite, espeak-ng and sox (Debian packages of these names).
 * The same versions of those tools give the same bytes.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

const RATE_HZ = 8000
const LEAD_SECONDS = 0.8
const DEFAULT_PAUSE_SECONDS = 0.5
const SPEECH_RMS = 10 ** (-20 / 20)
/** A quiet room: digital silence would be unlike any telephone line. */
const ROOM_PEAK = 10 ** (-62 / 20)
const FRENCH_WORDS_A_MINUTE = 150

const callsFolder = fileURLToPath(new URL('calls', import.meta.url))
for (const tool of ['flite', 'espeak-ng', 'sox']) {
  if (spawnSync(tool, ['--version']).error !== undefined) {
    process.stderr.write(`${tool} is not installed (Debian: apt-get install flite espeak-ng sox)\n`)
    process.exit(1)
  }
}

const workFolder = mkdtempSync(join(tmpdir(), 'souffleur-samples-'))
try {
  for (const id of readdirSync(callsFolder).toSorted()) renderCall(id)
} finally {
  rmSync(workFolder, { recursive: true })
}

/** @param {string} id folder of the call */
function renderCall(id) {
  const script = parse(readFileSync(join(callsFolder, id, 'script.yaml'), 'utf8'))
  const channels = { advisor: /** @type {number[]} */ ([]), customer: /** @type {number[]} */ ([]) }
  const utterances = []
  let position = Math.round(LEAD_SECONDS * RATE_HZ)
  for (const turn of script.turns) {
    position += Math.round((turn.pause ?? DEFAULT_PAUSE_SECONDS) * RATE_HZ)
    const samples = speak(turn.spoken ?? turn.text, script.language, script.voices[turn.speaker])
    for (const [offset, sample] of samples.entries()) channels[turn.speaker][position + offset] = sample
    const [startMs, endMs] = [position, position + samples.length].map((at) => Math.round((at * 1000) / RATE_HZ))
    utterances.push({ channel: turn.speaker, startMs, endMs, text: turn.text })
    position += samples.length
  }
  const frames = position + RATE_HZ
  writeFileSync(join(callsFolder, id, 'audio.wav'), muLawWav(channels.advisor, channels.customer, frames))
  const reference = {
    id,
    language: script.language,
    synthetic: true,
    durationMs: Math.round((frames * 1000) / RATE_HZ),
    utterances,
    expected: script.expected,
  }
  writeFileSync(join(callsFolder, id, 'reference.json'), `${JSON.stringify(reference, null, 2)}\n`)
  process.stdout.write(`${id}: ${(reference.durationMs / 1000).toFixed(1)} s, ${utterances.length} turns\n`)
}

/**
 * @param {string} text @param {'fr' | 'en'} language @param {string} voice
 * @returns {Float64Array} samples at 8 kHz, without silence at the ends, at the level of speech on a telephone
 */
function speak(text, language, voice) {
  const [spoken, trimmed] = ['spoken.wav', 'trimmed.raw'].map((name) => join(workFolder, name))
  if (language === 'fr') execFileSync('espeak-ng', ['-v', voice, '-s', String(FRENCH_WORDS_A_MINUTE), '-w', spoken, text])
  else execFileSync('flite', ['-voice', voice, '-t', text, '-o', spoken])
  const trim = ['silence', '1', '0.02', '0.3%', 'reverse', 'silence', '1', '0.02', '0.3%', 'reverse']
  execFileSync('sox', ['-D', spoken, '-r', String(RATE_HZ), '-c', '1', '-e', 'signed', '-b', '16', '-t', 'raw', trimmed, ...trim], {
    stdio: ['ignore', 'ignore', 'ignore'],
  })
  const bytes = readFileSync(trimmed)
  const samples = Float64Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readInt16LE(index * 2) / 32_768)
  const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
  return samples.map((sample) => Math.max(-0.98, Math.min(0.98, (sample * SPEECH_RMS) / rms)))
}

/** RIFF with format tag 7. @param {number[]} left @param {number[]} right @param {number} frames @returns {Buffer} */
function muLawWav(left, right, frames) {
  const header = Buffer.alloc(46)
  header.write('RIFF', 0)
  header.writeUInt32LE(38 + frames * 2, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(18, 16)
  header.writeUInt16LE(7, 20)
  header.writeUInt16LE(2, 22)
  header.writeUInt32LE(RATE_HZ, 24)
  header.writeUInt32LE(RATE_HZ * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(8, 34)
  header.write('data', 38)
  header.writeUInt32LE(frames * 2, 42)
  const room = noise(frames)
  const data = Buffer.alloc(frames * 2)
  for (let index = 0; index < frames; index += 1) {
    data[index * 2] = muLaw((left[index] ?? 0) + room())
    data[index * 2 + 1] = muLaw((right[index] ?? 0) + room())
  }
  return Buffer.concat([header, data])
}

/** A small generator with a seed (mulberry32), so that every rendering has the same noise. @param {number} seed */
function noise(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1) * ROOM_PEAK
  }
}

/** ITU-T G.711. @param {number} sample in +-1 @returns {number} one byte */
function muLaw(sample) {
  const linear = Math.round(Math.max(-1, Math.min(1, sample)) * 32_767)
  const sign = linear < 0 ? 0x80 : 0
  const magnitude = Math.min(Math.abs(linear), 32_635) + 132
  const exponent = Math.floor(Math.log2(magnitude)) - 7
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff
}
