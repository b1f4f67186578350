import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Language } from '@souffleur/proto'
import { type LineAudio, readLineAudio } from '../asr/line-audio.ts'

/** A program that speaks, and how it is called. */
export interface Synthesiser {
  readonly name: string
  readonly voices: readonly string[]
  readonly probe: readonly string[]
  readonly command: (text: string, voice: string, path: string) => readonly string[]
}

const flite: Synthesiser = {
  name: 'flite',
  voices: ['slt', 'rms'],
  probe: ['flite', '-lv'],
  command: (text, voice, path) => ['flite', '-voice', voice, '-t', text, '-o', path],
}

/** SVOX Pico, from the Python package `py-nanotts`. A voice is its speed and pitch. */
const pico: Synthesiser = {
  name: 'py-nanotts',
  voices: ['0.95 1', '0.9 0.85'],
  probe: ['python3', '-m', 'py_nanotts', '--help'],
  command(text, voice, path) {
    const [speed = '1', pitch = '1'] = voice.split(' ')
    return ['python3', '-m', 'py_nanotts', text, '-o', path, '-v', 'fr-FR', '--speed', speed, '--pitch', pitch]
  },
}

const espeak: Synthesiser = {
  name: 'espeak-ng',
  voices: ['fr', 'fr+f4'],
  probe: ['espeak-ng', '--version'],
  command: (text, voice, path) => ['espeak-ng', '-v', voice, '-s', '150', '-w', path, text],
}

/** The first that is installed speaks. Whisper base understands Pico's French; of espeak-ng's it makes nothing. */
const synthesisers: Readonly<Record<Language, readonly Synthesiser[]>> = { en: [flite], fr: [pico, espeak] }

/** @returns what is missing to speak the language, in words for a person, when nothing is installed */
export function findSynthesiser(language: Language): Synthesiser | string {
  const found = synthesisers[language].find(({ probe }) => run(probe).status === 0)
  const names = synthesisers[language].map(({ name }) => name).join(' or ')
  return found ?? `There is no program to speak the sentences in ${language}: install ${names}.`
}

/** A synthetic voice says it over a telephone line: mu-law at 8 kHz. @throws Error when the synthesiser fails */
export function speak(text: string, voice: string, { name, command }: Synthesiser): LineAudio {
  const folder = mkdtempSync(join(tmpdir(), 'souffleur-speech-'))
  try {
    const path = join(folder, 'sentence.wav')
    const { status, stderr } = run(command(text.replaceAll('’', "'"), voice, path))
    if (status !== 0) throw new Error(`${name} failed: ${stderr}`)
    return readLineAudio(path, { codec: 'ulaw', loss: 0 })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function run([program = '', ...words]: readonly string[]) {
  return spawnSync(program, words, { encoding: 'utf8' })
}
