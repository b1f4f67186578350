import * as z from 'zod'
import type { LiveEventName } from '../access.ts'
import type { Principal } from '../accounts/sessions.ts'
import type { ErrorBody } from '../http/error-reply.ts'

/** Payload of `call:watch` and `call:unwatch`. */
export const callReference = z.object({ callId: z.string().min(1).max(64) })

export type WatchAnswer = { readonly ok: true } | { readonly ok: false; readonly error: ErrorBody['error'] }

export interface ClientEvents {
  'call:watch': (payload: unknown, answer: unknown) => void
  'call:unwatch': (payload: unknown) => void
}

export interface ServerEvents {
  /** A `souffleur.v1.CallEvent` in protobuf's binary form. */
  'call:event': (event: Uint8Array) => void
  /** A list of calls shows this one differently now. */
  'calls:changed': (change: { callId: string }) => void
  /** A call of the advisor's own starts. */
  'call:assigned': (assignment: { callId: string }) => void
}

type EventWithoutRule = Exclude<keyof ClientEvents | keyof ServerEvents, LiveEventName>
/** An event that access.ts doesn't know is an error here. */
export const everyEventHasARule: EventWithoutRule extends never ? true : EventWithoutRule = true

export interface SocketData {
  principal: Principal
}
