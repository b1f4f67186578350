import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { AppError, type ChannelName, channelNames, languages } from '@souffleur/proto'
import * as z from 'zod'
import { LINE_RATE_HZ, lineChannels } from '../calls/line-sound.ts'
import { readPrompts } from '../calls/prompts.ts'
import { SeededRandom } from '../calls/seeded-random.ts'
import { readWav } from '../live-call.ts'
import { UsageError } from '../usage-error.ts'
import { promptsIn } from './cut-prompts.ts'
import { type Recording, recordingOf, type SpokenPrompt, type WrittenTurn } from './recordings.ts'

/** What calls are made of. */
export interface SoundLibrary {
  /** Where it was read from. */
  readonly source: string
  /** Of two channels. */
  readonly conversations: readonly Recording[]
  /** Of one voice: they are dealt out to the channels, turn by turn. */
  readonly prompts: readonly SpokenPrompt[]
  /** Files that were left aside, because there is enough without them. */
  readonly leftAside: number
}

/** More would fill the memory of each thread that sends calls. */
const ENOUGH_SECONDS = 3600
/** In the order of a recording's channels: left, right. */
const stereo: readonly ChannelName[] = ['advisor', 'customer']

/**
 * @param path a folder with WAV files, one WAV file, or a manifest (JSON lines `{audio, lang, text}`). Beside `NAME.wav`, `NAME.json` may say
 * which language it speaks and who speaks when (`reference.json` beside `audio.wav`), as in the demonstration's calls.
 * @throws UsageError when there is nothing to play
 */
export async function readLibrary(path: string): Promise<SoundLibrary> {
  const kind = await stat(path).catch(() => {
    throw new UsageError(`--audio ${path}: there is no such folder or file.`)
  })
  if (kind.isFile() && path.endsWith('.jsonl')) return readManifest(path)
  const files = kind.isFile() ? [path] : await wavFiles(path)
  if (files.length === 0) throw new UsageError(`--audio ${path}: there is no WAV file in it.`)
  return readFiles(files, path)
}

async function readManifest(path: string): Promise<SoundLibrary> {
  const prompts = await readPrompts(path, languages).catch((error: unknown) => {
    throw new UsageError(`--audio ${messageOf(error)}`)
  })
  if (prompts.length === 0) throw new UsageError(`--audio ${path}: no line of it is 0.3 to 15 s of speech.`)
  return { source: path, conversations: [], prompts, leftAside: 0 }
}

async function readFiles(files: readonly string[], root: string): Promise<SoundLibrary> {
  const conversations: Recording[] = []
  const prompts: SpokenPrompt[] = []
  let seconds = 0
  let read = 0
  // In any order but that of their names: what is left aside is then not all of one kind.
  for (const file of new SeededRandom(files.length).shuffled(files)) {
    if (seconds >= ENOUGH_SECONDS) break
    const recording = await readRecording(file, relative(root, file) || basename(file))
    const [first] = recording.channels
    if (recording.channels.length > 1) conversations.push(recording)
    else if (first !== undefined) prompts.push(...promptsIn(recording.id, first, recording.language))
    seconds += (first?.length ?? 0) / LINE_RATE_HZ
    read += 1
  }
  if (conversations.every(({ turns }) => turns.length === 0) && prompts.length === 0)
    throw new UsageError(`--audio ${root}: there is no speech in it.`)
  const byId = (one: { readonly id: string }, other: { readonly id: string }) => one.id.localeCompare(other.id)
  return { source: root, conversations: conversations.toSorted(byId), prompts, leftAside: files.length - read }
}

async function readRecording(file: string, id: string): Promise<Recording> {
  try {
    const wav = await readWav(file)
    return recordingOf(id, lineChannels(wav), await readReference(file, wav.channels))
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`--audio ${file}: ${error instanceof AppError ? error.message : messageOf(error)}`)
  }
}

const reference = z.object({
  language: z.enum([...languages, 'auto']).optional(),
  utterances: z.array(z.object({ channel: z.enum(channelNames), startMs: z.number(), endMs: z.number() })).optional(),
})

interface WrittenReference {
  readonly language: Recording['language']
  readonly turns: readonly WrittenTurn[] | undefined
}

/** @throws UsageError when it is there and can't be understood */
async function readReference(file: string, channels: number): Promise<WrittenReference> {
  const name = basename(file) === 'audio.wav' ? 'reference.json' : `${basename(file, '.wav')}.json`
  const path = join(dirname(file), name)
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return { language: undefined, turns: undefined }
  const parsed = reference.safeParse(jsonOf(text))
  if (!parsed.success) throw new UsageError(`${path}: ${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}`)
  const { language, utterances } = parsed.data
  const indexOf = (channel: ChannelName) => (channels === 1 ? 0 : stereo.indexOf(channel))
  const turns = utterances?.map(({ channel, startMs, endMs }) => ({ channel: indexOf(channel), startMs, endMs }))
  return { language, turns: turns?.filter(({ channel }) => channel >= 0) }
}

async function wavFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .flatMap((entry) => (entry.isFile() && /\.wav$/i.test(entry.name) ? [resolve(entry.parentPath, entry.name)] : []))
    .toSorted()
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
