import { type ErrorCode, errorCatalogue, isErrorCode } from '@souffleur/proto'
import * as z from 'zod'

const localised = z.object({ en: z.string(), fr: z.string() })
export type Localised = z.infer<typeof localised>

const errorBody = z.object({
  error: z.object({ code: z.string(), message: localised, action: localised, detail: z.string().optional() }),
})

/** What a person is told: what happened and what to do, in both languages. */
export class CodedError extends Error {
  readonly code: string
  readonly localised: { readonly message: Localised; readonly action: Localised }
  readonly detail: string

  constructor(code: string, localised: CodedError['localised'], detail = '') {
    super(code)
    this.name = 'CodedError'
    this.code = code
    this.localised = localised
    this.detail = detail
  }

  /** An error of the catalogue that was noticed here. */
  static of(code: ErrorCode, detail = ''): CodedError {
    return new CodedError(code, errorCatalogue[code], detail)
  }

  /** Whatever was thrown, as something that can be shown. */
  static from(error: unknown): CodedError {
    if (error instanceof CodedError) return error
    return CodedError.of('internal.unexpected', error instanceof Error ? error.message : '')
  }
}

interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Sent as JSON, or as it is when it is a form. */
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
}

/** @throws CodedError with the server's code, `stream.unreachable` without an answer, `internal.unexpected` for an answer that isn't the contract's. */
export async function request<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  options: RequestOptions = {},
): Promise<z.infer<Schema>> {
  const response = await send(path, options)
  const answer: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined)
  if (!response.ok) throw refusalOf(response.status, answer)
  const parsed = schema.safeParse(answer)
  if (!parsed.success) throw CodedError.of('internal.unexpected', `${path}: ${parsed.error.issues[0]?.path.join('.') ?? ''}`)
  return parsed.data
}

/** A file's bytes. @throws CodedError as {@link request} does */
export async function requestFile(path: string, options: RequestOptions = {}): Promise<Blob> {
  const response = await send(path, options)
  if (!response.ok) throw refusalOf(response.status, await response.json().catch(() => undefined))
  return response.blob()
}

export const nothing = z.unknown().transform(() => undefined)

async function send(path: string, { method = 'GET', body, signal }: RequestOptions): Promise<Response> {
  const isForm = body instanceof FormData
  try {
    return await fetch(path, {
      method,
      credentials: 'same-origin',
      ...(signal === undefined ? {} : { signal }),
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      ...(body === undefined || isForm ? {} : { headers: { 'content-type': 'application/json' } }),
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw CodedError.of('stream.unreachable')
  }
}

function refusalOf(status: number, answer: unknown): CodedError {
  const parsed = errorBody.safeParse(answer)
  if (!parsed.success) return CodedError.of(codeOfStatus(status), `HTTP ${status}`)
  const { code, message, action, detail } = parsed.data.error
  return new CodedError(code, { message, action }, detail)
}

/** For an answer from something in between, such as a proxy. */
function codeOfStatus(status: number): ErrorCode {
  if (status === 401) return 'account.signed-out'
  if (status === 403) return 'account.forbidden'
  if (status === 404) return 'request.not-found'
  if (status === 413) return 'request.too-large'
  return status === 502 || status === 503 || status === 504 ? 'stream.unreachable' : 'internal.unexpected'
}

/** For codes that travel in events. Unknown ones get a general message that keeps the code. */
export function codedErrorOf(code: string): CodedError {
  return isErrorCode(code) ? CodedError.of(code) : new CodedError(code, errorCatalogue['internal.unexpected'])
}
