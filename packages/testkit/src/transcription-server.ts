import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

/** What a question was, as the server read it. */
export interface AskedTranscription {
  readonly fields: Readonly<Record<string, string>>
  readonly wavBytes: number
  readonly authorization: string | undefined
}

/** A server of speech recognition that says what a test tells it to, over HTTP and over both realtime forms. */
export interface TranscriptionServer {
  readonly url: string
  readonly asked: readonly AskedTranscription[]
  /** Realtime messages received, by their type. */
  readonly heard: readonly string[]
  /** Times that somebody gave a question up. */
  readonly givenUp: number
  /** The next answers over HTTP, one after the other; the last one stays. */
  answer(...answers: readonly ScriptedAnswer[]): void
  close(): Promise<void>
}

export type ScriptedAnswer =
  | { readonly kind: 'json'; readonly status?: number; readonly body: unknown }
  | { readonly kind: 'text'; readonly status?: number; readonly body: string }
  /** Answers when the promise resolves. */
  | { readonly kind: 'after'; readonly until: Promise<void>; readonly body: unknown }
  | { readonly kind: 'silence' }
  | { readonly kind: 'cut' }

export interface TranscriptionServerPlan {
  readonly models?: readonly string[]
  /** What a realtime turn comes to. */
  readonly realtimeText?: string
  readonly realtime?: 'vllm' | 'openai'
}

/** Real sockets on a port of their own. */
export async function startTranscriptionServer(plan: TranscriptionServerPlan = {}): Promise<TranscriptionServer> {
  const asked: AskedTranscription[] = []
  const heard: string[] = []
  let answers: ScriptedAnswer[] = [{ kind: 'json', body: { text: 'hello there' } }]
  let givenUp = 0
  const server = createServer((request, response) => {
    if (request.url === '/v1/models') {
      if (plan.models === undefined) response.writeHead(404).end()
      else response.end(JSON.stringify({ data: plan.models.map((id) => ({ id })) }))
      return
    }
    response.on('close', () => {
      if (!response.writableEnded) givenUp += 1
    })
    readBody(request).then(
      (body) => {
        asked.push(askedOf(request, body))
        const [next = { kind: 'silence' }] = answers.length > 1 ? answers.splice(0, 1) : answers
        give(next, response)
      },
      () => undefined,
    )
  })
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) => serveRealtime(socket, { ...plan, heard }))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    heard,
    get givenUp() {
      return givenUp
    },
    answer: (...next) => {
      answers = [...next]
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
      server.closeAllConnections()
      await new Promise<void>((resolve) => void server.close(() => resolve()))
    },
  }
}

function give(answer: ScriptedAnswer, response: ServerResponse): void {
  switch (answer.kind) {
    case 'json':
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body))
      break
    case 'text':
      response.writeHead(answer.status ?? 200).end(answer.body)
      break
    case 'after':
      void answer.until.then(() => response.end(JSON.stringify(answer.body)))
      break
    case 'cut':
      response.socket?.destroy()
      break
    case 'silence':
      break
  }
}

function serveRealtime(
  socket: WebSocket,
  { realtime = 'vllm', realtimeText = 'hello there', heard }: TranscriptionServerPlan & { readonly heard: string[] },
): void {
  const send = (message: object) => socket.send(JSON.stringify(message))
  send({ type: 'session.created' })
  socket.on('message', (data: Buffer) => {
    const message: { readonly type: string; readonly final?: boolean } = JSON.parse(data.toString())
    heard.push(message.type)
    if (message.type !== 'input_audio_buffer.commit') return
    if (realtimeText === '') return send({ type: 'error', error: 'no' })
    if (realtime === 'openai')
      return send({ type: 'conversation.item.input_audio_transcription.completed', item_id: 'item', transcript: realtimeText })
    if (message.final === true) send({ type: 'transcription.done', text: realtimeText })
    else send({ type: 'transcription.delta', delta: realtimeText })
  })
}

async function readBody(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Buffer[] = []
  for await (const part of request) if (Buffer.isBuffer(part)) parts.push(part)
  return Uint8Array.from(Buffer.concat(parts))
}

/** Text fields between the boundaries; the file's are only counted. */
function askedOf({ headers }: IncomingMessage, body: Uint8Array): AskedTranscription {
  const [, boundary = ''] = /boundary=(\S+)/.exec(headers['content-type'] ?? '') ?? []
  const fields: Record<string, string> = {}
  let wavBytes = 0
  for (const part of Buffer.from(body).toString('latin1').split(`--${boundary}`)) {
    const [head = '', ...rest] = part.split('\r\n\r\n')
    const [, name] = /name="([^"]+)"/.exec(head) ?? []
    const value = rest.join('\r\n\r\n').replace(/\r\n$/, '')
    if (name === 'file') wavBytes = value.length
    else if (name !== undefined) fields[name] = value
  }
  return { fields, wavBytes, authorization: headers.authorization }
}
