import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodePcmu, writeWav } from '@souffleur/audio'
import { type Language, languages } from '@souffleur/proto'
import * as z from 'zod'
import { evaluate, jsonLines } from '../calls/evaluations.ts'
import { LINE_RATE_HZ } from '../calls/line-sound.ts'
import type { HeardAlone, HeardWord } from '../generator/messages.ts'
import type { SoundLibrary } from '../sound/read-library.ts'

export interface AloneReport {
  readonly heard: HeardAlone
  /** Channels that could not be heard: nobody said which language they speak, or no engine speaks it. */
  readonly leftOut: number
  readonly seconds: number
}

const evaluated = z.object({
  audio: z.string(),
  words: z.array(z.object({ text: z.string(), start: z.number(), end: z.number() })),
})

interface Channel {
  readonly key: string
  readonly language: Language
  readonly samples: Int16Array
}

/**
 * What this machine writes for each recording when it does nothing else: the real path from frames to finals on a clock that waits
 * (`npm run eval -- asr --mode live`), in a process of its own, before anything is played.
 * @param wanted languages that the calls may speak: recordings in others aren't played
 */
export async function hearAlone(sounds: readonly SoundLibrary[], wanted: readonly Language[] = languages): Promise<AloneReport> {
  const all = sounds.flatMap(channelsOf).filter(({ language }) => language === undefined || wanted.includes(language))
  const known = all.filter((channel): channel is Channel => channel.language !== undefined)
  const folder = await mkdtemp(join(tmpdir(), 'souffleur-load-'))
  const heard: Record<string, HeardWord[]> = {}
  try {
    for (const language of languages) {
      const own = known.filter((channel) => channel.language === language)
      if (own.length > 0) Object.assign(heard, await hear(own, language, join(folder, language)))
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  const seconds = known.reduce((sum, { samples }) => sum + samples.length / LINE_RATE_HZ, 0)
  return { heard, leftOut: all.length - Object.keys(heard).length, seconds: Math.round(seconds) }
}

function channelsOf({ conversations, prompts }: SoundLibrary): (Omit<Channel, 'language'> & { language: Language | undefined })[] {
  const spoken = (language: Language | 'auto' | undefined) => (language === 'auto' ? undefined : language)
  return [
    ...conversations.flatMap(({ id, channels, language }) =>
      channels.map((samples, index) => ({ key: `${id}#${index}`, language: spoken(language), samples })),
    ),
    ...prompts.map(({ audio, samples, language }) => ({ key: `${audio}#0`, language: spoken(language), samples })),
  ]
}

async function hear(channels: readonly Channel[], language: Language, folder: string): Promise<Record<string, HeardWord[]>> {
  await mkdir(folder, { recursive: true })
  const lines: object[] = []
  for (const [index, { samples }] of channels.entries()) {
    const audio = `${index}.wav`
    await writeFile(join(folder, audio), writeWav({ sampleRateHz: LINE_RATE_HZ, encoding: 'pcmu', payloads: [encodePcmu(samples)] }))
    lines.push({ audio, lang: language, text: '' })
  }
  const manifest = join(folder, 'manifest.jsonl')
  await writeFile(manifest, jsonLines(lines))
  const { items } = await evaluate(['asr', '--manifest', manifest, '--mode', 'live', '--lang', language], folder)
  const heard: Record<string, HeardWord[]> = {}
  for (const item of items) {
    const parsed = evaluated.safeParse(item)
    const channel = parsed.success ? channels[Number.parseInt(parsed.data.audio, 10)] : undefined
    if (!parsed.success || channel === undefined) continue
    heard[channel.key] = parsed.data.words.map(({ text, start, end }) => ({ text, startMs: start * 1000, endMs: end * 1000 }))
  }
  return heard
}
