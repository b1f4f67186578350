/**
 * `node services/standalone/demo/render.mjs [ID...]`: speaks the sample calls. For each `calls/<id>/script.yaml` (or only those named)
 * it writes `audio.wav`, the call as a telephone system records it, and `reference.json`, who said what and when.
 *
 * Needs flite (English), espeak-ng (French) and sox; on Debian: `apt install flite espeak-ng sox`.
 * The same versions of these tools give the same bytes.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

/**
 * @typedef {'advisor' | 'customer'} Speaker
 * @typedef {object} Turn
 * @property {Speaker} speaker
 * @property {string} text
 * @property {string} [spoken] What the synthesiser reads where it differs from the text: digits one by one, names by their sound.
 * @property {number} [pause] Seconds of silence before it.
 * @typedef {object} Script
 * @property {string} id
 * @property {'en' | 'fr'} language
 * @property {Record<Speaker, string>} voices Names of flite (English) or espeak-ng (French).
 * @property {Turn[]} turns
 * @property {object} expected
 */

const RATE_HZ = 8000
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
const scratch = mkdtempSync(join(tmpdir(), 'souffleur-calls-'))

try {
  for (const tool of ['flite', 'espeak-ng', 'sox']) run(tool, ['--version'])
  const named = process.argv.slice(2)
  for (const id of named.length > 0 ? named : readdirSync(callsFolder).sort()) render(join(callsFolder, id))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
} finally {
  rmSync(scratch, { recursive: true })
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
  const said = placed.map(({ turn: { speaker: channel, text }, start, end }) => ({ channel, startMs: toMs(start), endMs: toMs(end), text }))
  const reference = { id, language, synthetic: true, durationMs, utterances: said, expected }
  writeFileSync(join(folder, 'reference.json'), `${JSON.stringify(reference, null, 2)}\n`)
  process.stdout.write(`${id}: ${(durationMs / 1000).toFixed(1)} s, ${said.length} turns, ${wav.length} bytes\n`)
}

/** One turn after another: a script has no overlaps. @param {Script} script */
function placeTurns({ turns, language, voices }) {
  let end = 0
  return turns.map((turn, index) => {
    const start = end + Math.round((turn.pause ?? (index === 0 ? FIRST_PAUSE_S : PAUSE_S)) * RATE_HZ)
    const speech = levelled(trimmed(speak(turn.spoken ?? turn.text, language, voices[turn.speaker])))
    end = start + speech.length
    return { turn, start, end, speech }
  })
}

/**
 * @param {string} text
 * @param {'en' | 'fr'} language
 * @param {string} voice
 * @returns {Float64Array} Full scale is 1.
 */
function speak(text, language, voice) {
  const file = join(scratch, 'turn.wav')
  const plain = text.replaceAll('’', "'")
  if (language === 'en') run('flite', ['-voice', voice, '--setf', 'duration_stretch=1.05', '-t', plain, '-o', file])
  else run('espeak-ng', ['-v', voice, '-s', '150', '-w', file, plain])
  const pcm = run('sox', ['-D', file, '-t', 'raw', '-r', String(RATE_HZ), '-c', '1', '-e', 'signed-integer', '-b', '16', '-L', '-'])
  return Float64Array.from({ length: pcm.length / 2 }, (_, at) => pcm.readInt16LE(at * 2) / FULL_SCALE)
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

/** @param {string} tool @param {string[]} parameters */
function run(tool, parameters) {
  const { error, status, stdout, stderr } = spawnSync(tool, parameters, { maxBuffer: 2 ** 26 })
  if (error) throw new Error(`${tool} cannot be run (${error.message}). On Debian: apt install flite espeak-ng sox`)
  if (status !== 0 && parameters[0] !== '--version') throw new Error(`${tool} ${parameters.join(' ')}: ${stderr}`)
  return stdout
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
