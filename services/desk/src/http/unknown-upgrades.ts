import type { Server } from 'node:http'

/** Somebody answers these: the live feed, and the media sockets that the caller attaches. */
const KNOWN = /^\/(socket\.io|telephony)\//

/** A connection that asks to become something that nobody serves is closed, instead of being held open for ever. */
export function refuseUnknownUpgrades(server: Server): void {
  server.on('upgrade', (request, socket) => {
    if (KNOWN.test(request.url ?? '')) return
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  })
}
