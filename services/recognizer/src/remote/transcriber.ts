import type { Language } from '@souffleur/proto'
import type { TranscriptionReply } from './transcription-reply.ts'

/** What a server is asked: 16 kHz, 16 bits, little end first. */
export interface TranscriptionQuestion {
  readonly pcm: Uint8Array
  /** Undefined when the server is to find out. */
  readonly language: Language | undefined
}

/** One server, by whichever of its protocols. */
export interface Transcriber {
  /** @throws RemoteFailure when it isn't there, or hasn't the model */
  check(signal: AbortSignal): Promise<void>
  /** @throws RemoteFailure; aborted by the signal, whatever the signal's reason is */
  transcribe(question: TranscriptionQuestion, signal: AbortSignal): Promise<TranscriptionReply>
  close(): void
}

export interface TranscriberOptions {
  /** Up to before `/v1`. */
  readonly url: string
  readonly model: string
  readonly apiKey: string | undefined
}

export const PCM_RATE_HZ = 16_000
