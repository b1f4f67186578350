import { errorCatalogue } from '@souffleur/proto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { CodedError, codedErrorOf, request } from './http.ts'

afterEach(() => vi.unstubAllGlobals())

const body = z.object({ callId: z.string() })
const answer = (response: () => Response | Promise<Response>) =>
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => response()),
  )
const failure = () =>
  request('/api/v1/calls', body).then(
    () => undefined,
    (error: unknown) => CodedError.from(error),
  )

describe('a request', () => {
  it('gives what the contract promises, and nothing more', async () => {
    answer(() => Response.json({ callId: 'c', extra: 1 }))
    expect(await request('/api/v1/calls', body)).toEqual({ callId: 'c' })
  })

  it('passes on the server’s code, words and detail', async () => {
    const error = { code: 'wav.not-wav', ...errorCatalogue['wav.not-wav'], detail: 'RIFF' }
    answer(() => Response.json({ error }, { status: 422 }))
    expect(await failure()).toMatchObject({
      code: 'wav.not-wav',
      detail: 'RIFF',
      localised: { message: error.message, action: error.action },
    })
  })

  it('says that nobody answers when nobody does', async () => {
    answer(() => Promise.reject(new TypeError('Failed to fetch')))
    expect(await failure()).toMatchObject({ code: 'stream.unreachable' })
  })

  it.each([
    [401, 'account.signed-out'],
    [413, 'request.too-large'],
    [502, 'stream.unreachable'],
    [500, 'internal.unexpected'],
  ])('takes a bare %i of a proxy for %s', async (status, code) => {
    answer(() => new Response('<html>', { status }))
    expect(await failure()).toMatchObject({ code })
  })

  it('doesn’t trust an answer that breaks the contract', async () => {
    answer(() => Response.json({ call: 'c' }))
    expect(await failure()).toMatchObject({ code: 'internal.unexpected', detail: '/api/v1/calls: callId' })
  })
})

describe('a code that came in an event', () => {
  it('has the words of the catalogue', () => {
    expect(codedErrorOf('engine.failed').localised.message).toEqual(errorCatalogue['engine.failed'].message)
  })

  it('stays readable when this version doesn’t know it', () => {
    expect(codedErrorOf('engine.from-the-future')).toMatchObject({ code: 'engine.from-the-future' })
  })
})
