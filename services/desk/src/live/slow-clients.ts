import type { Log } from '@souffleur/telemetry'

/** What is needed of an engine.io connection. */
export interface Connection {
  on(event: 'packetCreate' | 'drain', listener: () => void): unknown
  close(discard: boolean): unknown
}

/** Packets that may wait for a client that doesn't read, above what the network's own buffers hold. */
export const MAX_WAITING_PACKETS = 512

/**
 * Cuts a client off that falls too far behind: what waits for it would grow without bound. It connects again, reads the call's record
 * and has everything.
 */
export function cutOffWhenSlow(connection: Connection, log: Log): void {
  let waiting = 0
  connection.on('packetCreate', () => {
    waiting += 1
    if (waiting !== MAX_WAITING_PACKETS + 1) return
    log.warn('a browser that reads too slowly was disconnected', { event: 'live-client-slow' })
    connection.close(true)
  })
  connection.on('drain', () => {
    waiting = 0
  })
}
