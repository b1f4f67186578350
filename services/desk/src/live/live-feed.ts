import type { Server as NodeServer } from 'node:http'
import { toBinary } from '@bufbuild/protobuf'
import type { Bus, Unsubscribe } from '@souffleur/bus'
import type { Clock } from '@souffleur/flow'
import { AppError, type CallEvent, CallEventSchema } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import { type DefaultEventsMap, type Namespace, Server, type Socket } from 'socket.io'
import { isAdmitted, liveRules, mayUseCall } from '../access.ts'
import { findPrincipal, openSessions, type Principal } from '../accounts/sessions.ts'
import type { AuditTrail } from '../audit/audit-trail.ts'
import type { CallOwnership } from '../calls/call-owners.ts'
import { codedError, errorBodyOf } from '../http/error-reply.ts'
import { isForeign } from '../http/same-origin.ts'
import { sessionToken } from '../http/session-cookie.ts'
import type { Database } from '../storage/database.ts'
import { type ClientEvents, callReference, type ServerEvents, type SocketData, type WatchAnswer } from './live-protocol.ts'
import { cutOffWhenSlow } from './slow-clients.ts'

export interface LiveFeedPorts {
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly database: Database
  readonly owners: CallOwnership
  readonly audit: AuditTrail
  readonly secureCookies: boolean
  /** Told of each event before any screen is. */
  noteFirst?(event: CallEvent): void
}

type LiveNamespace = Namespace<ClientEvents, ServerEvents, DefaultEventsMap, SocketData>
type LiveSocket = Socket<ClientEvents, ServerEvents, DefaultEventsMap, SocketData>

/** Clients only ever name calls. */
const MAX_CLIENT_MESSAGE_BYTES = 8192
const MAX_WATCHED_CALLS = 64

/** No team has an empty name in anybody's list: supervisors of some teams watch a call anew that takes the id of another. */
const TEAM_UNKNOWN = ''

const room = {
  call: (callId: string) => `call ${callId}`,
  /** Its own advisor, who alone sees what masks hide. */
  own: (callId: string) => `own ${callId}`,
  user: (username: string) => `user ${username}`,
  session: (hash: string) => `session ${hash}`,
  /** Supervisors of all teams. */
  supervisors: 'supervisors',
  team: (team: string) => `team ${team}`,
}

/** What happens in calls, to the browsers that watch them, straight from the bus: storage is not on the way. */
export class LiveFeed {
  readonly #ports: LiveFeedPorts
  readonly #io: Server<ClientEvents, ServerEvents, DefaultEventsMap, SocketData>
  readonly #namespace: LiveNamespace
  readonly #unsubscribe: Unsubscribe

  constructor(server: NodeServer, ports: LiveFeedPorts) {
    this.#ports = ports
    this.#io = new Server(server, {
      serveClient: false,
      // Other parts answer upgrades of their own on the same server.
      destroyUpgrade: false,
      maxHttpBufferSize: MAX_CLIENT_MESSAGE_BYTES,
      allowRequest: ({ headers }, decide) => decide(null, !isForeign(headers)),
    })
    this.#io.engine.on('connection', (connection) => cutOffWhenSlow(connection, ports.log))
    this.#namespace = this.#io.of('/live')
    this.#namespace.use((socket, next) => {
      this.#admit(socket).then(
        () => next(),
        (error: unknown) => next(refusal(error)),
      )
    })
    this.#namespace.on('connection', (socket) => this.#serve(socket))
    this.#unsubscribe = ports.bus.watchEvents('desk-live', (event) => this.#forward(event))
  }

  /** Tells everybody who may list the call. */
  async listChanged(callId: string): Promise<void> {
    const owners = await this.#ports.owners.ownersOf(callId)
    const [advisorId, ...others] = new Set(owners.map((owner) => owner.advisorId))
    const ofOne = advisorId == null || others.length > 0 ? [] : [room.user(advisorId), room.team(owners[0]?.team ?? '')]
    const rooms = [room.supervisors, ...ofOne]
    this.#namespace.to(rooms).emit('calls:changed', { callId })
  }

  /** @param sessionHash as {@link Principal.sessionHash} */
  disconnectSession(sessionHash: string): void {
    this.#namespace.in(room.session(sessionHash)).disconnectSockets(true)
  }

  /** Sends those away whose session was closed by another process, or in the database. */
  async recheckSessions(): Promise<void> {
    const { database, clock } = this.#ports
    const hashes = new Set([...this.#namespace.sockets.values()].map(({ data }) => data.principal.sessionHash))
    if (hashes.size === 0) return
    const open = await openSessions(database, [...hashes], clock)
    for (const hash of hashes) if (!open.has(hash)) this.disconnectSession(hash)
  }

  /** Leaves the connections to the server: a browser that loses one connects again by itself, one that is sent away does not. */
  stop(): void {
    this.#unsubscribe()
    this.#io.engine.close()
  }

  #forward(event: CallEvent): void {
    const { callId, body } = event
    this.#ports.noteFirst?.(event)
    if (body.case === 'callRecorded') {
      this.listChanged(callId).catch((error: unknown) => this.#ports.log.warn('a change could not be announced', { callId, error }))
      return
    }
    if (body.case === 'callStarted') this.#announceStart(event, body.value.advisorId)
    const watchers = this.#namespace.to(body.case === 'privateWords' ? room.own(callId) : room.call(callId))
    const bytes = toBinary(CallEventSchema, event)
    // The next partial replaces this one: whoever can't take it now doesn't need it.
    if (body.case === 'partialTranscript') watchers.volatile.emit('call:event', bytes)
    else watchers.emit('call:event', bytes)
  }

  #announceStart(event: CallEvent, advisorId: string): void {
    const { callId } = event
    this.#ports.owners.note(event)
    // An id that is used again must not carry the new call to those who watched the old one.
    const owners = [{ advisorId: advisorId === '' ? null : advisorId, team: TEAM_UNKNOWN }]
    for (const socket of this.#namespace.sockets.values()) {
      if (socket.rooms.has(room.call(callId)) && !mayUseCall(liveRules['call:event'], socket.data.principal, owners)) {
        void socket.leave(room.call(callId))
        void socket.leave(room.own(callId))
      }
    }
    if (advisorId !== '') this.#namespace.to(room.user(advisorId)).emit('call:assigned', { callId })
  }

  /** @throws AppError `account.signed-out` */
  async #principalOf({ handshake }: LiveSocket): Promise<Principal> {
    const { database, clock, secureCookies } = this.#ports
    const principal = await findPrincipal(database, sessionToken(handshake.headers.cookie, secureCookies), clock)
    if (principal === undefined) throw new AppError('account.signed-out')
    return principal
  }

  async #admit(socket: LiveSocket): Promise<void> {
    socket.data.principal = await this.#principalOf(socket)
  }

  #serve(socket: LiveSocket): void {
    const { principal } = socket.data
    const { clock } = this.#ports
    void socket.join([room.session(principal.sessionHash), room.user(principal.username)])
    if (principal.role === 'supervisor')
      void socket.join(principal.oversees.length === 0 ? room.supervisors : principal.oversees.map(room.team))
    const cancelExpiry = clock.setTimer(() => socket.disconnect(true), principal.expiresAtMs - clock.unixMs())
    socket.on('disconnect', cancelExpiry)
    socket.on('call:watch', (payload, answer) => {
      this.#watch(socket, payload).then(
        () => reply(answer, { ok: true }),
        (error: unknown) => {
          const { code } = codedError(error)
          reply(answer, { ok: false, error: errorBodyOf(code).error })
          if (code === 'account.signed-out') socket.disconnect(true)
        },
      )
    })
    socket.on('call:unwatch', (payload) => {
      const reference = callReference.safeParse(payload)
      if (!reference.success) return
      void socket.leave(room.call(reference.data.callId))
      void socket.leave(room.own(reference.data.callId))
    })
  }

  async #watch(socket: LiveSocket, payload: unknown): Promise<void> {
    const reference = callReference.safeParse(payload)
    if (!reference.success || socket.rooms.size > MAX_WATCHED_CALLS) throw new AppError('request.invalid')
    const { callId } = reference.data
    const rule = liveRules['call:watch']
    const principal = await this.#principalOf(socket)
    if (!isAdmitted(rule.audience, principal.role)) throw new AppError('account.forbidden')
    if (!mayUseCall(rule, principal, await this.#ports.owners.ownersOf(callId))) throw new AppError('call.not-found')
    this.#ports.audit.record({ actor: principal.username, action: 'call.watched', subject: callId, details: {} })
    // An advisor may only watch calls of their own.
    await socket.join(principal.role === 'advisor' ? [room.call(callId), room.own(callId)] : room.call(callId))
  }
}

function reply(answer: unknown, body: WatchAnswer): void {
  if (typeof answer === 'function') answer(body)
}

/** As `connect_error` gives it to the client, with the coded error in `data`. */
function refusal(error: unknown): Error {
  const { code } = codedError(error)
  return Object.assign(new Error(code), { data: errorBodyOf(code).error })
}
