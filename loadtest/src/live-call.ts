import { readFile } from 'node:fs/promises'
import { parseWav, type WavAudio } from '@souffleur/audio'
import { systemClock } from '@souffleur/flow'
import { helloForWav, NativeStreamClient, type StreamEnd, WavStream, type WavStreamReport } from '@souffleur/media-client'
import { AppError, type CallEvent, type ChannelName } from '@souffleur/proto'
import { ObservedCall } from './observed-call.ts'

export interface LiveCallOptions {
  /** `http://host:port` of a running Souffleur. */
  readonly serverUrl: string
  readonly language: 'fr' | 'en' | 'auto'
  readonly speed: number
  readonly title: string
  readonly stereoOrder: readonly [ChannelName, ChannelName]
  /** Sent as a bearer when not empty. */
  readonly token: string
  readonly onEvent?: (event: CallEvent) => void
}

export interface LiveCall {
  readonly callId: string
  readonly observed: ObservedCall
  readonly sent: WavStreamReport
  readonly end: StreamEnd
}

/** @throws AppError with a `wav.*` code when the file can't be played. */
export async function readWav(file: string): Promise<WavAudio> {
  const parsed = parseWav(await readFile(file))
  if (!parsed.ok) throw new AppError(parsed.error, file)
  return parsed.value
}

/** One call through the real front door: streams the recording, and observes every event until the server has said everything. */
export async function runLiveCall(wav: WavAudio, options: LiveCallOptions): Promise<LiveCall> {
  const stream: { current: WavStream | undefined } = { current: undefined }
  const observed = new ObservedCall((_channel, positionMs) => stream.current?.sentAtMs(positionMs) ?? 0)
  const client = await NativeStreamClient.open({
    url: `${options.serverUrl.replace(/^http/, 'ws')}/telephony/stream`,
    hello: { ...helloForWav(wav, options.stereoOrder), language: options.language, title: options.title, events: true },
    headers: options.token === '' ? {} : { authorization: `Bearer ${options.token}` },
    onEvent: (event) => {
      observed.observe(event, systemClock.monotonicMs())
      options.onEvent?.(event)
    },
  })
  stream.current = new WavStream(client, wav, { clock: systemClock, speed: options.speed })
  const hangUp = new AbortController()
  void client.ended.then(() => hangUp.abort())
  const sent = await stream.current.run(hangUp.signal)
  observed.noteEndSent(systemClock.monotonicMs())
  client.end()
  return { callId: client.callId, observed, sent, end: await client.ended }
}
