import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Every connection of a server, upgraded ones included, which the server itself forgets. Returns what destroys them: closing a WebSocket
 * politely takes up to 30 seconds with a peer that is gone.
 */
export function trackConnections(server: Server): () => void {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  return () => {
    for (const socket of open) socket.destroy()
  }
}
