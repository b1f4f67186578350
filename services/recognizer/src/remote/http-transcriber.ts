import { writeWav } from '@souffleur/audio'
import * as z from 'zod'
import { failureOfStatus, RemoteFailure } from './remote-failure.ts'
import { PCM_RATE_HZ, type Transcriber, type TranscriberOptions, type TranscriptionQuestion } from './transcriber.ts'
import { type ReplyForm, replyForms, type TranscriptionReply, transcriptionReply } from './transcription-reply.ts'

/** A minute of speech with the times of its words is 30 kB. */
const MOST_REPLY_BYTES = 1_000_000
/** A server that doesn't know a form of answer says that the request is wrong. */
const UNKNOWN_FORM: readonly (number | undefined)[] = [400, 422, 501]

const models = z.object({ data: z.array(z.object({ id: z.string() })) })

/**
 * `POST /v1/audio/transcriptions`, as vLLM, Speaches, faster-whisper-server and whisper.cpp's server answer it. Asks for the times of words, and for less where a server
 * doesn't tell them.
 */
export class HttpTranscriber implements Transcriber {
  readonly #options: TranscriberOptions
  #form: ReplyForm = 'words'

  constructor(options: TranscriberOptions) {
    this.#options = options
  }

  async check(signal: AbortSignal): Promise<void> {
    const { url, model } = this.#options
    const { status, text } = await exchange(`${url}/v1/models`, { headers: this.#headers() }, signal)
    // Not every server lists its models; that it answers is enough then.
    if (status === 404 || status === 405) return
    if (text === undefined) throw failureOfStatus(status)
    const listed = models.safeParse(parsed(text))
    if (listed.success && listed.data.data.length > 0 && !listed.data.data.some(({ id }) => id === model))
      throw new RemoteFailure(`it has no model ${model}`, { isPassing: false })
  }

  async transcribe(question: TranscriptionQuestion, signal: AbortSignal): Promise<TranscriptionReply> {
    for (;;) {
      const form = this.#form
      try {
        return await this.#ask(question, form, signal)
      } catch (error) {
        const lesser = replyForms[replyForms.indexOf(form) + 1]
        if (lesser === undefined || !(error instanceof RemoteFailure) || !UNKNOWN_FORM.includes(error.status)) throw error
        // Others may have found out meanwhile.
        if (this.#form === form) this.#form = lesser
      }
    }
  }

  close(): void {
    // Nothing is kept open: who asks holds the signal.
  }

  async #ask({ pcm, language }: TranscriptionQuestion, form: ReplyForm, signal: AbortSignal): Promise<TranscriptionReply> {
    const { url, model } = this.#options
    const body = new FormData()
    const wav = writeWav({ sampleRateHz: PCM_RATE_HZ, encoding: 'l16', payloads: [pcm] })
    body.set('file', new Blob([wav], { type: 'audio/wav' }), 'segment.wav')
    body.set('model', model)
    body.set('temperature', '0')
    if (language !== undefined) body.set('language', language)
    body.set('response_format', form === 'text' ? 'json' : 'verbose_json')
    if (form === 'words') body.set('timestamp_granularities[]', 'word')
    // As bytes: a form that is sent as a stream fails, unheard, when the server is gone before its end (undici, Node 24).
    const encoded = new Response(body)
    const headers = { ...this.#headers(), 'content-type': encoded.headers.get('content-type') ?? '' }
    const asked = { method: 'POST', headers, body: await encoded.arrayBuffer() } as const
    const { status, text } = await exchange(`${url}/v1/audio/transcriptions`, asked, signal)
    if (text === undefined) throw failureOfStatus(status)
    const reply = transcriptionReply.safeParse(parsed(text))
    if (!reply.success) throw new RemoteFailure('its answer has another form', { isPassing: false })
    return reply.data
  }

  #headers(): Record<string, string> {
    const { apiKey } = this.#options
    return apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }
  }
}

/** The body of an answer, unless the status says that it is none. @throws RemoteFailure */
async function exchange(
  url: string,
  request: RequestInit,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly text?: string }> {
  // What isn't read to its end is given up: the connection would be held for it.
  const enough = new AbortController()
  try {
    // A server that sends elsewhere isn't the one that was configured.
    const response = await fetch(url, { ...request, redirect: 'error', signal: AbortSignal.any([signal, enough.signal]) })
    if (!response.ok) return { status: response.status }
    const text = await readBounded(response)
    return { status: response.status, text }
  } catch (error) {
    throw error instanceof RemoteFailure ? error : connectionFailure(error)
  } finally {
    enough.abort()
  }
}

async function readBounded(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  const pieces: Uint8Array[] = []
  let bytes = 0
  for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
    bytes += read.value.length
    if (bytes > MOST_REPLY_BYTES) throw new RemoteFailure(`its answer is longer than ${MOST_REPLY_BYTES} bytes`, { isPassing: false })
    pieces.push(read.value)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new RemoteFailure('its answer is no JSON', { isPassing: false })
  }
}

function connectionFailure(error: unknown): RemoteFailure {
  const { cause } = error instanceof Error ? error : {}
  const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no connection'
  return new RemoteFailure(why, { isPassing: true, cause: error })
}
