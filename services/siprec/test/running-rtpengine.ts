import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { systemClock } from '@souffleur/flow'
import { RtpengineClient, readDescription } from '../src/index.ts'
import { rtp } from './rtp-words.ts'

export const rtpengineVersion = spawnSync('rtpengine', ['--version'], { encoding: 'utf8' }).stderr?.trim() ?? ''
export const hasRtpengine = /^Version/m.test(rtpengineVersion)

export interface RunningRtpengine {
  readonly client: RtpengineClient
  stop(): Promise<void>
}

/** rtpengine itself, in user space, on loopback. */
export async function runRtpengine(ngPort = 42_222): Promise<RunningRtpengine> {
  const options = [
    '--foreground',
    '--log-stderr',
    '--log-level=4',
    '--table=-1',
    '--interface=127.0.0.1',
    `--listen-ng=127.0.0.1:${ngPort}`,
  ]
  // One thread: packets that come all at once may otherwise leave in another order, the first one after the second.
  const ports = ['--port-min=43000', '--port-max=43400', '--num-threads=1', '--config-file=none']
  const process: ChildProcess = spawn('rtpengine', [...options, ...ports], { stdio: 'ignore' })
  const client = new RtpengineClient({ host: '127.0.0.1', port: ngPort, clock: systemClock })
  await client.ping()
  return {
    client,
    async stop() {
      client.close()
      process.kill('SIGTERM')
      await once(process, 'exit')
    },
  }
}

/** A party's telephone, as far as sound goes. */
export class RtpSender {
  readonly #socket: Socket
  readonly port: number
  #sequence = 1000
  #timestamp = 50_000
  #target = 0

  static async open(address = '127.0.0.1'): Promise<RtpSender> {
    const socket = createSocket('udp4')
    socket.bind(0, address)
    await once(socket, 'listening')
    return new RtpSender(socket)
  }

  private constructor(socket: Socket) {
    this.#socket = socket
    this.port = socket.address().port
    // What the relay sends back, as RTCP, is of no interest.
    socket.on('message', () => undefined)
  }

  /** Where to send: that line of the answer. */
  aim(answer: string, line: number): void {
    this.#target = readDescription(answer)?.[line]?.port ?? 0
  }

  /** Packets of 20 ms at 8 kHz. `isLost`: numbered, never sent. */
  say(payloadType: number, sound: Uint8Array, isLost: (index: number) => boolean = () => false): void {
    for (let start = 0, index = 0; start < sound.byteLength; start += 160, index += 1) {
      const payload = sound.subarray(start, start + 160)
      const packet = rtp({ sequence: this.#sequence, timestamp: this.#timestamp, ssrc: this.port, payloadType, payload })
      this.#sequence += 1
      this.#timestamp += payload.byteLength
      if (!isLost(index)) this.#socket.send(packet, this.#target, '127.0.0.1')
    }
  }

  /** A silence that isn't sent: time passes, numbers don't. */
  skip(samples: number): void {
    this.#timestamp += samples
  }

  close(): void {
    this.#socket.close()
  }
}
