import { createResampler, decodeL16, encodeL16, toInt16 } from '@souffleur/audio'
import * as z from 'zod'
import { PCM_RATE_HZ, type TranscriptionQuestion } from './transcriber.ts'

/** What came of a message, as far as a segment is concerned. */
export type RealtimeEvent =
  | { readonly kind: 'greeted' }
  | { readonly kind: 'completed'; readonly text: string }
  | { readonly kind: 'failed' }
  | { readonly kind: 'other' }

/** One way to say the same over `/v1/realtime`. */
export interface RealtimeDialect {
  readonly path: string
  /** What is sent for one segment, on a connection that has greeted. */
  messagesFor(question: TranscriptionQuestion, model: string): readonly object[]
  read(message: unknown): RealtimeEvent
}

/** A message of a second of sound. */
const PIECE_BYTES = 32_000
const typed = z.object({ type: z.string(), text: z.string().optional(), transcript: z.string().optional() })

/**
 * vLLM's own (docs.vllm.ai, "Realtime API"): 16 kHz. The first commit starts the transcription, the final one ends it; versions that don't know `final` end with what they have.
 */
export const vllmRealtime: RealtimeDialect = {
  path: '/v1/realtime',
  messagesFor: ({ pcm, language }, model) => [
    { type: 'session.update', model, ...(language === undefined ? {} : { language }) },
    ...appended(pcm),
    { type: 'input_audio_buffer.commit', final: false },
    { type: 'input_audio_buffer.commit', final: true },
  ],
  read(message) {
    const { type = '', text = '' } = typed.safeParse(message).data ?? {}
    if (type === 'session.created') return { kind: 'greeted' }
    if (type === 'transcription.done') return { kind: 'completed', text }
    return { kind: type === 'error' ? 'failed' : 'other' }
  },
}

const OPENAI_RATE_HZ = 24_000

/** OpenAI's transcription sessions (developers.openai.com/api/docs/guides/realtime-transcription), as Speaches serves them: 24 kHz, one committed turn a segment. */
export const openaiRealtime: RealtimeDialect = {
  path: '/v1/realtime?intent=transcription',
  messagesFor: ({ pcm, language }, model) => [
    {
      type: 'session.update',
      session: {
        type: 'transcription',
        audio: {
          input: {
            format: { type: 'audio/pcm', rate: OPENAI_RATE_HZ },
            transcription: { model, ...(language === undefined ? {} : { language }) },
            turn_detection: null,
          },
        },
      },
    },
    ...appended(at24kHz(pcm)),
    { type: 'input_audio_buffer.commit' },
  ],
  read(message) {
    const { type = '', transcript = '' } = typed.safeParse(message).data ?? {}
    if (type === 'session.created' || type === 'transcription_session.created') return { kind: 'greeted' }
    if (type === 'conversation.item.input_audio_transcription.completed') return { kind: 'completed', text: transcript }
    if (type === 'error' || type === 'conversation.item.input_audio_transcription.failed') return { kind: 'failed' }
    return { kind: 'other' }
  },
}

function appended(pcm: Uint8Array): object[] {
  const pieces: object[] = []
  for (let from = 0; from < pcm.byteLength; from += PIECE_BYTES) {
    const audio = Buffer.from(pcm.subarray(from, from + PIECE_BYTES)).toString('base64')
    pieces.push({ type: 'input_audio_buffer.append', audio })
  }
  return pieces
}

function at24kHz(pcm: Uint8Array): Uint8Array {
  const resampler = createResampler(PCM_RATE_HZ, OPENAI_RATE_HZ)
  const resampled = [resampler.push(decodeL16(pcm)), resampler.flush()]
  return Buffer.concat(resampled.map((part) => encodeL16(toInt16(part))))
}
