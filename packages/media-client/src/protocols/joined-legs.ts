import type { ChannelName } from '@souffleur/proto'
import type { StreamClosed } from '../native-stream-client.ts'
import type { TelephonyClient } from '../telephony-client.ts'

/** One connection, which carries one channel. */
export interface ChannelLink {
  readonly isOpen: boolean
  readonly bufferedBytes: number
  /** Never rejects. */
  readonly closed: Promise<StreamClosed>
  sendSound(payload: Uint8Array): void
  /** With the protocol's goodbye. */
  end(): void
  cut(): void
}

/** A call whose channels have connections of their own, as from a switch that forks one party at a time. */
export class JoinedLegs implements TelephonyClient {
  readonly callId: string
  readonly closed: Promise<StreamClosed>
  readonly #links: readonly ChannelLink[]

  /** All are opened at once. @throws what the first to fail throws, and cuts the others */
  static async open(
    callId: string,
    channels: readonly ChannelName[],
    openLink: (channel: ChannelName) => Promise<ChannelLink>,
  ): Promise<JoinedLegs> {
    const opened = await Promise.allSettled(channels.map(openLink))
    const links = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    const failed = opened.find((each) => each.status === 'rejected')
    if (failed === undefined) return new JoinedLegs(callId, links)
    for (const link of links) link.cut()
    throw failed.reason
  }

  private constructor(callId: string, links: readonly ChannelLink[]) {
    this.callId = callId
    this.#links = links
    this.closed = Promise.all(links.map((link) => link.closed)).then(togetherClosed)
  }

  get isOpen(): boolean {
    return this.#links.every((link) => link.isOpen)
  }

  get bufferedBytes(): number {
    return this.#links.reduce((bytes, link) => bytes + link.bufferedBytes, 0)
  }

  /** Nothing is said of holes: what follows moves up. */
  send(_positionSamples: number, payloads: readonly (Uint8Array | undefined)[]): void {
    payloads.forEach((payload, index) => {
      if (payload !== undefined) this.#links[index]?.sendSound(payload)
    })
  }

  pause(): void {}

  resume(): void {}

  end(): void {
    for (const link of this.#links) link.end()
  }

  disconnect(): void {
    for (const link of this.#links) link.cut()
  }
}

function togetherClosed(all: readonly StreamClosed[]): StreamClosed {
  const worst = all.find(({ error }) => error !== undefined) ?? all.find(({ completed }) => !completed) ?? all[0]
  return worst ?? { closeCode: 0, error: undefined, completed: false }
}
