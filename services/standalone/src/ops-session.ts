import { AppError, isErrorCode } from '@souffleur/proto'
import * as z from 'zod'

const refusal = z.object({ error: z.object({ code: z.string(), detail: z.string().optional() }) })

/** A session of somebody with the ops role on a running server, for commands. */
export class OpsSession {
  readonly #url: string
  readonly #cookie: string

  private constructor(url: string, cookie: string) {
    this.#url = url
    this.#cookie = cookie
  }

  /** @throws AppError with the server's code, `stream.unreachable` without an answer. */
  static async open(url: string, account: { readonly username: string; readonly password: string }): Promise<OpsSession> {
    const response = await send(url, '', { method: 'POST', path: '/api/v1/session', body: account })
    const [cookie = ''] = response.headers.getSetCookie()[0]?.split(';') ?? []
    return new OpsSession(url, cookie)
  }

  /** @throws AppError as {@link OpsSession.open} does, and `internal.unexpected` for an answer that isn't the contract's. */
  async request<T>(method: 'GET' | 'POST' | 'DELETE', path: string, schema: z.ZodType<T>, body?: unknown): Promise<T> {
    const response = await send(this.#url, this.#cookie, { method, path, body })
    const answer: unknown = response.status === 204 ? undefined : await response.json()
    const parsed = schema.safeParse(answer)
    if (!parsed.success) throw new AppError('internal.unexpected', `${method} ${path}: an answer of another version`)
    return parsed.data
  }

  async close(): Promise<void> {
    await send(this.#url, this.#cookie, { method: 'DELETE', path: '/api/v1/session' })
  }
}

interface Call {
  readonly method: string
  readonly path: string
  readonly body?: unknown
}

async function send(url: string, cookie: string, { method, path, body }: Call): Promise<Response> {
  const headers = { ...(cookie === '' ? {} : { cookie }), ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
  const response = await fetch(new URL(path, url), {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new AppError('stream.unreachable', url, { cause })
  })
  if (response.ok) return response
  const parsed = refusal.safeParse(await response.json().catch(() => undefined))
  if (!parsed.success) throw new AppError('internal.unexpected', `${method} ${path}: HTTP ${response.status}`)
  const { code, detail = '' } = parsed.data.error
  throw new AppError(isErrorCode(code) ? code : 'internal.unexpected', detail)
}
