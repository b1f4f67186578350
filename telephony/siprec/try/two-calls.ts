import { readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { decodeSamples, encodePcmu, parseWav } from '@souffleur/audio'
import { Channel, type Language } from '@souffleur/proto'
import type { CallWatcher } from '../../../loadtest/src/watch-calls.ts'
import { normaliseWords } from '../../../models/src/eval/wording/normalise-words.ts'
import { wordErrors } from '../../../models/src/eval/wording/word-errors.ts'
import { RtpSender } from '../../../services/siprec/test/running-rtpengine.ts'
import { RecordingClient } from './recording-client.ts'
import { print } from './refusals.ts'
import type { Running } from './running-path.ts'

interface Parts {
  readonly bridge: Running
  readonly drachtio: Running
  readonly rtpengine: Running
  readonly watcher: CallWatcher
  makeFolder(name: string): Promise<string>
}

interface Reference {
  readonly durationMs: number
  readonly utterances: readonly { readonly channel: string; readonly startMs: number; readonly endMs: number; readonly text: string }[]
}

const FRAME_BYTES = 160
const FRAMES_A_SECOND = 50
/** Nothing is said of the call this long, around a hold of five seconds. */
const HOLD_FRAMES = 8 * FRAMES_A_SECOND
const samples = [
  { name: 'en-water-damage', language: 'en' },
  { name: 'fr-resiliation', language: 'fr' },
] as const

/** A call in English and one in French at once, each with a hold; somebody talks during the hold, and a stranger into the second call. */
export async function recordTwoCalls(parts: Parts): Promise<void> {
  const busy = async () => Promise.all([parts.bridge, parts.drachtio, parts.rtpengine].map((each) => each.processorSeconds()))
  const before = await busy()
  const startMs = performance.now()
  const first = recordOne(parts, samples[0], 5091)
  // One after the other, so that the bridge's log says which is which; both last over a minute.
  await parts.bridge.says('recorded call begun')
  const results = await Promise.all([first, recordOne(parts, samples[1], 5093)])
  const seconds = (performance.now() - startMs) / 1000
  const after = await busy()
  const [bridge = 0, drachtio = 0, rtpengine = 0] = after.map((each, index) => each - (before[index] ?? 0))
  for (const result of results) print(result.name, result)
  print('processor seconds', {
    seconds: Math.round(seconds),
    bridge: bridge.toFixed(2),
    drachtio: drachtio.toFixed(2),
    rtpengine: rtpengine.toFixed(2),
  })
}

async function recordOne(parts: Parts, sample: { readonly name: string; readonly language: Language }, port: number) {
  const { sounds, reference } = await readSample(sample.name)
  const cutMs = cutOf(reference)
  const cut = Math.round(cutMs / 20)
  const client = await RecordingClient.start({ folder: await parts.makeFolder(sample.name), port, talkMs: cutMs + 1500 })
  const known = callIds(parts.bridge).length
  const answer = await client.answered()
  const callId = await newCallId(parts.bridge, known)
  const words = new Map<Channel, string[]>([
    [Channel.ADVISOR, []],
    [Channel.CUSTOMER, []],
  ])
  const { promise: completed, resolve } = Promise.withResolvers<void>()
  const seen: string[] = []
  await parts.watcher.watch(callId, ({ body }) => {
    if (body.case === 'utterance') {
      words.get(body.value.channel)?.push(...normaliseWords(body.value.text, sample.language))
      if (process.env.SIPREC_TRY_WORDS !== undefined)
        print(`${body.value.startMs}-${body.value.endMs} ms ${Channel[body.value.channel]}`, body.value.text)
    }
    if (body.case === 'callPaused' || body.case === 'callResumed') seen.push(body.case)
    if (body.case === 'transcriptCompleted') resolve()
  })
  const stranger = sample.language === 'fr' ? talkInto(answer, sounds[0] ?? new Uint8Array()) : Promise.resolve(0)
  const frames = Math.ceil((sounds[0]?.byteLength ?? 0) / FRAME_BYTES) + HOLD_FRAMES
  const sent = await client.say(
    sounds.map((sound, line) => (frame: number) => heldSound(sound, frame, cut, line === 0)),
    frames,
  )
  const forged = await stranger
  await client.sipp.exited
  await Promise.race([completed, wait(60_000)])
  await parts.bridge.says(new RegExp(`${callId}.*recorded call over`))
  client.close()
  return {
    name: sample.name,
    sippStatus: await client.sipp.exited,
    answerMs: await client.answerMs(),
    packetsSent: sent,
    bridgeCounts: countsOf(parts.bridge, callId),
    forgedPackets: forged,
    seen,
    advisor: errorsOf(reference, 'advisor', sample.language, words.get(Channel.ADVISOR)),
    customer: errorsOf(reference, 'customer', sample.language, words.get(Channel.CUSTOMER)),
  }
}

async function readSample(name: string) {
  const folder = new URL(`../../../services/standalone/demo/calls/${name}/`, import.meta.url)
  const wav = parseWav(await readFile(new URL('audio.wav', folder)))
  if (!wav.ok || wav.value.sampleRateHz !== 8000) throw new Error(`${name} is no WAV file at 8 kHz`)
  const { value } = wav
  const reference: Reference = JSON.parse(await readFile(new URL('reference.json', folder), 'utf8'))
  return { sounds: [0, 1].map((channel) => encodePcmu(decodeSamples(value.encoding, value.channelPayload(channel)))), reference }
}

/** The first pause between two utterances after the middle: sipp talks as long after the hold as before it. */
function cutOf({ utterances, durationMs }: Reference): number {
  const pauses = utterances.slice(1).map(({ startMs }, index) => Math.round((startMs + (utterances[index]?.endMs ?? 0)) / 2))
  return pauses.find((each) => each >= durationMs / 2) ?? durationMs
}

/** The sound with a silence of {@link HOLD_FRAMES} at the cut; in the midst of the hold the advisor says the beginning again, which nobody may hear. */
function heldSound(sound: Uint8Array, frame: number, cut: number, isAdvisor: boolean): Uint8Array | undefined {
  const held = frame - cut
  const at = held < 0 ? frame : frame - HOLD_FRAMES
  if (held < 0 || held >= HOLD_FRAMES) return sound.subarray(at * FRAME_BYTES, (at + 1) * FRAME_BYTES)
  const isDuringHold = held >= 2.5 * FRAMES_A_SECOND && held < 5.5 * FRAMES_A_SECOND
  const start = (held - 2 * FRAMES_A_SECOND) * FRAME_BYTES
  return isAdvisor && isDuringHold ? sound.subarray(start, start + FRAME_BYTES) : undefined
}

/** Somebody else's packets for the first line, from the sixth second on. @returns how many were sent */
async function talkInto(answer: string, sound: Uint8Array): Promise<number> {
  const stranger = await RtpSender.open('127.0.0.3')
  stranger.aim(answer, 0)
  await wait(6000)
  for (let frame = 0; frame < 10 * FRAMES_A_SECOND; frame += 1) {
    await wait(20)
    stranger.say(0, sound.subarray(frame * FRAME_BYTES, (frame + 1) * FRAME_BYTES))
  }
  stranger.close()
  return 10 * FRAMES_A_SECOND
}

function callIds({ output }: Running): string[] {
  return [...output.matchAll(/"callId":"(siprec-[^"]+)".*recorded call begun/g)].map(([, id = '']) => id)
}

async function newCallId(bridge: Running, known: number): Promise<string> {
  for (;;) {
    const id = callIds(bridge)[known]
    if (id !== undefined) return id
    await wait(20)
  }
}

function countsOf({ output }: Running, callId: string): unknown {
  const line = output.split('\n').find((each) => each.includes(callId) && each.includes('recorded call over'))
  return line === undefined ? undefined : JSON.parse(line).lines
}

function errorsOf({ utterances }: Reference, channel: string, language: Language, heard: readonly string[] = []) {
  const said = utterances.filter((each) => each.channel === channel).flatMap(({ text }) => normaliseWords(text, language))
  const { words, substitutions, insertions, deletions } = wordErrors(said, heard)
  return { words, heard: heard.length, substitutions, insertions, deletions }
}
