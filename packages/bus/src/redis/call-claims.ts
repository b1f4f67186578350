import type { RedisConnection } from './connection.ts'
import { listOf, textOf } from './entry.ts'
import type { BusKeys } from './keys.ts'
import { claimScript, endScript, orphansScript, progressScript } from './sharing-scripts.ts'

/** What a process found when it asked for a call. */
export type Claim =
  | { readonly kind: 'new'; readonly epoch: number }
  /** Its holder is gone: the call goes on here. */
  | { readonly kind: 'taken'; readonly epoch: number; readonly ageMs: number; readonly facts: string; readonly progress: string }
  /** By a process that lives. */
  | { readonly kind: 'held' }

/** A call whose holder is gone, and that nobody took over: it is over. */
export interface OrphanedCall {
  readonly callId: string
  readonly epoch: number
  readonly ageMs: number
  readonly facts: string
  readonly progress: string
}

export interface CallClaimsPorts {
  readonly connection: RedisConnection
  readonly keys: BusKeys
  readonly member: string
}

const CALL_KEPT_MS = 86_400_000
const EPOCH_KEPT_MS = 3_600_000

/**
 * Which process holds which call's socket, and how far the call is: so that a call whose gateway died goes on at another one, and one that
 * doesn't come back ends. A process holds what it claimed for as long as it is on the {@link MemberBoard}. All methods reject while the server
 * is away.
 */
export class CallClaims {
  readonly #ports: CallClaimsPorts

  constructor(ports: CallClaimsPorts) {
    this.#ports = ports
  }

  /** @param facts what doesn't change in a call; given to whoever takes it over */
  async claim(callId: string, facts: string): Promise<Claim> {
    const { connection, keys, member } = this.#ports
    const reply = await connection.run(claimScript, [keys.claim(callId), keys.running, keys.board], [callId, member, facts, CALL_KEPT_MS])
    const [kind, epoch, ageMs, known, progress] = listOf(reply)
    switch (textOf(kind)) {
      case 'new':
        return { kind: 'new', epoch: Number(epoch) }
      case 'taken':
        return { kind: 'taken', epoch: Number(epoch), ageMs: Number(ageMs), facts: textOf(known), progress: textOf(progress) }
      default:
        return { kind: 'held' }
    }
  }

  /** Notes how far calls are. Returns those that somebody else has taken over: this process must let go of them. */
  async note(progress: ReadonlyMap<string, string>): Promise<string[]> {
    const { connection, keys, member } = this.#ports
    const callIds = [...progress.keys()]
    if (callIds.length === 0) return []
    const reply = listOf(await connection.run(progressScript, callIds.map(keys.claim), [member, CALL_KEPT_MS, ...progress.values()]))
    return callIds.filter((_, at) => Number(reply[at]) === 0)
  }

  async end(callId: string): Promise<void> {
    const { connection, keys, member } = this.#ports
    await connection.run(endScript, [keys.claim(callId), keys.running], [callId, member, EPOCH_KEPT_MS])
  }

  /** Ends calls that nobody has held for so long; each is given to one process only. */
  async endOrphans(patienceMs: number): Promise<OrphanedCall[]> {
    const { connection, keys } = this.#ports
    const reply = listOf(await connection.run(orphansScript, [keys.running, keys.board], [keys.claim(''), patienceMs, EPOCH_KEPT_MS]))
    const orphans: OrphanedCall[] = []
    for (let at = 0; at + 4 < reply.length; at += 5) {
      const [callId, epoch, ageMs, facts, progress] = reply.slice(at, at + 5)
      orphans.push({
        callId: textOf(callId),
        epoch: Number(textOf(epoch)),
        ageMs: Number(ageMs),
        facts: textOf(facts),
        progress: textOf(progress),
      })
    }
    return orphans
  }
}
