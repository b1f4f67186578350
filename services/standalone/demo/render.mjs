/**
 * `node services/standalone/demo/render.mjs [ID...]`: speaks the sample calls. For each `calls/<id>/script.yaml` (or only those named)
 * it writes `audio.wav`, the call as a telephone system records it, and `reference.json`, who said what and when.
 *
 * Needs flite (English), sox, and Python with gcc for Pico (French), which is fetched on the first run; see `speak.mjs`.
 * The same versions of these tools give the same bytes.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { prepareVoices, RATE_HZ, speak } from './speak.mjs'

/**
 * @typedef {import('./speak.mjs').Language} Language
 * @typedef {'advisor' | 'customer'} Speaker
 * @typedef {object} Turn
 * @property {Speaker} speaker
 * @property {Language} [language] Needed where the call's is `auto`.
 * @property {string} text
 * @property {string} [spoken] What the synthesiser reads where it differs from the text: digits one by one, names by their sound.
 * @property {number} [pause] Seconds of silence before it.
 * @typedef {object} Script
 * @property {string} id
 * @property {Language | 'auto'} language `auto`: a call in both languages.
 * @property {Record<Speaker, import('./speak.mjs').Voice>} voices
 * @property {Turn[]} turns
 * @property {object} expected
 */

const FULL_SCALE = 32_768
const FIRST_PAUSE_S = 0.8
const PAUSE_S = 0.5
const TAIL_S = 0.8
const SPEECH_DBFS = -20
const NOISE_DBFS = -65
/** Of full scale: no turn is amplified beyond it. */
const HIGHEST_PEAK = 0.9
/** Quieter than this, the ends of a synthesised turn are cut off, but for a margin. */
const QUIET_DBFS = -55
const MARGIN_S = 0.08
const TAG_MU_LAW = 7
/** Left, right. @type {readonly Speaker[]} */
const CHANNELS = ['advisor', 'customer']

const callsFolder = fileURLToPath(new URL('calls', import.meta.url))

try {
  prepareVoices()
  const named = process.argv.slice(2)
  for (const id of named.length > 0 ? named : readdirSync(callsFolder).sort()) render(join(callsFolder, id))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}

/** @param {string} folder */
function render(folder) {
  /** @type {Script} */
  const script = parse(readFileSync(join(folder, 'script.yaml'), 'utf8'))
  const placed = placeTurns(script)
  const end = placed.at(-1)?.end ?? 0
  const frames = end + Math.round(TAIL_S * RATE_HZ)
  const channels = CHANNELS.map((speaker, index) => {
    const samples = roomNoise(frames, index + 1)
    for (const { start, speech } of placed.filter(({ turn }) => turn.speaker === speaker)) {
      for (const [at, sample] of speech.entries()) samples[start + at] += sample
    }
    return samples
  })
  const wav = muLawWav(channels)
  writeFileSync(join(folder, 'audio.wav'), wav)

  const { id, language, expected } = script
  const durationMs = toMs(frames)
  const said = placed.map(({ turn, start, end }) => {
    return { channel: turn.speaker, language: languageOf(turn, script), startMs: toMs(start), endMs: toMs(end), text: turn.text }
  })
  const reference = { id, language, synthetic: true, durationMs, utterances: said, expected }
  writeFileSync(join(folder, 'reference.json'), `${JSON.stringify(reference, null, 2)}\n`)
  process.stdout.write(`${id}: ${(durationMs / 1000).toFixed(1)} s, ${said.length} turns, ${wav.length} bytes\n`)
}

/** One turn after another: a script has no overlaps. @param {Script} script */
function placeTurns(script) {
  let end = 0
  return script.turns.map((turn, index) => {
    const start = end + Math.round((turn.pause ?? (index === 0 ? FIRST_PAUSE_S : PAUSE_S)) * RATE_HZ)
    const speech = levelled(trimmed(speak(turn.spoken ?? turn.text, languageOf(turn, script), script.voices[turn.speaker])))
    end = start + speech.length
    return { turn, start, end, speech }
  })
}

/** @param {Turn} turn @param {Script} script @returns {Language} */
function languageOf(turn, { id, language }) {
  if (turn.language !== undefined) return turn.language
  if (language === 'auto') throw new Error(`${id}: "${turn.text}" needs a language.`)
  return language
}

/** Without the silence that a synthesiser puts at both ends. @param {Float64Array} samples */
function trimmed(samples) {
  const quiet = amplitude(QUIET_DBFS)
  const margin = MARGIN_S * RATE_HZ
  const first = samples.findIndex((sample) => Math.abs(sample) > quiet)
  const last = samples.findLastIndex((sample) => Math.abs(sample) > quiet)
  if (first < 0) throw new Error('The synthesiser said nothing.')
  return samples.slice(Math.max(0, first - margin), last + 1 + margin)
}

/** At the speech level, measured where there is speech and not in the pauses within. @param {Float64Array} samples */
function levelled(samples) {
  const loud = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  const size = RATE_HZ / 50
  const powers = Array.from({ length: Math.floor(samples.length / size) }, (_, at) => power(samples.subarray(at * size, (at + 1) * size)))
  const spoken = powers.filter((value) => value > (loud / 30) ** 2)
  const rms = Math.sqrt(spoken.reduce((sum, value) => sum + value, 0) / spoken.length)
  const gain = Math.min(amplitude(SPEECH_DBFS) / rms, HIGHEST_PEAK / loud)
  return samples.map((sample) => sample * gain)
}

/** So that a channel is never digitally silent. The generator is mulberry32. @param {number} length @param {number} seed */
function roomNoise(length, seed) {
  const peak = amplitude(NOISE_DBFS) * Math.sqrt(3)
  let state = seed
  return Float64Array.from({ length }, () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return peak * (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1)
  })
}

/** RIFF/WAVE with the `fact` chunk that encodings other than PCM must have. @param {Float64Array[]} channels */
function muLawWav(channels) {
  const frames = channels[0].length
  const data = Buffer.alloc(frames * channels.length)
  for (const [channel, samples] of channels.entries()) {
    for (const [at, sample] of samples.entries()) data[at * channels.length + channel] = muLaw(sample)
  }
  const header = Buffer.alloc(58)
  header.write('RIFF', 0)
  header.writeUInt32LE(header.length - 8 + data.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(18, 16)
  header.writeUInt16LE(TAG_MU_LAW, 20)
  header.writeUInt16LE(channels.length, 22)
  header.writeUInt32LE(RATE_HZ, 24)
  header.writeUInt32LE(RATE_HZ * channels.length, 28)
  header.writeUInt16LE(channels.length, 32)
  header.writeUInt16LE(8, 34)
  header.write('fact', 38)
  header.writeUInt32LE(4, 42)
  header.writeUInt32LE(frames, 46)
  header.write('data', 50)
  header.writeUInt32LE(data.length, 54)
  return Buffer.concat([header, data])
}

/** ITU-T G.711. @param {number} sample */
function muLaw(sample) {
  const magnitude = Math.min(Math.round(Math.abs(sample) * FULL_SCALE), 32_635) + 132
  const exponent = 24 - Math.clz32(magnitude)
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff
}

/** @param {Float64Array} samples */
function power(samples) {
  return samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
}

/** @param {number} decibels Of full scale. */
function amplitude(decibels) {
  return 10 ** (decibels / 20)
}

/** @param {number} frames */
function toMs(frames) {
  return Math.round((frames * 1000) / RATE_HZ)
}
