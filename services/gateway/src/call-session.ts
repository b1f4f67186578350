import { CallEndReason, type ErrorCode } from '@souffleur/proto'
import type { CallNotice } from './doors/door.ts'
import type { Closing } from './wire.ts'

/** What a session waits for, in milliseconds; see GatewayConfig. */
export interface SessionLimits {
  readonly greetingTimeoutMs: number
  readonly probeTimeoutMs: number
  readonly maxCallMs: number
  readonly pingIntervalMs: number
  readonly silentPeerMs: number
  readonly relayTimeoutMs: number
  readonly maxBadFramesInARow: number
  readonly badFrameReportMs: number
}

export type SessionPhase = SessionState['phase']

interface Liveness {
  readonly lastHeardMs: number
  readonly lastPingMs: number
}

interface Call extends Liveness {
  readonly callId: string
  readonly relaysEvents: boolean
  readonly startedAtMs: number
  readonly badFramesInARow: number
  readonly lastBadFrameReportMs: number
}

/** A connection's life: it greets, its call is listened to or paused, its summary may be waited for, it is closed. Or it only probes. */
export type SessionState =
  | { readonly phase: 'greeting'; readonly openedAtMs: number }
  | { readonly phase: 'probing'; readonly probedAtMs: number }
  | ({ readonly phase: 'listening' } & Call)
  | ({ readonly phase: 'paused' } & Call)
  | ({ readonly phase: 'relaying'; readonly callId: string; readonly endedAtMs: number } & Liveness)
  | { readonly phase: 'closed' }

export type SessionEvent =
  | { readonly type: 'offer-admitted'; readonly wantsEvents: boolean; readonly callId: string; readonly nowMs: number }
  | { readonly type: 'probed'; readonly nowMs: number }
  | { readonly type: 'pause-asked' | 'resume-asked'; readonly requestedBy: string }
  | { readonly type: 'end-asked'; readonly nowMs: number }
  | { readonly type: 'ping-received'; readonly id: string | undefined }
  /** A good frame after bad ones; good frames in a row don't come by here. */
  | { readonly type: 'frame-taken' }
  | { readonly type: 'frame-refused'; readonly code: ErrorCode; readonly nowMs: number }
  /** Something of the scope `call` went wrong: this call ends, no other does. */
  | { readonly type: 'failed'; readonly code: ErrorCode }
  | { readonly type: 'last-event-told' }
  /** Regular. `heard`: the peer sent or answered something since the last one. */
  | { readonly type: 'swept'; readonly heard: boolean; readonly nowMs: number }
  | { readonly type: 'socket-closed' }

export type SessionEffect =
  | { readonly type: 'tell'; readonly notice: CallNotice }
  /** Tell the peer, the log and the metrics. */
  | { readonly type: 'report'; readonly code: ErrorCode; readonly isFatal: boolean }
  | { readonly type: 'open-call' }
  | { readonly type: 'pause-audio' | 'resume-audio'; readonly requestedBy: string }
  | { readonly type: 'end-call'; readonly reason: CallEndReason; readonly errorCode: ErrorCode | undefined }
  | { readonly type: 'ping' }
  /** `code`: why, when it was an error. */
  | { readonly type: 'close'; readonly closing: Closing; readonly code?: ErrorCode }

export interface SessionStep {
  readonly state: SessionState
  readonly effects: readonly SessionEffect[]
}

const NEVER = Number.NEGATIVE_INFINITY
const CLOSED: SessionState = { phase: 'closed' }

export function openSession(nowMs: number): SessionState {
  return { phase: 'greeting', openedAtMs: nowMs }
}

/** The rules of every front door, without a socket, a bus or a clock. An event that means nothing in a phase changes nothing. */
export function step(state: SessionState, event: SessionEvent, limits: SessionLimits): SessionStep {
  switch (state.phase) {
    case 'greeting':
      return stepGreeting(state, event, limits)
    case 'probing':
      return stepProbing(state, event, limits)
    case 'listening':
    case 'paused':
      return stepCall(state, event, limits)
    case 'relaying':
      return stepRelaying(state, event, limits)
    case 'closed':
      return unchanged(state)
  }
}

function stepGreeting(state: SessionState & { phase: 'greeting' }, event: SessionEvent, limits: SessionLimits): SessionStep {
  switch (event.type) {
    case 'offer-admitted':
      return admit(event)
    case 'probed':
      return { state: { phase: 'probing', probedAtMs: event.nowMs }, effects: [tell({ type: 'probe-ready' })] }
    case 'swept':
      return event.nowMs - state.openedAtMs >= limits.greetingTimeoutMs ? refuse('stream.start-expected') : unchanged(state)
    case 'failed':
      return refuse(event.code)
    case 'socket-closed':
      return { state: CLOSED, effects: [] }
    case 'pause-asked':
    case 'resume-asked':
    case 'end-asked':
    case 'ping-received':
      return refuse('stream.start-expected')
    case 'frame-taken':
    case 'frame-refused':
    case 'last-event-told':
      return unchanged(state)
  }
}

function stepProbing(state: SessionState & { phase: 'probing' }, event: SessionEvent, limits: SessionLimits): SessionStep {
  switch (event.type) {
    case 'end-asked':
      return { state: CLOSED, effects: farewell(undefined) }
    case 'swept':
      return event.nowMs - state.probedAtMs >= limits.probeTimeoutMs ? { state: CLOSED, effects: farewell(undefined) } : unchanged(state)
    case 'failed':
      return refuse(event.code)
    case 'ping-received':
      return { state, effects: [pong(event.id)] }
    case 'socket-closed':
      return { state: CLOSED, effects: [] }
    case 'offer-admitted':
    case 'probed':
    case 'pause-asked':
    case 'resume-asked':
    case 'frame-taken':
    case 'frame-refused':
    case 'last-event-told':
      return unchanged(state)
  }
}

/** `ready` goes out before anything else happens: platforms drop a call that isn't answered at once. */
function admit({ wantsEvents, callId, nowMs }: SessionEvent & { type: 'offer-admitted' }): SessionStep {
  return {
    state: {
      phase: 'listening',
      callId,
      relaysEvents: wantsEvents,
      startedAtMs: nowMs,
      lastHeardMs: nowMs,
      lastPingMs: nowMs,
      badFramesInARow: 0,
      lastBadFrameReportMs: NEVER,
    },
    effects: [tell({ type: 'ready', callId }), { type: 'open-call' }],
  }
}

type CallState = SessionState & { phase: 'listening' | 'paused' }

function stepCall(state: CallState, event: SessionEvent, limits: SessionLimits): SessionStep {
  switch (event.type) {
    case 'pause-asked':
      return pause(state, event.requestedBy)
    case 'resume-asked':
      return resume(state, event.requestedBy)
    case 'end-asked':
      return complete(state, event.nowMs)
    case 'ping-received':
      return { state, effects: [pong(event.id)] }
    case 'frame-taken':
      return { state: { ...state, badFramesInARow: 0 }, effects: [] }
    case 'frame-refused':
      return refuseFrame(state, event, limits)
    case 'failed':
      return fail(event.code)
    case 'swept':
      return sweepCall(state, event, limits)
    case 'socket-closed':
      return { state: CLOSED, effects: [{ type: 'end-call', reason: CallEndReason.DISCONNECTED, errorCode: undefined }] }
    case 'offer-admitted':
    case 'probed':
    case 'last-event-told':
      return unchanged(state)
  }
}

/** Asking twice is answered twice and done once. */
function pause(state: CallState, requestedBy: string): SessionStep {
  const paused = tell({ type: 'paused', requestedBy })
  if (state.phase === 'paused') return { state, effects: [paused] }
  return { state: { ...state, phase: 'paused' }, effects: [{ type: 'pause-audio', requestedBy }, paused] }
}

function resume(state: CallState, requestedBy: string): SessionStep {
  const resumed = tell({ type: 'resumed', requestedBy })
  if (state.phase === 'listening') return { state, effects: [resumed] }
  return { state: { ...state, phase: 'listening' }, effects: [{ type: 'resume-audio', requestedBy }, resumed] }
}

function complete(state: CallState, nowMs: number): SessionStep {
  const ended: SessionEffect = { type: 'end-call', reason: CallEndReason.COMPLETED, errorCode: undefined }
  if (!state.relaysEvents) return { state: CLOSED, effects: [ended, ...farewell(state.callId)] }
  const { callId, lastHeardMs, lastPingMs } = state
  return { state: { phase: 'relaying', callId, endedAtMs: nowMs, lastHeardMs, lastPingMs }, effects: [ended] }
}

/** One bad frame is dropped and reported; more of them are reported now and then; too many in a row are no accident. */
function refuseFrame(
  state: CallState,
  { code, nowMs }: SessionEvent & { type: 'frame-refused' },
  { maxBadFramesInARow, badFrameReportMs }: SessionLimits,
): SessionStep {
  const badFramesInARow = state.badFramesInARow + 1
  if (badFramesInARow >= maxBadFramesInARow) return fail('media.too-many-bad-frames')
  const isReported = nowMs - state.lastBadFrameReportMs >= badFrameReportMs
  return {
    state: { ...state, badFramesInARow, lastBadFrameReportMs: isReported ? nowMs : state.lastBadFrameReportMs },
    effects: isReported ? [{ type: 'report', code, isFatal: false }] : [],
  }
}

function sweepCall(state: CallState, { heard, nowMs }: SessionEvent & { type: 'swept' }, limits: SessionLimits): SessionStep {
  const lastHeardMs = heard ? nowMs : state.lastHeardMs
  if (nowMs - state.startedAtMs >= limits.maxCallMs) return fail('call.too-long')
  if (nowMs - lastHeardMs >= limits.silentPeerMs) return fail('call.silent-peer')
  const pingsNow = nowMs - state.lastPingMs >= limits.pingIntervalMs
  const lastPingMs = pingsNow ? nowMs : state.lastPingMs
  return { state: { ...state, lastHeardMs, lastPingMs }, effects: pingsNow ? [{ type: 'ping' }] : [] }
}

function stepRelaying(state: SessionState & { phase: 'relaying' }, event: SessionEvent, limits: SessionLimits): SessionStep {
  switch (event.type) {
    case 'last-event-told':
      return { state: CLOSED, effects: farewell(state.callId) }
    case 'swept':
      return event.nowMs - state.endedAtMs >= limits.relayTimeoutMs ? { state: CLOSED, effects: farewell(state.callId) } : unchanged(state)
    case 'failed':
      // The call has ended well already: only its listener is turned away.
      return refuse(event.code)
    case 'ping-received':
      return { state, effects: [pong(event.id)] }
    case 'socket-closed':
      return { state: CLOSED, effects: [] }
    case 'offer-admitted':
    case 'probed':
    case 'pause-asked':
    case 'resume-asked':
    case 'end-asked':
    case 'frame-taken':
    case 'frame-refused':
      return unchanged(state)
  }
}

function unchanged(state: SessionState): SessionStep {
  return { state, effects: [] }
}

function refuse(code: ErrorCode): SessionStep {
  return { state: CLOSED, effects: [{ type: 'report', code, isFatal: true }, close(code)] }
}

function fail(code: ErrorCode): SessionStep {
  const ended: SessionEffect = { type: 'end-call', reason: CallEndReason.FAILED, errorCode: code }
  return { state: CLOSED, effects: [{ type: 'report', code, isFatal: true }, ended, close(code)] }
}

function close(code: ErrorCode): SessionEffect {
  return { type: 'close', closing: code === 'call.server-stopping' ? 'going-away' : 'failed', code }
}

function farewell(callId: string | undefined): SessionEffect[] {
  return [tell({ type: 'closed', callId }), { type: 'close', closing: 'normal' }]
}

function pong(id: string | undefined): SessionEffect {
  return tell({ type: 'pong', id })
}

function tell(notice: CallNotice): SessionEffect {
  return { type: 'tell', notice }
}
