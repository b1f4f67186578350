import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseWav } from '@souffleur/audio'
import type { SampleCall, SampleCalls } from '@souffleur/desk'
import { AppError } from '@souffleur/proto'
import { parse } from 'yaml'
import * as z from 'zod'

/** The demonstration organisation, which `services/standalone/demo/README.md` describes. */
const demoFolder = fileURLToPath(new URL('../demo', import.meta.url))

export const demoKnowledgeFolder = join(demoFolder, 'knowledge')
export const demoCatalogueFile = join(demoFolder, 'intents.yaml')
export const demoVocabularyFile = join(demoFolder, 'vocabulary.yaml')
export const demoGuideFile = join(demoFolder, 'guide.yaml')
export const demoScorecardFile = join(demoFolder, 'scorecard.yaml')
export const demoPrivacyFile = join(demoFolder, 'privacy.yaml')
export const demoTemplatesFile = join(demoFolder, 'templates.yaml')

const callsFolder = join(demoFolder, 'calls')

const script = z.object({
  id: z.string(),
  title: z.object({ en: z.string(), fr: z.string() }),
  language: z.enum(['fr', 'en', 'auto']),
  synthetic: z.boolean(),
})

/** Reads what there is about each sample; the audio itself is read when it is asked for. */
export async function readSampleCalls(): Promise<SampleCalls> {
  const entries = await readdir(callsFolder, { withFileTypes: true })
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const samples = await Promise.all(folders.toSorted().map(readSample))
  return {
    list: () => samples,
    read: async (id) => (samples.some((sample) => sample.id === id) ? readFile(audioFile(id)) : undefined),
  }
}

async function readSample(folder: string): Promise<SampleCall> {
  const { id, title, language, synthetic } = script.parse(parse(await readFile(join(callsFolder, folder, 'script.yaml'), 'utf8')))
  if (id !== folder) throw new AppError('config.invalid', `${folder}/script.yaml: its id is ${id}`)
  const wav = parseWav(await readFile(audioFile(id)))
  if (!wav.ok) throw new AppError(wav.error, audioFile(id))
  return { id, title, language, synthetic, durationMs: Math.round((wav.value.frames * 1000) / wav.value.sampleRateHz) }
}

function audioFile(id: string): string {
  return join(callsFolder, id, 'audio.wav')
}
