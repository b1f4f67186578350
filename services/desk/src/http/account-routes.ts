import type { Clock } from '@souffleur/flow'
import * as z from 'zod'
import type { AccountDesk } from '../accounts/account-desk.ts'
import { accountDetails, listAccounts, roles, userName } from '../accounts/account-repository.ts'
import type { Database } from '../storage/database.ts'
import { principalOf } from './admission.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

export interface AccountRoutePorts {
  readonly database: Database
  readonly clock: Clock
  readonly accounts: AccountDesk
}

const tags = ['accounts']
const listed = accountDetails.extend({
  username: z.string(),
  role: z.enum(roles),
  disabled: z.boolean(),
  hasIdentity: z.boolean(),
  hasPassword: z.boolean(),
  openSessions: z.number(),
})
const accountsBody = z.object({ accounts: z.array(listed) })
const params = z.object({ username: userName })
/** In clear, once. */
const passwordBody = z.object({ username: z.string(), password: z.string() })
const nothing = { 204: z.undefined(), default: errorBody }

/** Who may use Souffleur, for administrators; and what everybody does with their own account. */
export function addAccountRoutes(server: HttpServer, { database, clock, accounts }: AccountRoutePorts): void {
  server.get(
    '/api/v1/accounts',
    { schema: { tags, summary: 'Everybody who may sign in, or might once', response: { 200: accountsBody, default: errorBody } } },
    async () => accountsBody.parse({ accounts: await listAccounts(database, new Date(clock.unixMs())) }),
  )
  server.post(
    '/api/v1/accounts',
    {
      schema: {
        tags,
        summary: 'A new account; its password is in the answer and nowhere else',
        body: accountDetails.extend({ username: userName }),
        response: { 200: passwordBody, default: errorBody },
      },
    },
    async (request) => {
      const { username, ...details } = request.body
      return { username, password: await accounts.create(username, details, principalOf(request).username) }
    },
  )
  server.put(
    '/api/v1/accounts/:username',
    {
      schema: {
        tags,
        summary: 'What somebody may do; their sessions end',
        params,
        body: accountDetails.extend({ disabled: z.boolean() }),
        response: nothing,
      },
    },
    async (request, reply) => {
      const { disabled, ...details } = request.body
      await accounts.change(request.params.username, details, disabled, principalOf(request).username)
      return reply.code(204).send()
    },
  )
  server.post(
    '/api/v1/accounts/:username/password',
    { schema: { tags, summary: 'A new password; their sessions end', params, response: { 200: passwordBody, default: errorBody } } },
    async (request) => {
      const { username } = request.params
      return { username, password: await accounts.resetPassword(username, principalOf(request).username) }
    },
  )
  server.delete(
    '/api/v1/accounts/:username/sessions',
    { schema: { tags, summary: 'End somebody’s sessions', params, response: nothing } },
    async (request, reply) => {
      await accounts.closeSessions(request.params.username, principalOf(request).username)
      return reply.code(204).send()
    },
  )
  addOwnRoutes(server, accounts)
}

/** Shorter ones are guessed (NIST SP 800-63B, 5.1.1.2). */
const MIN_PASSWORD = 12
const newPassword = z.object({ current: z.string().min(1).max(256), next: z.string().min(MIN_PASSWORD).max(256) })

function addOwnRoutes(server: HttpServer, accounts: AccountDesk): void {
  server.put(
    '/api/v1/session/password',
    { schema: { tags: ['session'], summary: 'One’s own password; other sessions end', body: newPassword, response: nothing } },
    async (request, reply) => {
      await accounts.changeOwnPassword(principalOf(request), request.body.current, request.body.next)
      return reply.code(204).send()
    },
  )
  server.delete(
    '/api/v1/session/others',
    { schema: { tags: ['session'], summary: 'End one’s own other sessions', response: nothing } },
    async (request, reply) => {
      const { username, sessionHash } = principalOf(request)
      await accounts.closeSessions(username, username, sessionHash)
      return reply.code(204).send()
    },
  )
}
