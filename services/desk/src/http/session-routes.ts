import { languages } from '@souffleur/proto'
import * as z from 'zod'
import { type Account, roles } from '../accounts/account-repository.ts'
import type { SignIn } from '../accounts/sign-in.ts'
import { principalOf } from './admission.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'
import { cookieName, cookieOptions } from './session-cookie.ts'

const sessionBody = z.object({
  user: z.object({ id: z.string(), username: z.string(), displayName: z.string(), role: z.enum(roles), language: z.enum(languages) }),
})

export interface SessionRoutePorts {
  readonly signIn: SignIn
  readonly secureCookies: boolean
  readonly sessionLifeMs: number
  /** @param sessionHash as `Principal.sessionHash` */
  onSessionClosed(sessionHash: string): void
}

export function addSessionRoutes(server: HttpServer, ports: SessionRoutePorts): void {
  const { signIn, secureCookies: secure, sessionLifeMs: lifeMs } = ports
  const credentials = z.object({ username: z.string().min(1).max(64), password: z.string().min(1).max(256) })

  server.post(
    '/api/v1/session',
    { schema: { tags: ['session'], summary: 'Sign in', body: credentials, response: { 200: sessionBody, default: errorBody } } },
    async (request, reply) => {
      const { account, token } = await signIn.open({ ...request.body, address: request.ip })
      reply.setCookie(cookieName(secure), token, cookieOptions({ secure, lifeMs }))
      return { user: userOf(account) }
    },
  )

  server.get(
    '/api/v1/session',
    { schema: { tags: ['session'], summary: 'Who is signed in', response: { 200: sessionBody, default: errorBody } } },
    async (request) => ({ user: userOf(principalOf(request)) }),
  )

  server.delete(
    '/api/v1/session',
    { schema: { tags: ['session'], summary: 'Sign out', response: { 204: z.undefined(), default: errorBody } } },
    async (request, reply) => {
      const principal = principalOf(request)
      await signIn.close(principal)
      ports.onSessionClosed(principal.sessionHash)
      reply.clearCookie(cookieName(secure), cookieOptions({ secure, lifeMs: 0 }))
      return reply.code(204).send()
    },
  )
}

function userOf({ username, displayName, role, language }: Account) {
  return { id: username, username, displayName, role, language }
}
