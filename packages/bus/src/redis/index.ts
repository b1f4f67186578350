export type { CallClaims, Claim, OrphanedCall } from './call-claims.ts'
export type { Member, MemberBoard } from './member-board.ts'
export { createRedisBus, type RedisBus } from './redis-bus.ts'
export * from './settings.ts'
