import { readFile } from 'node:fs/promises'
import { parseWav, type WavAudio } from '@souffleur/audio'
import { systemClock } from '@souffleur/flow'
import {
  helloOf,
  NativeStreamClient,
  type RecordingOrder,
  type StreamClosed,
  type StreamedWav,
  streamWav,
  type WavStream,
} from '@souffleur/media-client'
import { AppError, type CallEvent } from '@souffleur/proto'
import { ObservedCall, type SentAtMs } from './observed-call.ts'

export interface LiveCallOptions {
  /** `http://host:port` of a running Souffleur. */
  readonly serverUrl: string
  readonly language: 'fr' | 'en' | 'auto'
  readonly speed: number
  readonly title: string
  readonly order: RecordingOrder
  /** Sent as a bearer when not empty. */
  readonly token: string
  onEvent?(event: CallEvent): void
}

export interface LiveCall {
  readonly callId: string
  readonly observed: ObservedCall
  readonly sent: StreamedWav
  readonly closed: StreamClosed
  /** When the frame with that position left this process. */
  readonly sentAtMs: SentAtMs
}

/** @throws AppError with a `wav.*` code when the file can't be played. */
export async function readWav(file: string): Promise<WavAudio> {
  const parsed = parseWav(await readFile(file))
  if (!parsed.ok) throw new AppError(parsed.error, file)
  return parsed.value
}

/** One call through the real front door: streams the recording, and observes every event until the server has said everything. */
export async function runLiveCall(wav: WavAudio, options: LiveCallOptions): Promise<LiveCall> {
  let stream: WavStream | undefined
  const observed = new ObservedCall((channel, positionMs) => stream?.sentAtMs(channel, positionMs) ?? 0)
  const client = await NativeStreamClient.connect(
    `${options.serverUrl.replace(/^http/, 'ws')}/telephony/stream`,
    { type: 'hello', ...helloOf(wav, options.order), language: options.language, title: options.title, events: true },
    {
      headers: options.token === '' ? {} : { authorization: `Bearer ${options.token}` },
      onEvent: (event) => {
        observed.observe(event, systemClock.monotonicMs())
        options.onEvent?.(event)
      },
    },
  )
  const playing = streamWav(client, wav, { speed: options.speed })
  stream = playing
  const sent = await playing.done
  observed.noteEndSent(systemClock.monotonicMs())
  client.end()
  return { callId: client.callId, observed, sent, closed: await client.closed, sentAtMs: playing.sentAtMs }
}
