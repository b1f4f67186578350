import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Language, languages } from '@souffleur/proto'
import { readWav } from '../live-call.ts'
import { LINE_RATE_HZ, lineChannels } from './line-sound.ts'
import { type Stretch, speechStretches } from './speech-stretches.ts'

/** A recording with its text, cut to its speech and a little air around it. */
export interface Prompt {
  /** As the manifest names it. */
  readonly audio: string
  readonly language: Language
  readonly text: string
  /** At {@link LINE_RATE_HZ}. */
  readonly samples: Int16Array
  /** At least one, in order. */
  readonly stretches: readonly Stretch[]
}

/** The decay of a last sound is kept: it lies under the threshold. */
const AIR_BEFORE = 0.06 * LINE_RATE_HZ
const AIR_AFTER = 0.12 * LINE_RATE_HZ
/** A longer one is a speech, not a turn; a shorter one is a click. */
const MAX_SPEECH = 15 * LINE_RATE_HZ
const MIN_SPEECH = 0.3 * LINE_RATE_HZ

interface ManifestLine {
  readonly audio: string
  readonly lang: Language
  readonly text: string
}

/**
 * The recordings of a manifest (JSON lines `{audio, lang, text}`, audio relative to it) that can be a part of a turn: 0.3 to 15 s of speech.
 * @throws Error that names the line; AppError with a `wav.*` code
 */
export async function readPrompts(manifest: string, wanted: readonly Language[]): Promise<Prompt[]> {
  const folder = dirname(resolve(manifest))
  const lines = (await readFile(manifest, 'utf8')).split('\n').flatMap((line, index) => {
    return line.trim() === '' ? [] : [manifestLine(line, `${manifest}:${index + 1}`)]
  })
  const prompts = lines
    .filter(({ lang, text }) => wanted.includes(lang) && text.trim() !== '')
    .map(async ({ audio, lang, text }) => ({ audio, language: lang, text, samples: await lineSamples(resolve(folder, audio)) }))
  return (await Promise.all(prompts)).flatMap((prompt) => cutToSpeech(prompt) ?? [])
}

function manifestLine(text: string, place: string): ManifestLine {
  const value: unknown = parsed(text)
  if (typeof value === 'object' && value !== null && 'audio' in value && 'lang' in value && 'text' in value) {
    const lang = languages.find((language) => language === value.lang)
    const { audio, text: reference } = value
    if (lang !== undefined && typeof audio === 'string' && typeof reference === 'string') return { audio, lang, text: reference }
  }
  throw new Error(`${place}: expected {"audio": FILE, "lang": "fr" or "en", "text": REFERENCE}`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function lineSamples(path: string): Promise<Int16Array> {
  return lineChannels(await readWav(path))[0] ?? new Int16Array(0)
}

/** Undefined for one that is too short or too long. */
export function cutToSpeech(prompt: Omit<Prompt, 'stretches'>): Prompt | undefined {
  const stretches = speechStretches(prompt.samples, LINE_RATE_HZ)
  const [first, last] = [stretches.at(0), stretches.at(-1)]
  if (first === undefined || last === undefined) return undefined
  const speech = last.end - first.start
  if (speech < MIN_SPEECH || speech > MAX_SPEECH) return undefined
  const from = Math.max(0, first.start - AIR_BEFORE)
  return {
    ...prompt,
    samples: prompt.samples.slice(from, last.end + AIR_AFTER),
    stretches: stretches.map(({ start, end }) => ({ start: start - from, end: end - from })),
  }
}
