import { connect, type Socket } from 'node:net'
import { WebSocket } from 'ws'
import type { WireMessage } from '../../src/wire.ts'
import type { RawDial } from './door-under-test.ts'

/** A connection that says exactly what a test wants, and only ever listens to whether it is still there. */
export interface RawPeer {
  send(messages: readonly WireMessage[]): void
  stopReading(): void
  /** Politely. */
  close(): void
  cut(): void
  /** Resolves with the close code and reason of a WebSocket; 0 for TCP. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
}

export function dialRaw({ url, subprotocols = [], headers = {} }: RawDial): Promise<RawPeer> {
  return url.startsWith('tcp:') ? dialTcp(new URL(url)) : dialWebSocket(url, [...subprotocols], { ...headers })
}

function dialWebSocket(url: string, subprotocols: string[], headers: Record<string, string>): Promise<RawPeer> {
  const socket = new WebSocket(url, subprotocols, { headers, perMessageDeflate: false })
  const closed: RawPeer['closed'] = new Promise((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString('utf8') }))
  })
  const peer: RawPeer = {
    send(messages) {
      for (const message of messages) if (socket.readyState === WebSocket.OPEN) socket.send(message)
    },
    stopReading: () => socket.pause(),
    close() {
      socket.resume()
      socket.close(1000)
    },
    cut: () => socket.terminate(),
    closed,
  }
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(peer))
    socket.on('error', reject)
  })
}

function dialTcp({ hostname, port }: URL): Promise<RawPeer> {
  const socket: Socket = connect({ host: hostname, port: Number(port) })
  const closed: RawPeer['closed'] = new Promise((resolve) => {
    socket.on('close', () => resolve({ code: 0, reason: '' }))
  })
  socket.resume()
  const peer: RawPeer = {
    send(messages) {
      for (const message of messages) if (socket.writable) socket.write(message)
    },
    stopReading: () => socket.pause(),
    close() {
      socket.resume()
      socket.end()
    },
    cut: () => socket.resetAndDestroy(),
    closed,
  }
  return new Promise((resolve, reject) => {
    socket.on('connect', () => resolve(peer))
    socket.on('error', reject)
  })
}
