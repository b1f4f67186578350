import { describe, expect, it } from 'vitest'
import { parseAllowedHosts, problemOfAddress } from '../src/webhooks/allowed-hosts.ts'
import { EndpointCircuit, FAILURES_TO_OPEN } from '../src/webhooks/endpoint-circuit.ts'
import { type Attempt, backoffMs, judge, retryAfterMs } from '../src/webhooks/retry-rules.ts'

const hosts = (text: string) => {
  const parsed = parseAllowedHosts(text)
  if ('wrong' in parsed) throw new Error(parsed.wrong)
  return parsed
}

describe('where webhooks may go', () => {
  const list = 'crm.example, *.hooks.example:8443, http://10.0.0.5:9000, 127.0.0.1:7001, [::1]'
  it.each([
    ['https://crm.example/a?b=c', undefined],
    ['https://CRM.example:443/', undefined],
    ['https://crm.example:444/', 'host'],
    ['https://www.crm.example/', 'host'],
    ['http://crm.example/', 'plain'],
    ['https://crm.example.evil.test/', 'host'],
    ['https://evil.test/?crm.example', 'host'],
    ['https://a.hooks.example:8443/', undefined],
    ['https://a.b.hooks.example:8443/', undefined],
    ['https://hooks.example:8443/', 'host'],
    ['https://a.hooks.example/', 'host'],
    ['http://10.0.0.5:9000/', undefined],
    ['https://10.0.0.5:9000/', undefined],
    ['http://127.0.0.1:7001/', undefined],
    ['http://127.0.0.1:7002/', 'host'],
    ['http://[::1]/', undefined],
    ['https://crm.example@evil.test/', 'credentials'],
    ['https://me:secret@crm.example/', 'credentials'],
    ['https://crm.example/#part', 'fragment'],
    ['ftp://crm.example/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['crm.example', 'not-an-address'],
    ['', 'not-an-address'],
  ])('%s: %s', (address, problem) => {
    expect(problemOfAddress(address, hosts(list))).toBe(problem)
  })

  it('is nowhere without a list', () => {
    expect(hosts(' , ')).toEqual([])
    expect(problemOfAddress('http://127.0.0.1/', [])).toBe('host')
  })

  it.each(['*', '*.', 'crm.example/path', 'a b', 'ftp://x', 'crm.example:99999', 'crm.example:0', 'me@crm.example', 'a.*.b'])(
    'is not %s',
    (entry) => {
      expect(parseAllowedHosts(`good.example,${entry}`)).toEqual({ wrong: entry })
    },
  )
})

const at = { attempts: 1, nowMs: 0, random: 0 }
const answer = (status: number, retryAfter?: string): Attempt => ({ kind: 'answer', status, retryAfter, durationMs: 1 })

describe('an answer', () => {
  it.each([200, 201, 202, 204])('%i is delivered', (status) => expect(judge(answer(status), at)).toEqual({ kind: 'delivered' }))
  it.each([301, 302, 307, 308, 304])('%i leads elsewhere, and is given up', (status) =>
    expect(judge(answer(status), at)).toEqual({ kind: 'dead', failure: 'redirect' }),
  )
  it.each([400, 401, 403, 404, 409, 413, 422, 451])('%i says no for good', (status) =>
    expect(judge(answer(status), at)).toEqual({ kind: 'dead', failure: 'status' }),
  )
  it.each([408, 425, 429, 500, 502, 503, 504])('%i may pass', (status) =>
    expect(judge(answer(status), at)).toEqual({ kind: 'retry', failure: 'status', waitMs: 10_000, asked: false }),
  )
  it('410 says that nobody listens any more', () => expect(judge(answer(410), at)).toEqual({ kind: 'gone' }))
  it('says when to come again, within bounds', () => {
    expect(judge(answer(503, '120'), at)).toMatchObject({ waitMs: 120_000, asked: true })
    expect(retryAfterMs('0', 0)).toBe(10_000)
    expect(retryAfterMs('999999', 0)).toBe(3_600_000)
    expect(retryAfterMs('Thu, 01 Jan 1970 00:01:00 GMT', 0)).toBe(60_000)
    expect(retryAfterMs('Thu, 01 Jan 1970 00:01:00 GMT', 120_000)).toBe(10_000)
    for (const nonsense of ['soon', '', undefined]) expect(retryAfterMs(nonsense, 0)).toBeUndefined()
  })
  it('that doesn’t come may come later', () => {
    const attempt = { kind: 'failure', failure: 'timeout', errorCode: undefined, durationMs: 10_000 } as const
    expect(judge(attempt, at)).toMatchObject({ kind: 'retry', failure: 'timeout' })
  })
})

describe('the wait', () => {
  it('doubles from 10 s to 1 h, and is up to half shorter', () => {
    expect([1, 2, 3, 4].map((attempts) => backoffMs(attempts, 0))).toEqual([10_000, 20_000, 40_000, 80_000])
    expect([1, 2, 3, 4].map((attempts) => backoffMs(attempts, 1))).toEqual([20_000, 40_000, 80_000, 160_000])
    for (const attempts of [9, 20, 5000]) {
      expect(backoffMs(attempts, 0)).toBe(1_800_000)
      expect(backoffMs(attempts, 1)).toBe(3_600_000)
    }
  })
})

describe('an endpoint that keeps failing', () => {
  const retry = { kind: 'retry', failure: 'timeout', waitMs: 10_000, asked: false } as const
  it('gets one at a time with pauses, until it answers', () => {
    const circuit = new EndpointCircuit()
    for (let failure = 1; failure < FAILURES_TO_OPEN; failure += 1) circuit.note(retry, 0)
    circuit.began()
    expect([circuit.isOpen, circuit.isFull, circuit.heldUntilMs]).toEqual([false, false, 0])
    circuit.note(retry, 0)
    expect([circuit.isOpen, circuit.isFull, circuit.heldUntilMs]).toEqual([true, true, 10_000])
    circuit.note({ ...retry, waitMs: 3_600_000 }, 0)
    expect(circuit.heldUntilMs).toBe(300_000)
    expect(circuit.note({ kind: 'delivered' }, 0)).toBe(true)
    expect([circuit.isOpen, circuit.isFull, circuit.heldUntilMs]).toEqual([false, false, 0])
    expect(circuit.note({ kind: 'delivered' }, 0)).toBe(false)
  })

  it('is left alone for as long as it asks, from the first time on', () => {
    const circuit = new EndpointCircuit()
    circuit.note({ ...retry, waitMs: 600_000, asked: true }, 1000)
    expect([circuit.isOpen, circuit.heldUntilMs]).toEqual([false, 601_000])
  })
})
