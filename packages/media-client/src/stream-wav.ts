import { bytesPerEncodedSample, type WavAudio } from '@souffleur/audio'
import { type Clock, systemClock } from '@souffleur/flow'
import { type Channel, channelOf, type NativeHelloInput, sampleRatesHz } from '@souffleur/proto'
import { type CarriedSound, type RecordingOrder, soundOfWav } from './carried-sound.ts'
import type { NativeStreamClient } from './native-stream-client.ts'
import type { TelephonyClient } from './telephony-client.ts'

/**
 * What the hello has to say about a recording. A mono one is a call with one mixed channel.
 * @throws RangeError for a rate that the socket doesn't know; parseWav gives none.
 */
export function helloOf(
  wav: WavAudio,
  order: RecordingOrder = 'advisor-left',
): Pick<NativeHelloInput, 'channels' | 'encoding' | 'sampleRate'> {
  const sampleRate = sampleRatesHz.find((rate) => rate === wav.sampleRateHz)
  if (sampleRate === undefined) throw new RangeError(`sample rate ${wav.sampleRateHz}`)
  const { channels, encoding } = soundOfWav(wav, order)
  return { channels: [...channels], encoding, sampleRate }
}

export interface StreamWavOptions {
  /** 1 is the pace at which it was recorded; Infinity as fast as the network takes it. */
  readonly speed?: number
  readonly clock?: Clock
  /** Stops the sending; the call goes on until the client ends it. */
  readonly signal?: AbortSignal
}

export interface StreamedWav {
  /** Of all channels. */
  readonly framesSent: number
  readonly samplesSent: number
  /** False when it was stopped, or when the socket closed before the end. */
  readonly completed: boolean
}

export interface WavStream {
  readonly done: Promise<StreamedWav>
  /**
   * When the sample at that position went to the socket, in the clock's monotonic milliseconds; the last frame's time for a
   * position beyond the end, Infinity as long as it hasn't gone. @throws RangeError for a channel that isn't in the call.
   */
  sentAtMs(channel: Channel, positionMs: number): number
}

const FRAME_MS = 20
/** Unsent bytes beyond which a fast stream waits for the network. */
const MAX_BUFFERED_BYTES = 1024 * 1024
const BACKLOG_POLL_MS = 5

/**
 * Sends a recording as a telephony platform would: a frame leaves when its last sample would have been spoken. Each frame's
 * time is computed from the start, so that late timers don't add up to a drift.
 * @throws RangeError when the recording isn't what the client's hello said.
 */
export function streamWav(client: NativeStreamClient, wav: WavAudio, options: StreamWavOptions = {}): WavStream {
  const { channels, encoding, sampleRate } = client.hello
  if (wav.channels !== channels.length || wav.encoding !== encoding || wav.sampleRateHz !== sampleRate) {
    throw new RangeError(`a recording of ${wav.channels} x ${wav.encoding} at ${wav.sampleRateHz} Hz isn't what the hello said`)
  }
  const payloads = channels.map((_, index) => wav.channelPayload(index))
  const send = (positionSamples: number, frame: readonly Uint8Array[]) => {
    frame.forEach((payload, channelIndex) => {
      client.sendFrame({ channelIndex, positionSamples, payload })
    })
  }
  return stream({ client, send }, { sound: { channels, encoding, sampleRateHz: sampleRate }, frames: wav.frames, payloads }, options)
}

/** As {@link streamWav}, over any protocol. @param carried as the protocol of the client carries it: see `carryWav` */
export function streamSound(client: TelephonyClient, carried: CarriedSound, options: StreamWavOptions = {}): WavStream {
  return stream({ client, send: (positionSamples, frame) => client.send(positionSamples, frame) }, carried, options)
}

interface FrameSink {
  readonly client: Pick<TelephonyClient, 'isOpen' | 'bufferedBytes'>
  send(positionSamples: number, frame: readonly Uint8Array[]): void
}

function stream(sink: FrameSink, carried: CarriedSound, { speed = 1, clock = systemClock, signal }: StreamWavOptions): WavStream {
  if (!(speed > 0)) throw new RangeError(`speed ${speed}: expected more than 0`)
  const frames = cutFrames(sink, carried)
  const channels = carried.sound.channels.map(channelOf)
  const sentAt: number[] = []

  const run = async (): Promise<StreamedWav> => {
    const startMs = clock.monotonicMs()
    while (sentAt.length < frames.count && sink.client.isOpen && signal?.aborted !== true) {
      const nowMs = clock.monotonicMs()
      const isBacklogged = sink.client.bufferedBytes > MAX_BUFFERED_BYTES
      const waitMs = isBacklogged ? BACKLOG_POLL_MS : startMs + frames.endMs(sentAt.length) / speed - nowMs
      if (waitMs > 0) {
        await delay(clock, waitMs, signal)
        continue
      }
      frames.send(sentAt.length)
      sentAt.push(nowMs)
    }
    return {
      framesSent: sentAt.length * channels.length,
      samplesSent: frames.samplesBefore(sentAt.length) * channels.length,
      completed: sentAt.length === frames.count,
    }
  }

  return {
    done: run(),
    sentAtMs(channel, positionMs) {
      if (!channels.includes(channel)) throw new RangeError(`channel ${channel} is not in this call`)
      return sentAt[Math.min(Math.floor(positionMs / FRAME_MS), frames.count - 1)] ?? Number.POSITIVE_INFINITY
    },
  }
}

interface CutFrames {
  readonly count: number
  samplesBefore(index: number): number
  /** Where the frame ends in the recording. */
  endMs(index: number): number
  /** On every channel. */
  send(index: number): void
}

/** Frames hold whole samples: where 20 ms don't, as at 11,025 Hz, lengths alternate and positions stay true. */
function cutFrames(sink: FrameSink, { sound: { encoding, sampleRateHz }, frames, payloads }: CarriedSound): CutFrames {
  const sampleBytes = bytesPerEncodedSample(encoding)
  const samplesBefore = (index: number) => Math.min(frames, Math.round((index * FRAME_MS * sampleRateHz) / 1000))
  return {
    count: Math.ceil((frames * 1000) / (FRAME_MS * sampleRateHz)),
    samplesBefore,
    endMs: (index) => (samplesBefore(index + 1) * 1000) / sampleRateHz,
    send(index) {
      const positionSamples = samplesBefore(index)
      const [start, end] = [positionSamples * sampleBytes, samplesBefore(index + 1) * sampleBytes]
      sink.send(
        positionSamples,
        payloads.map((payload) => payload.subarray(start, end)),
      )
    },
  }
}

function delay(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      cancel()
      signal?.removeEventListener('abort', finish)
      resolve()
    }
    const cancel = clock.setTimer(finish, ms)
    signal?.addEventListener('abort', finish)
  })
}
