import type { IncomingMessage, Server, ServerResponse } from 'node:http'

/**
 * Has `handle` look at every request before those that listen to the server already: they get what it returns false for. Call it once they
 * all listen.
 */
export function answerFirst(server: Server, handle: (request: IncomingMessage, response: ServerResponse) => boolean): void {
  const others = server.listeners('request')
  server.removeAllListeners('request')
  server.on('request', (request, response) => {
    if (handle(request, response)) return
    for (const other of others) Reflect.apply(other, server, [request, response])
  })
}
