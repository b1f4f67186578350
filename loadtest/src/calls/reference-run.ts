import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodePcmu, writeWav } from '@souffleur/audio'
import { channelName, type Language } from '@souffleur/proto'
import { type CallChannel, type ComposedCall, callChannels } from './compose-call.ts'
import { evaluate, jsonLines, numberOf } from './evaluations.ts'
import { LINE_RATE_HZ } from './line-sound.ts'
import type { Prompt } from './prompts.ts'

/** The same sound without the load: what the rows are compared with. */
export interface Reference {
  /** What an unhurried machine writes for a channel of a call, see {@link textId}; a language without an engine has none. */
  readonly texts: ReadonlyMap<string, string>
  /** Processor seconds that the bare engine takes for a second of the prompts, each decoded once, whole. */
  readonly bareCpu: ReadonlyMap<Language, number>
  readonly complaints: readonly string[]
}

export const noReference: Reference = { texts: new Map(), bareCpu: new Map(), complaints: [] }

export function textId(call: ComposedCall, channel: CallChannel): string {
  return `${call.number}-${channelName(channel)}`
}

/**
 * Recognises every channel of the calls by itself on a clock that waits (`npm run eval -- asr --mode live`), and their prompts by the
 * engine alone (`--mode offline`). In processes of their own, before anything is played.
 */
export async function measureReference(calls: readonly ComposedCall[], folder: string): Promise<Reference> {
  const languages = [...new Set(calls.map(({ language }) => language))]
  const texts = new Map<string, string>()
  const bareCpu = new Map<Language, number>()
  const complaints: string[] = []
  for (const language of languages) {
    const own = calls.filter((call) => call.language === language)
    const live = await evaluate(['asr', '--manifest', await writeChannels(own, language, folder), '--mode', 'live'], folder)
    for (const { audio, text } of live.items) texts.set(String(audio).replace(/\.wav$/, ''), String(text))
    const offline = await evaluate(['asr', '--manifest', await writePrompts(own, language, folder), '--mode', 'offline'], folder)
    const factor = numberOf(offline.figures?.realTimeFactor)
    if (factor !== null) bareCpu.set(language, factor)
    complaints.push(...[live, offline].flatMap(({ complaint }) => (complaint === '' ? [] : [`${language}: ${complaint}`])))
  }
  return { texts, bareCpu, complaints: [...new Set(complaints)] }
}

async function writeChannels(calls: readonly ComposedCall[], language: Language, folder: string): Promise<string> {
  const lines: object[] = []
  for (const call of calls) {
    for (const [index, channel] of callChannels.entries()) {
      const audio = `${textId(call, channel)}.wav`
      await writeMuLaw(join(folder, audio), call.wav.channelPayload(index))
      lines.push({ audio, lang: language, text: call.references.get(channel) ?? '' })
    }
  }
  return writeManifest(lines, join(folder, `channels-${language}.jsonl`))
}

/** Each prompt that the calls have, once. */
async function writePrompts(calls: readonly ComposedCall[], language: Language, folder: string): Promise<string> {
  const prompts = new Set<Prompt>(calls.flatMap(({ turns }) => turns.flatMap((turn) => turn.prompts.map(({ prompt }) => prompt))))
  const lines: object[] = []
  for (const [index, { samples, text }] of [...prompts].entries()) {
    const audio = `prompt-${language}-${index}.wav`
    await writeMuLaw(join(folder, audio), encodePcmu(samples))
    lines.push({ audio, lang: language, text })
  }
  return writeManifest(lines, join(folder, `prompts-${language}.jsonl`))
}

async function writeMuLaw(file: string, payload: Uint8Array): Promise<void> {
  await writeFile(file, writeWav({ sampleRateHz: LINE_RATE_HZ, encoding: 'pcmu', payloads: [payload] }))
}

async function writeManifest(lines: readonly object[], file: string): Promise<string> {
  await writeFile(file, jsonLines(lines))
  return file
}
