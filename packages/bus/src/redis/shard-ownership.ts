import type { OwnedShard } from './owned-shard.ts'

/** What the server says of a group's shards to one of its members. */
export interface GroupView {
  readonly members: number
  /** As many shards as a member should have at most. */
  readonly fairShare: number
  /** By shard: `GENERATION:MEMBER`. */
  readonly owners: readonly string[]
}

export interface GivingUp {
  readonly nowMs: number
  readonly idleShardMs: number
  readonly busyHandoverMs: number
  /** Since when this member has had too many; undefined when it hasn't. */
  readonly excessSinceMs: number | undefined
}

/**
 * Which shards a member stops reading because others have too few: those without calls at once, those with calls only when the group has
 * been uneven for a while, since a call that changes hands loses the place where it was.
 */
export function shardsToGiveUp(owned: readonly OwnedShard[], fairShare: number, rule: GivingUp): OwnedShard[] {
  const excess = owned.length - owned.filter(({ isLeaving }) => isLeaving).length - fairShare
  if (excess <= 0) return []
  const { nowMs, idleShardMs, busyHandoverMs, excessSinceMs = nowMs } = rule
  const quietest = owned.filter(({ isLeaving }) => !isLeaving).sort((a, b) => a.lastMessageMs - b.lastMessageMs)
  const mayBeBusy = nowMs - excessSinceMs >= busyHandoverMs
  return quietest.filter(({ lastMessageMs }) => mayBeBusy || nowMs - lastMessageMs >= idleShardMs).slice(0, excess)
}
