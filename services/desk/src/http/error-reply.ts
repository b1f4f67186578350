import { AppError, type ErrorCode, errorCatalogue } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { TooManyAttempts } from '../accounts/sign-in.ts'
import { storageFailureOf } from '../storage/database-failure.ts'

const localised = z.object({ en: z.string(), fr: z.string() })

/** Every error that the API answers with. `detail` names fields and ids, never words that people said. */
export const errorBody = z.object({
  error: z.object({ code: z.string(), message: localised, action: localised, detail: z.string().optional() }),
})
export type ErrorBody = z.infer<typeof errorBody>

const statuses: Partial<Record<ErrorCode, number>> = {
  'account.credentials-wrong': 401,
  'account.signed-out': 401,
  'account.forbidden': 403,
  'account.too-many-attempts': 429,
  'account.name-taken': 409,
  'account.last-admin': 409,
  'account.sign-on-failed': 401,
  'account.sign-on-unavailable': 503,
  'account.no-role': 403,
  'request.foreign-origin': 403,
  'request.invalid': 400,
  'request.too-large': 413,
  'request.conflict': 409,
  'request.not-found': 404,
  'data.backup-by-server': 409,
  'data.backup-exists': 409,
  'summary.already-approved': 409,
  'guide.invalid': 422,
  'template.invalid': 422,
  'privacy.invalid': 422,
  'scorecard.invalid': 422,
  'catalogue.invalid': 422,
  'knowledge.article-invalid': 422,
  'knowledge.article-too-large': 413,
  'knowledge.nothing-to-import': 422,
  'call.not-found': 404,
  'call.still-running': 409,
  'call.too-many': 503,
  'call.no-capacity': 503,
  'source.key-invalid': 503,
  'webhook.hosts-unset': 409,
  'webhook.host-refused': 422,
  'data.full': 507,
  'data.unavailable': 503,
  'bus.overflow': 503,
  'assist.away': 503,
  'wav.not-wav': 422,
  'wav.truncated': 422,
  'wav.encoding-unsupported': 422,
  'wav.rate-unsupported': 422,
  'wav.channels-unsupported': 422,
  'wav.empty': 422,
}

const MAX_DETAIL = 1000

export function statusOf(code: ErrorCode): number {
  return statuses[code] ?? 500
}

export function errorBodyOf(code: ErrorCode, detail = ''): ErrorBody {
  const { message, action } = errorCatalogue[code]
  return { error: { code, message, action, ...(detail === '' ? {} : { detail }) } }
}

/** Turns whatever a route threw into a coded answer. Only what nobody expected is logged with its stack. */
export function createErrorHandler(log: Log): (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  return (error, request, reply) => {
    const { code, detail } = codedError(error)
    const status = statusOf(code)
    if (status >= 500) {
      log.error('a request failed', { event: 'request-failed', code, route: request.routeOptions.url, method: request.method, error })
    }
    if (error instanceof TooManyAttempts) reply.header('retry-after', Math.ceil(error.retryAfterMs / 1000))
    return reply.code(status).send(errorBodyOf(code, detail))
  }
}

/** The code for whatever was thrown, and what may be told of it: what the database says about itself is for the log. */
export function codedError(error: unknown): { code: ErrorCode; detail: string } {
  if (error instanceof AppError)
    return { code: error.code, detail: error.scope === 'request' && statusOf(error.code) < 500 ? error.detail : '' }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const detail = error.validation.map(({ instancePath, message }) => `${error.validationContext ?? ''}${instancePath}: ${message ?? ''}`)
    return { code: 'request.invalid', detail: detail.join('; ').slice(0, MAX_DETAIL) }
  }
  return { code: storageFailureOf(error) ?? codeOfStatus(error), detail: '' }
}

/** Fastify and its plugins say by an HTTP status whose fault it was. */
function codeOfStatus(error: unknown): ErrorCode {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  if (typeof status !== 'number' || status < 400 || status >= 500) return 'internal.unexpected'
  if (status === 413) return 'request.too-large'
  return status === 404 ? 'request.not-found' : 'request.invalid'
}
