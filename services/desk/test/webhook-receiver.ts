import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface ReceivedWebhook {
  readonly headers: IncomingHttpHeaders
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into bodies as a receiver without types would.
  readonly body: any
}

export type WebhookAnswer = number | ((response: ServerResponse, count: number) => void)

/** A receiver on a free port of this machine. It answers 200 unless told otherwise. */
export class WebhookReceiver {
  readonly received: ReceivedWebhook[] = []
  answer: WebhookAnswer = 200
  #waiters: { readonly count: number; readonly resolve: () => void }[] = []
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      this.received.push({ headers: request.headers, text, body: JSON.parse(text) })
      if (typeof this.answer === 'number') response.writeHead(this.answer).end()
      else this.answer(response, this.received.length)
      this.#waiters = this.#waiters.filter(({ count, resolve }) => {
        const isThere = this.received.length >= count
        if (isThere) resolve()
        return !isThere
      })
    })
  })

  /** @param port a free one unless given */
  static async start(port = 0): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver()
    await new Promise<void>((resolve) => receiver.#server.listen(port, '127.0.0.1', resolve))
    onTestFinished(() => receiver.close())
    return receiver
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get host(): string {
    return `127.0.0.1:${this.port}`
  }

  get url(): string {
    return `http://${this.host}/hooks`
  }

  /** Resolves when that many requests have come in all. */
  async came(count: number): Promise<void> {
    if (this.received.length >= count) return
    await new Promise<void>((resolve) => this.#waiters.push({ count, resolve }))
  }

  /** What it was told, in order: `call:revision`. */
  told(): string[] {
    return this.received.map(({ body }) => (body.event === 'ping' ? 'ping' : `${body.call.id}:${body.summary.revision}`))
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }
}
