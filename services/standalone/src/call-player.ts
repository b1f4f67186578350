import { parseWav, type WavAudio } from '@souffleur/audio'
import { type Clock, err, ok, type Result } from '@souffleur/flow'
import { helloOf, NativeStreamClient, streamWav } from '@souffleur/media-client'
import { AppError, type ErrorCode, type NativeHelloInput, SAMPLE_METADATA } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'

/** A recording to be played as a call. */
export interface Recording {
  readonly wav: Uint8Array
  readonly title: string
  readonly language: 'fr' | 'en' | 'auto'
  /** Who speaks on the left of a stereo file. */
  readonly order: 'advisor-left' | 'customer-left'
  readonly queue: string
  readonly advisorId: string
  readonly synthetic: boolean
  readonly sampleId?: string
}

export interface CallPlayer {
  /** Resolves when the call has started; it then goes on at the pace of speech. */
  play(recording: Recording): Promise<Result<{ readonly callId: string }, ErrorCode>>
  /** Ends a call that is being played, as if the caller had hung up. False when there is none of this id. */
  stop(callId: string): boolean
  stopAll(): void
}

interface CallPlayerDependencies {
  readonly clock: Clock
  readonly log: Log
  /** `ws://127.0.0.1:PORT/telephony/stream`, or `wss:`, once the server listens. */
  readonly streamUrl: () => string
  /** Where that is another process; programs on one machine need none. */
  readonly token?: string
}

/** Plays samples and uploaded recordings through the real media socket, as a telephony platform would. */
export function createCallPlayer({ clock, log, streamUrl, token = '' }: CallPlayerDependencies): CallPlayer {
  const playing = new Map<string, AbortController>()

  const stream = async (client: NativeStreamClient, wav: WavAudio): Promise<void> => {
    const abort = new AbortController()
    playing.set(client.callId, abort)
    await streamWav(client, wav, { clock, signal: abort.signal }).done
    client.end()
    playing.delete(client.callId)
  }

  return {
    async play(recording) {
      const parsed = parseWav(recording.wav)
      if (!parsed.ok) return err(parsed.error)
      const hello: NativeHelloInput = {
        type: 'hello',
        ...helloOf(parsed.value, recording.order),
        language: recording.language,
        queue: recording.queue,
        advisorId: recording.advisorId,
        title: recording.title,
        synthetic: recording.synthetic,
        ...(recording.sampleId === undefined ? {} : { metadata: { [SAMPLE_METADATA]: recording.sampleId } }),
      }
      try {
        const client = await NativeStreamClient.connect(streamUrl(), hello, {
          clock,
          trustsAnyCertificate: true,
          ...(token === '' ? {} : { headers: { authorization: `Bearer ${token}` } }),
        })
        void stream(client, parsed.value)
        return ok({ callId: client.callId })
      } catch (error) {
        const code: ErrorCode = error instanceof AppError ? error.code : 'internal.unexpected'
        log.error('A recording could not be played', { code, error })
        return err(code)
      }
    },
    stop(callId) {
      const abort = playing.get(callId)
      abort?.abort()
      return abort !== undefined
    },
    stopAll() {
      for (const abort of playing.values()) abort.abort()
    },
  }
}
