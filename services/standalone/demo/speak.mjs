/**
 * The synthesisers of the sample calls: flite for English, SVOX Pico for French and for those who speak both languages.
 * Pico comes as the Python package `ttspico`, which compiles itself into the user's cache folder, outside the repository.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * @typedef {'en' | 'fr'} Language
 * @typedef {object} PicoVoice One voice for each language; speakers are told apart by pitch and rate, in percent (100: as it is).
 * @property {number} pitch
 * @property {number} rate
 * @typedef {string | PicoVoice} Voice A name of flite (English only), or Pico's voice.
 */

/** The rate of a telephone line. */
export const RATE_HZ = 8000

const FULL_SCALE = 32_768
const PICO_RATE_HZ = 16_000
const PICO = 'ttspico==0.3.2'
const DEBIAN = 'apt install flite sox python3-pip python3-dev gcc'

/** @type {Readonly<Record<Language, string>>} */
const picoLanguages = { en: 'en-GB', fr: 'fr-FR' }
const picoFolder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'souffleur', PICO)

/** Parameters: folder, language, pitch, rate, text. A new engine every time, so that no turn depends on those before it. */
const PICO_PROGRAM = `
import sys
folder, language, pitch, rate, text = sys.argv[1:]
sys.path.insert(0, folder)
from ttspico import TtsEngine
engine = TtsEngine(language, lang_dir=folder + '/languages/')
engine.pitch, engine.rate = int(pitch), int(rate)
sys.stdout.buffer.write(engine.speak(text))
`

/** Below this share of full scale, Pico is silent. */
const PICO_SILENCE = 0.002
/** Pico pauses for 0.3 s at a comma and 0.7 s at a stop, three times as long as people do. */
const LONG_PAUSE_S = 0.12
const PAUSE_KEPT = 1 / 3

/** Fetches Pico where it is missing. @throws Error when a tool is missing, with what to install */
export function prepareVoices() {
  for (const tool of ['flite', 'sox', 'python3']) run(tool, ['--version'])
  const works = spawnSync('python3', ['-c', PICO_PROGRAM, picoFolder, 'fr-FR', '100', '100', 'Oui.']).status === 0
  if (!works) run('python3', ['-m', 'pip', 'install', '--quiet', '--no-deps', '--upgrade', '--target', picoFolder, PICO])
}

/**
 * @param {string} text
 * @param {Language} language
 * @param {Voice} voice
 * @returns {Float64Array} At the rate of a telephone line; full scale is 1.
 */
export function speak(text, language, voice) {
  const plain = text.replaceAll('’', "'")
  return typeof voice === 'string'
    ? samplesOf(speakWithFlite(plain, language, voice))
    : withShorterPauses(samplesOf(speakWithPico(plain, language, voice)))
}

/** @param {Buffer} pcm 16 bits */
function samplesOf(pcm) {
  return Float64Array.from({ length: pcm.length / 2 }, (_, at) => pcm.readInt16LE(at * 2) / FULL_SCALE)
}

/** The middle of each long pause is left out. @param {Float64Array} samples */
function withShorterPauses(samples) {
  /** @type {number[]} */
  const kept = []
  for (let from = 0; from < samples.length; ) {
    const isSilent = isSilence(samples[from])
    let next = from + 1
    while (next < samples.length && isSilence(samples[next]) === isSilent) next += 1
    const length = next - from
    const keptLength = isSilent ? Math.min(length, Math.max(LONG_PAUSE_S * RATE_HZ, Math.round(length * PAUSE_KEPT))) : length
    const head = Math.ceil(keptLength / 2)
    kept.push(...samples.subarray(from, from + head), ...samples.subarray(next - (keptLength - head), next))
    from = next
  }
  return Float64Array.from(kept)
}

/** @param {number} sample */
function isSilence(sample) {
  return Math.abs(sample) < PICO_SILENCE
}

/** @param {string} text @param {Language} language @param {string} voice */
function speakWithFlite(text, language, voice) {
  if (language !== 'en') throw new Error(`flite's voice ${voice} speaks English only: give the speaker a pitch and a rate instead.`)
  const folder = mkdtempSync(join(tmpdir(), 'souffleur-voice-'))
  try {
    const file = join(folder, 'turn.wav')
    run('flite', ['-voice', voice, '--setf', 'duration_stretch=1.05', '-t', text, '-o', file])
    return forTelephone(['-t', 'wav', '-'], readFileSync(file))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** @param {string} text @param {Language} language @param {PicoVoice} voice */
function speakWithPico(text, language, { pitch, rate }) {
  const pcm = run('python3', ['-c', PICO_PROGRAM, picoFolder, picoLanguages[language], String(pitch), String(rate), text])
  return forTelephone([...raw(PICO_RATE_HZ), '-'], pcm)
}

/** @param {string[]} format What sox has to know about the sound. @param {Buffer} sound */
function forTelephone(format, sound) {
  return run('sox', ['-D', ...format, ...raw(RATE_HZ), '-'], sound)
}

/** @param {number} rateHz */
function raw(rateHz) {
  return ['-t', 'raw', '-r', String(rateHz), '-c', '1', '-e', 'signed-integer', '-b', '16', '-L']
}

/** @param {string} tool @param {string[]} parameters @param {Buffer} [input] */
function run(tool, parameters, input) {
  const { error, status, stdout, stderr } = spawnSync(tool, parameters, { input, maxBuffer: 2 ** 26 })
  if (error) throw new Error(`${tool} cannot be run (${error.message}). On Debian: ${DEBIAN}`)
  if (status !== 0 && parameters[0] !== '--version') throw new Error(`${tool} ${parameters.join(' ')}: ${stderr}`)
  return stdout
}
