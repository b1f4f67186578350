import { readFile } from 'node:fs/promises'
import { parseWav, type WavAudio } from '@souffleur/audio'
import { systemClock } from '@souffleur/flow'
import {
  type CarriedSound,
  carryWav,
  type ProtocolName,
  protocolOf,
  type RecordingOrder,
  type StreamClosed,
  type StreamedWav,
  streamSound,
  type TelephonyClient,
  type TelephonyProtocol,
  type WavStream,
} from '@souffleur/media-client'
import { AppError, type CallEvent, SummaryState } from '@souffleur/proto'
import { ObservedCall, type SentAtMs } from './observed-call.ts'
import type { CallWatcher } from './watch-calls.ts'

export interface LiveCallOptions {
  /** `http://host:port` of a running Souffleur. */
  readonly serverUrl: string
  readonly language: 'fr' | 'en' | 'auto'
  readonly speed: number
  readonly title: string
  readonly order: RecordingOrder
  /** The protocol's credential, when not empty: the native one's is a bearer token. */
  readonly token: string
  /** Native when absent. */
  readonly protocol?: ProtocolName | undefined
  /** Where the protocol has a port of its own: `tcp://host:port`. */
  readonly doorUrl?: string | undefined
  /** Needed for protocols that bring no events back. */
  readonly watcher?: CallWatcher | undefined
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

/** After a call's end, for its summary. */
const SUMMARY_TIMEOUT_MS = 60_000

/** @throws AppError with a `wav.*` code when the file can't be played. */
export async function readWav(file: string): Promise<WavAudio> {
  const parsed = parseWav(await readFile(file))
  if (!parsed.ok) throw new AppError(parsed.error, file)
  return parsed.value
}

/** One call through the real front door: streams the recording, and observes every event until the server has said everything. */
export async function runLiveCall(wav: WavAudio, options: LiveCallOptions): Promise<LiveCall> {
  const protocol = protocolOf(options.protocol ?? 'native')
  const carried = carryWav(wav, options.order, protocol)
  let stream: WavStream | undefined
  const observed = new ObservedCall((channel, positionMs) => stream?.sentAtMs(channel, positionMs) ?? 0)
  const { promise: summarised, resolve: noteSummary } = Promise.withResolvers<void>()
  const observe = (event: CallEvent, arrivedAtMs: number) => {
    observed.observe(event, arrivedAtMs)
    options.onEvent?.(event)
    if (observed.summary?.state === SummaryState.COMPLETE) noteSummary()
  }
  const { watcher } = options
  const client = await connect({ protocol, carried }, options, watcher === undefined ? observe : undefined)
  try {
    await watcher?.watch(client.callId, observe)
    const playing = streamSound(client, carried, { speed: options.speed })
    stream = playing
    const sent = await playing.done
    observed.noteEndSent(systemClock.monotonicMs())
    client.end()
    const closed = await client.closed
    if (watcher !== undefined && closed.completed) await summaryOrLoss(summarised, watcher)
    return { callId: client.callId, observed, sent, closed, sentAtMs: playing.sentAtMs }
  } finally {
    watcher?.unwatch(client.callId)
  }
}

function connect(
  { protocol, carried }: { readonly protocol: TelephonyProtocol; readonly carried: CarriedSound },
  { serverUrl, doorUrl = serverUrl, language, title, token }: LiveCallOptions,
  observe: ((event: CallEvent, arrivedAtMs: number) => void) | undefined,
): Promise<TelephonyClient> {
  return protocol.connect(
    doorUrl,
    { ...carried.sound, language, title },
    {
      ...(token === '' ? {} : { credential: token }),
      ...(observe === undefined ? {} : { onEvent: (event) => observe(event, systemClock.monotonicMs()) }),
    },
  )
}

/** Gives up after a minute: a call whose summary never comes shows as one without. @throws Error when the live feed is lost */
async function summaryOrLoss(summarised: Promise<void>, watcher: CallWatcher): Promise<void> {
  const { promise: tooLate, resolve } = Promise.withResolvers<void>()
  const cancel = systemClock.setTimer(resolve, SUMMARY_TIMEOUT_MS)
  const lost = watcher.lost.then((reason) => {
    throw new Error(`The live feed was lost: ${reason}`)
  })
  try {
    await Promise.race([summarised, tooLate, lost])
  } finally {
    cancel()
  }
}
