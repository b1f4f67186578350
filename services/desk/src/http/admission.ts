import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isAdmitted, mayUseCall, ruleOf } from '../access.ts'
import { AttemptLimiter } from '../accounts/attempt-limiter.ts'
import { networkOf } from '../accounts/network-of.ts'
import { findPrincipal, type Principal } from '../accounts/sessions.ts'
import { TooManyAttempts } from '../accounts/sign-in.ts'
import type { CallOwnership } from '../calls/call-owners.ts'
import type { Database } from '../storage/database.ts'
import { isOwnProgram } from './own-program.ts'
import { isForeign } from './same-origin.ts'
import { sessionToken } from './session-cookie.ts'

export interface AdmissionPorts {
  readonly database: Database
  readonly clock: Clock
  readonly owners: CallOwnership
  readonly secureCookies: boolean
  /** What a program of another machine bears that reads metrics; empty: none may. */
  readonly operationsToken: string
}

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null
  }
}

const MINUTE_MS = 60_000
const KEYS = 20_000
/** A screen that follows a call makes some dozens a minute; a program that reads everything makes many more. */
const SESSION_LIMITS = { attempts: 1200, windowMs: MINUTE_MS, keys: KEYS }
/** Without a session: signing in, and looking whether Souffleur is there. Many may share an address. */
const ADDRESS_LIMITS = { attempts: 1200, windowMs: MINUTE_MS, keys: KEYS }

const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Stands before every route that is added afterwards: session, role, the call's owner, and where the request comes from. Returns the
 * routes, such as `GET /api/v1/calls`; the list grows as they are added.
 */
export function addAdmission(server: FastifyInstance, ports: AdmissionPorts): readonly string[] {
  const routes: string[] = []
  const bySession = new AttemptLimiter(ports.clock, SESSION_LIMITS)
  const byAddress = new AttemptLimiter(ports.clock, ADDRESS_LIMITS)
  const bound = (limiter: AttemptLimiter, key: string) => {
    const waitMs = limiter.take(key)
    if (waitMs > 0) throw new TooManyAttempts(waitMs)
  }
  server.decorateRequest('principal', null)
  server.addHook('onRoute', ({ method, url }) => {
    for (const name of [method].flat()) {
      if (ruleOf(name, url) === undefined) throw new Error(`${name} ${url} has no rule in access.ts`)
      routes.push(`${name} ${url}`)
    }
  })
  server.addHook('onRequest', async (request) => {
    const { url } = request.routeOptions
    const rule = url === undefined ? undefined : ruleOf(request.method, url)
    // An address that is no route: the answer is the same for everybody.
    if (rule === undefined) return
    if (!readingMethods.has(request.method) && isForeign(request.headers)) throw new AppError('request.foreign-origin')
    if (rule.audience === 'anyone') {
      if (url?.startsWith('/api/') === true) bound(byAddress, networkOf(request.ip))
      return
    }
    if (rule.audience === 'operations' && isOwnProgram(request, ports.operationsToken)) return
    const principal = await findPrincipal(ports.database, sessionToken(request.headers.cookie, ports.secureCookies), ports.clock)
    if (principal === undefined) {
      bound(byAddress, networkOf(request.ip))
      throw new AppError('account.signed-out')
    }
    bound(bySession, principal.sessionHash)
    if (!isAdmitted(rule.audience, principal.role)) throw new AppError('account.forbidden')
    const callId = callIdOf(request)
    if (rule.call !== undefined && !mayUseCall(rule, principal, await ports.owners.ownersOf(callId))) throw new AppError('call.not-found')
    request.principal = principal
  })
  return routes
}

/** Who asks, on a route that asks for somebody. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new AppError('account.signed-out')
  return request.principal
}

function callIdOf({ params }: FastifyRequest): string {
  if (typeof params !== 'object' || params === null) return ''
  if ('callId' in params && typeof params.callId === 'string') return params.callId
  return 'id' in params && typeof params.id === 'string' ? params.id : ''
}
