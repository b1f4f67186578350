import type { CancelTimer, Clock } from '@souffleur/flow'
import type { RedisConnection } from './connection.ts'
import { listOf, textOf } from './entry.ts'
import type { BusKeys } from './keys.ts'
import { boardScript } from './sharing-scripts.ts'

export interface Member {
  /** As no other process is called. */
  readonly id: string
  /** JSON, as it said of itself last. */
  readonly words: string
}

export interface MemberBoardPorts {
  readonly connection: RedisConnection
  readonly keys: BusKeys
  readonly clock: Clock
  readonly member: string
  /** What this process says of itself, as JSON. */
  words(): string
}

const INTERVAL_MS = 500
/** Who says nothing for so long is gone. */
const LEASE_MS = 3000

/** Where each process says twice a second what it is and how it does, and reads the same of the others. */
export class MemberBoard {
  readonly #ports: MemberBoardPorts
  #members: readonly Member[] = []
  #cancel: CancelTimer = () => undefined
  #stopped = false
  readonly #first: Promise<void>

  constructor(ports: MemberBoardPorts) {
    this.#ports = ports
    this.#first = this.#exchange()
  }

  /** Those that lived at the last exchange, this one among them; as they were while the server is away. */
  get members(): readonly Member[] {
    return this.#members
  }

  /** Resolves after the first exchange, or attempt at one. */
  get ready(): Promise<void> {
    return this.#first
  }

  /** The others see at once that it is gone. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancel()
    const { connection, keys, member } = this.#ports
    await connection.command('DEL', keys.boardOf(member)).catch(() => undefined)
  }

  async #exchange(): Promise<void> {
    const { connection, keys, clock, member } = this.#ports
    try {
      const reply = await connection.run(boardScript, [keys.board, keys.boardOf(member)], [member, LEASE_MS, this.#ports.words()])
      const flat = listOf(reply).map(textOf)
      this.#members = flat.flatMap((id, at) => (at % 2 === 0 ? [{ id, words: flat[at + 1] ?? '' }] : []))
    } catch {
      // The connection tells of its troubles itself.
    }
    if (!this.#stopped) this.#cancel = clock.setTimer(() => void this.#exchange(), INTERVAL_MS)
  }
}
