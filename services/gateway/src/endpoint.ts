import type { IncomingMessage, ServerResponse } from 'node:http'

/** An address that answers plain HTTP requests, beside the doors' WebSockets. */
export interface Endpoint {
  /** Without a query. */
  readonly path: string
  /** Answers every request, whatever its method and body. */
  handle(request: IncomingMessage, response: ServerResponse): void
}
