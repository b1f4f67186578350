import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { createStreamAccess } from './stream-access.ts'

const token = 'a-long-random-value'

function ask(headers: Record<string, string>, remoteAddress = '127.0.0.1', streamToken = token, username?: string) {
  const access = createStreamAccess({ streamToken, sessionOf: async () => (username === undefined ? undefined : { username }) })
  return access({ headers: { host: 'desk.example:8080', ...headers }, socket: { remoteAddress } } as unknown as IncomingMessage)
}

const refused = (code: string) => ({ ok: false, code })

describe('who may send audio', () => {
  test('a program on this machine needs no credential', async () => {
    for (const address of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1']) expect(await ask({}, address)).toEqual({ ok: true })
  })

  test('from elsewhere, nothing is accepted without one', async () => {
    for (const address of ['10.0.0.7', '::ffff:10.0.0.7', 'fe80::1', '']) {
      expect(await ask({}, address)).toEqual(refused('stream.unauthorised'))
    }
  })

  test('the stream token opens it from anywhere; a wrong one does not, not even on loopback', async () => {
    expect(await ask({ authorization: `Bearer ${token}` }, '10.0.0.7')).toEqual({ ok: true })
    expect(await ask({ authorization: 'Bearer guess' })).toEqual(refused('stream.unauthorised'))
  })

  test('without a configured token, no token is right', async () => {
    expect(await ask({ authorization: 'Bearer ' }, '127.0.0.1', '')).toEqual(refused('stream.unauthorised'))
  })

  test('a browser needs a session on a page of ours', async () => {
    const origin = 'http://desk.example:8080'
    expect(await ask({ origin }, '10.0.0.7', token, 'advisor')).toEqual({ ok: true, advisorId: 'advisor' })
    expect(await ask({ origin })).toEqual(refused('stream.unauthorised'))
  })

  test('a page of another site is refused, even with a session and on loopback', async () => {
    for (const origin of ['https://elsewhere.example', 'null', 'http://desk.example:9090']) {
      expect(await ask({ origin }, '127.0.0.1', token, 'advisor')).toEqual(refused('stream.foreign-origin'))
    }
  })
})
