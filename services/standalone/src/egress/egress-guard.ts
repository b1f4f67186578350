import dgram from 'node:dgram'
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import { AppError } from '@souffleur/proto'
import { type EgressPlace, hostName, isLoopback, isPermitted } from './egress-list.ts'

export type EgressOutcome = 'loopback' | 'permitted' | 'refused'

/** One attempt to leave this process. */
export interface EgressAttempt {
  readonly outcome: EgressOutcome
  readonly host: string
  /** Undefined for a name that was only to be resolved. */
  readonly port: number | undefined
}

type Judge = (host: string, port: number | undefined) => AppError | undefined

/**
 * From now on, this thread connects to listed places and to this machine only: TCP, TLS, HTTP, fetch and WebSockets, which all pass
 * `net.Socket`; datagrams; and name look-ups, which would carry words out as well. A refused attempt fails with `egress.refused` as any
 * connection fails, before a packet is sent. Sockets that others open to us are not concerned, nor sockets in the file system.
 *
 * It keeps our own code and the packages in it honest. Native code and child processes it doesn't reach: a firewall does.
 * @returns undoes it
 */
export function guardThisThread(places: readonly EgressPlace[], note: (attempt: EgressAttempt) => void): () => void {
  const judge: Judge = (host, port) => {
    const outcome = isLoopback(host) ? 'loopback' : isPermitted(places, host, port) ? 'permitted' : 'refused'
    note({ outcome, host: hostName(host), port })
    if (outcome !== 'refused') return undefined
    return new AppError('egress.refused', port === undefined ? hostName(host) : `${hostName(host)}:${port}`)
  }
  const undo = [guardSockets(judge), guardDatagrams(judge), guardNames(places, note)]
  syncBuiltinESMExports()
  return () => {
    for (const step of undo) step()
    syncBuiltinESMExports()
  }
}

function guardSockets(judge: Judge): () => void {
  const connect = net.Socket.prototype.connect
  function guarded(this: net.Socket, ...parameters: unknown[]): net.Socket {
    const target = targetOf(parameters)
    const refusal = target === undefined ? undefined : judge(target.host, target.port)
    if (refusal === undefined) return Reflect.apply(connect, this, parameters)
    // As a connection that fails: TLS still sets itself up on the socket before this turn ends.
    process.nextTick(() => this.destroy(refusal))
    return this
  }
  net.Socket.prototype.connect = guarded
  return () => {
    net.Socket.prototype.connect = connect
  }
}

/** Of `connect(options)`, `connect(port, host)`, and Node's own `connect([options, callback])`; undefined for a socket in the file system. */
function targetOf(parameters: readonly unknown[]): { readonly host: string; readonly port: number | undefined } | undefined {
  const [first, second] = parameters
  if (Array.isArray(first)) return targetOf(first)
  if (typeof first === 'object' && first !== null) {
    if ('path' in first && typeof first.path === 'string' && first.path !== '') return undefined
    const host = 'host' in first && typeof first.host === 'string' && first.host !== '' ? first.host : 'localhost'
    return { host, port: 'port' in first ? Number(first.port) : undefined }
  }
  if (typeof first === 'string' && !/^\d+$/.test(first)) return undefined
  return { host: typeof second === 'string' && second !== '' ? second : 'localhost', port: Number(first) }
}

function guardDatagrams(judge: Judge): () => void {
  const { connect, send } = dgram.Socket.prototype
  const fail = (socket: dgram.Socket, parameters: readonly unknown[], refusal: AppError) => {
    const callback = parameters.findLast((parameter) => typeof parameter === 'function')
    process.nextTick(() => (callback === undefined ? socket.emit('error', refusal) : callback(refusal)))
  }
  dgram.Socket.prototype.connect = function guarded(this: dgram.Socket, ...parameters: unknown[]): void {
    const [port, address] = parameters
    const refusal = judge(typeof address === 'string' ? address : 'localhost', Number(port))
    if (refusal === undefined) Reflect.apply(connect, this, parameters)
    else fail(this, parameters, refusal)
  }
  dgram.Socket.prototype.send = function guarded(this: dgram.Socket, ...parameters: unknown[]): void {
    const address = parameters.slice(1).find((parameter) => typeof parameter === 'string')
    const given = parameters.slice(1).filter((parameter) => typeof parameter === 'number')
    // A connected socket has been judged; without an address it goes to this machine.
    const refusal = address === undefined ? undefined : judge(address, given.at(-1))
    if (refusal === undefined) Reflect.apply(send, this, parameters)
    else fail(this, parameters, refusal)
  }
  return () => Object.assign(dgram.Socket.prototype, { connect, send })
}

/**
 * Names are asked for those that are listed. A look-up that belongs to a connection has been noted by then, so only refusals are noted here.
 */
function guardNames(places: readonly EgressPlace[], note: (attempt: EgressAttempt) => void): () => void {
  const refusalOf = (name: unknown): AppError | undefined => {
    const host = typeof name === 'string' ? name : ''
    if (host === '' || net.isIP(hostName(host)) !== 0 || isLoopback(host) || isPermitted(places, host, undefined)) return undefined
    note({ outcome: 'refused', host: hostName(host), port: undefined })
    return new AppError('egress.refused', hostName(host))
  }
  const restore: (() => void)[] = []
  for (const owner of [dns, dns.Resolver.prototype]) restore.push(...guardFunctions(owner, refusalOf, 'callback'))
  for (const owner of [dns.promises, dns.promises.Resolver.prototype]) restore.push(...guardFunctions(owner, refusalOf, 'promise'))
  return () => {
    for (const step of restore) step()
  }
}

function guardFunctions(owner: object, refusalOf: (name: unknown) => AppError | undefined, style: 'callback' | 'promise'): (() => void)[] {
  const names = Object.getOwnPropertyNames(owner).filter((name) => name === 'lookup' || /^(?:resolve|reverse)/.test(name))
  return names.flatMap((name) => {
    const original: unknown = Reflect.get(owner, name)
    if (typeof original !== 'function') return []
    const guarded = function (this: unknown, ...parameters: unknown[]): unknown {
      const refusal = refusalOf(parameters[0])
      if (refusal === undefined) return Reflect.apply(original, this, parameters)
      const callback = parameters.at(-1)
      if (style === 'promise' || typeof callback !== 'function') return Promise.reject(refusal)
      process.nextTick(() => callback(refusal))
      return undefined
    }
    Reflect.set(owner, name, guarded)
    return [() => void Reflect.set(owner, name, original)]
  })
}
