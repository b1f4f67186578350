import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Language } from '@souffleur/proto'
import { type LineAudio, readLineAudio } from '../asr/line-audio.ts'

/** A program that speaks, and how it is called. */
interface Program {
  readonly name: string
  readonly install: string
  readonly probe: readonly string[]
  readonly command: (text: string, voice: string, path: string) => readonly string[]
}

/** One way to speak: a program with a voice, of which it understands the name. */
export interface Speaker {
  readonly name: string
  readonly program: Program
  readonly voice: string
}

const flite: Program = {
  name: 'flite',
  install: 'apt install flite',
  probe: ['flite', '-lv'],
  command: (text, voice, path) => ['flite', '-voice', voice, '-t', text, '-o', path],
}

/** The sample calls keep SVOX Pico in the same place: `npm run samples` fetches it, too. */
const PICO = 'ttspico==0.3.2'
const picoFolder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'souffleur', PICO)
const PICO_RATE_HZ = 16_000

/** Parameters: folder, voice, text, file. A voice is `LANGUAGE PITCH RATE`, in percent of what they are without. */
const PICO_PROGRAM = `
import sys, wave
folder, voice, text, path = sys.argv[1:]
sys.path.insert(0, folder)
from ttspico import TtsEngine
language, pitch, rate = voice.split()
engine = TtsEngine(language, lang_dir=folder + '/languages/')
engine.pitch, engine.rate = int(pitch), int(rate)
with wave.open(path, 'wb') as file:
    file.setnchannels(1)
    file.setsampwidth(2)
    file.setframerate(${PICO_RATE_HZ})
    file.writeframes(engine.speak(text))
`

const pico: Program = {
  name: 'pico',
  install: `python3 -m pip install --no-deps --target '${picoFolder}' ${PICO} (it needs python3-dev and gcc)`,
  probe: ['python3', '-c', 'import sys; sys.path.insert(0, sys.argv[1]); import ttspico', picoFolder],
  command: (text, voice, path) => ['python3', '-c', PICO_PROGRAM, picoFolder, voice, text, path],
}

/** Whisper makes nothing of the French of espeak-ng, and flite speaks none. */
const speakers: Readonly<Record<Language, readonly Speaker[]>> = {
  en: [speaker(flite, 'slt'), speaker(flite, 'rms'), speaker(pico, 'en-GB 100 95')],
  fr: [speaker(pico, 'fr-FR 100 95'), speaker(pico, 'fr-FR 85 90')],
}

/** @returns `PROGRAM: what to install` when one is missing: figures of some of the voices would say something else */
export function findSpeakers(language: Language): readonly Speaker[] | string {
  const missing = new Set(speakers[language].map(({ program }) => program).filter(({ probe }) => run(probe).status !== 0))
  if (missing.size === 0) return speakers[language]
  return [...missing].map(({ name, install }) => `${name}: ${install}`).join('; ')
}

/** A synthetic voice says it over a telephone line: mu-law at 8 kHz. @throws Error when the program fails */
export function speak(text: string, { program, voice }: Speaker): LineAudio {
  const folder = mkdtempSync(join(tmpdir(), 'souffleur-speech-'))
  try {
    const path = join(folder, 'sentence.wav')
    const { status, stderr } = run(program.command(text.replaceAll('’', "'"), voice, path))
    if (status !== 0) throw new Error(`${program.name} failed: ${stderr}`)
    return readLineAudio(path, { codec: 'ulaw', loss: 0 })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function speaker(program: Program, voice: string): Speaker {
  return { name: `${program.name} ${voice}`, program, voice }
}

function run([program = '', ...words]: readonly string[]) {
  return spawnSync(program, words, { encoding: 'utf8' })
}
