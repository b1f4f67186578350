import { createSocket, type Socket } from 'node:dgram'
import { AppError } from '@souffleur/proto'

export interface RtpPort {
  readonly port: number
  close(): void
}

/** Gets each datagram that came from the address that was agreed. */
export type DatagramListener = (datagram: Uint8Array) => void

export interface RtpPortRange {
  readonly address: string
  /** Both even and included; RTCP's odd ports stay closed. */
  readonly firstPort: number
  readonly lastPort: number
}

/** UDP ports for media lines, from a bounded range: as many lines at once as it has even ports. */
export class RtpPorts {
  readonly #range: RtpPortRange
  readonly #used = new Set<number>()
  #next: number

  constructor(range: RtpPortRange) {
    this.#range = range
    this.#next = range.firstPort
  }

  get address(): string {
    return this.#range.address
  }

  get usedPorts(): number {
    return this.#used.size
  }

  /** @param from packets of others are dropped unread. @throws AppError `call.too-many` when every port is taken. */
  async open(from: string, listener: DatagramListener): Promise<RtpPort> {
    const count = (this.#range.lastPort - this.#range.firstPort) / 2 + 1
    for (let attempt = 0; attempt < count; attempt += 1) {
      const port = this.#next
      this.#next = port + 2 > this.#range.lastPort ? this.#range.firstPort : port + 2
      if (this.#used.has(port)) continue
      this.#used.add(port)
      const socket = await this.#bind(port)
      if (socket === undefined) {
        this.#used.delete(port)
        continue
      }
      socket.on('message', (datagram, sender) => {
        if (sender.address === from) listener(datagram)
      })
      return { port, close: () => this.#close(port, socket) }
    }
    throw new AppError('call.too-many', 'no RTP port is free')
  }

  #close(port: number, socket: Socket): void {
    if (!this.#used.delete(port)) return
    socket.close()
  }

  /** Undefined when another program has the port. */
  #bind(port: number): Promise<Socket | undefined> {
    const socket = createSocket(this.#range.address.includes(':') ? 'udp6' : 'udp4')
    return new Promise((resolve) => {
      socket.once('error', () => {
        socket.close()
        resolve(undefined)
      })
      socket.bind(port, this.#range.address, () => {
        socket.removeAllListeners('error')
        socket.on('error', () => undefined)
        resolve(socket)
      })
    })
  }
}
