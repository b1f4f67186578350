import { AppError } from '@souffleur/proto'
import type { FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { AccountDesk } from '../accounts/account-desk.ts'
import type { SignIn } from '../accounts/sign-in.ts'
import { SingleSignOn, writePending } from '../accounts/single-sign-on.ts'
import { codedError, errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'
import { cookieName, cookieOptions } from './session-cookie.ts'

export interface SignOnRoutePorts {
  /** Undefined where accounts have passwords only. */
  readonly singleSignOn: SingleSignOn | undefined
  readonly accounts: AccountDesk
  readonly signIn: SignIn
  readonly secureCookies: boolean
  readonly sessionLifeMs: number
  /** `https://host[:port]` as browsers see this server; what they ask for when absent. */
  readonly publicUrl?: string | undefined
  /** Whether the sign-in page names the demo accounts; true when absent. */
  readonly demoAccounts?: boolean | undefined
}

const tags = ['session']
const waysIn = z.object({ available: z.boolean(), demoAccounts: z.boolean() })
const RETURN_PATH = '/api/v1/sign-on/return'
const PENDING_LIFE_S = 600

/** Sign-on by the organisation's identity provider: out to it, and back with its word. */
export function addSignOnRoutes(server: HttpServer, ports: SignOnRoutePorts): void {
  const { singleSignOn, accounts, signIn, secureCookies: secure, sessionLifeMs: lifeMs, demoAccounts = true } = ports
  // A neighbouring site of the same domain can't plant one that ties the return to a sign-on of its own.
  const pendingCookie = secure ? '__Host-souffleur-sign-on' : 'souffleur-sign-on'
  // The provider's page sends the browser here: a strict cookie would stay behind.
  const pendingOptions = { httpOnly: true, sameSite: 'lax', path: '/', secure, maxAge: PENDING_LIFE_S } as const

  server.get(
    '/api/v1/sign-on',
    { schema: { tags, summary: 'Whether there is an identity provider, and whether there are demo accounts', response: { 200: waysIn } } },
    async () => ({ available: singleSignOn !== undefined, demoAccounts }),
  )

  server.get(
    '/api/v1/sign-on/start',
    { schema: { tags, summary: 'Goes to the identity provider', response: { default: errorBody } } },
    async (request, reply) => {
      if (singleSignOn === undefined) throw new AppError('request.not-found')
      try {
        const { url, pending } = await singleSignOn.start(addressOf(request, ports) + RETURN_PATH)
        return reply.setCookie(pendingCookie, writePending(pending), pendingOptions).redirect(url, 303)
      } catch (error) {
        return reply.redirect(`/?signOn=${codedError(error).code}`, 303)
      }
    },
  )

  server.get(RETURN_PATH, { schema: { tags, summary: 'Comes back from it', response: { default: errorBody } } }, async (request, reply) => {
    if (singleSignOn === undefined) throw new AppError('request.not-found')
    reply.clearCookie(pendingCookie, pendingOptions)
    try {
      const pending = SingleSignOn.readPending(request.cookies[pendingCookie])
      if (pending === undefined) throw new AppError('account.sign-on-failed', 'this browser did not start here')
      const person = await singleSignOn.finish(new URL(request.url, addressOf(request, ports)), pending)
      const token = await signIn.openFor(await accounts.accountOf(person), request.ip)
      reply.setCookie(cookieName(secure), token, cookieOptions({ secure, lifeMs }))
      return reply.redirect('/', 303)
    } catch (error) {
      return reply.redirect(`/?signOn=${codedError(error).code}`, 303)
    }
  })
}

function addressOf({ host }: FastifyRequest, { publicUrl, secureCookies }: SignOnRoutePorts): string {
  return publicUrl ?? `${secureCookies ? 'https' : 'http'}://${host}`
}
