import { stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, vi } from 'vitest'

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

export interface FileServer {
  readonly url: string
  /** Each request as "path" or "path range". */
  readonly requests: readonly string[]
  /** The next requests get these answers in turn; the last one stays. */
  answer(...answers: readonly Answer[]): void
  close(): Promise<void>
}

export async function startFileServer(): Promise<FileServer> {
  const requests: string[] = []
  let answers: Answer[] = [status(404)]
  const server = createServer((request, response) => {
    requests.push([request.url, request.headers.range].filter((part) => part !== undefined).join(' '))
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    answer?.(request, response)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer(...next) {
      answers = [...next]
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function status(code: number): Answer {
  return (_, response) => response.writeHead(code).end()
}

/** Honours ranges, as a hub does. */
export function withRanges(content: string): Answer {
  return (request, response) => {
    const begin = beginOf(request)
    if (begin === undefined) return response.writeHead(200, { 'content-length': content.length }).end(content)
    if (begin >= content.length) return response.writeHead(416).end()
    const headers = { 'content-length': content.length - begin, 'content-range': `bytes ${begin}-${content.length - 1}/${content.length}` }
    return response.writeHead(206, headers).end(content.slice(begin))
  }
}

/** Knows no ranges: always the whole file. */
export function whole(content: string): Answer {
  return (_, response) => response.writeHead(200, { 'content-length': content.length }).end(content)
}

/**
 * Promises the rest of the file from where it is asked, sends it up to so many characters, and hangs up once `arrived` resolves: what a client has not
 * read when the connection breaks, it never gets.
 */
export function cutAfter(content: string, characters: number, arrived: () => Promise<void>): Answer {
  return (request, response) => {
    const begin = beginOf(request) ?? 0
    const range = begin > 0 ? { 'content-range': `bytes ${begin}-${content.length - 1}/${content.length}` } : {}
    response.writeHead(begin > 0 ? 206 : 200, { 'content-length': content.length - begin, ...range })
    response.flushHeaders()
    response.write(content.slice(begin, characters))
    void arrived().then(() => response.destroy())
  }
}

/** Sends so many characters without telling the length, as if that were all. */
export function unannounced(content: string, characters: number): Answer {
  return (_, response) => {
    response.useChunkedEncodingByDefault = false
    response.writeHead(200, { connection: 'close' }).end(content.slice(0, characters))
  }
}

function beginOf(request: IncomingMessage): number | undefined {
  const begin = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]
  return begin === undefined ? undefined : Number(begin)
}

/** Resolves once a file has this length. */
export function grownTo(path: string, bytes: number): () => Promise<void> {
  return () => vi.waitFor(async () => expect((await stat(path)).size).toBe(bytes), { interval: 1, timeout: 30_000 })
}
