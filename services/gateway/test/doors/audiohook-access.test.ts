import { createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { ManualClock } from '@souffleur/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { authoriseAudioHook } from '../../src/doors/audiohook/audiohook-access.ts'
import { NonceMemory } from '../../src/doors/audiohook/nonce-memory.ts'
import { noSourceKeys, type SourceKeys } from '../../src/doors/source-keys.ts'
import { bearerKeys } from './test-source-keys.ts'

/** The example of the protocol's documentation, as the reference implementation's own tests have it (`signature-verifier.test.ts`). */
const API_KEY = 'SGVsbG8sIEkgYW0gdGhlIEFQSSBrZXkh'
const SECRET = Buffer.from('TXlTdXBlclNlY3JldEtleVRlbGxOby0xITJAMyM0JDU=', 'base64')
const CREATED_S = 1_641_013_200
const TARGET = '/api/v1/voicebiometrics/ws'
const NONCE = 'VGhpc0lzQVVuaXF1ZU5vbmNl'
const covered = [
  '@request-target',
  '@authority',
  'audiohook-organization-id',
  'audiohook-session-id',
  'audiohook-correlation-id',
  'x-api-key',
]
const ids: Record<string, string> = {
  host: 'audiohook.example.com',
  'audiohook-organization-id': 'd7934305-0972-4844-938e-9060eef73d05',
  'audiohook-session-id': '30b0e395-84d3-4570-ac13-9a62d8f514c0',
  'audiohook-correlation-id': 'e160e428-53e2-487c-977d-96989bf5c99d',
  'x-api-key': API_KEY,
}
const parametersOf = (components: readonly string[]) => `(${components.map((name) => `"${name}"`).join(' ')})`
const golden = {
  ...ids,
  signature: 'sig1=:NZBwyBHRRyRoeLqy1IzOa9VYBuI8TgMFt2GRDkDuJh4=:',
  'signature-input': `sig1=${parametersOf(covered)};keyid="${API_KEY}";nonce="${NONCE}";alg="hmac-sha256";created=${CREATED_S};expires=3282026430`,
}

interface Signing {
  readonly components?: readonly string[]
  readonly keyId?: string
  readonly nonce?: string
  readonly algorithm?: string
  readonly times?: string
  readonly key?: Buffer
  readonly headers?: Record<string, string>
}

/** A signature as its maker wanted it, right or wrong. */
function signed(signing: Signing = {}): Record<string, string> {
  const { components = covered, keyId = API_KEY, nonce = NONCE, algorithm = 'hmac-sha256', key = SECRET } = signing
  const { times = `created=${CREATED_S};expires=${CREATED_S + 30}`, headers = ids } = signing
  const parameters = `${parametersOf(components)};keyid="${keyId}";nonce="${nonce}";alg="${algorithm}";${times}`
  const values: Record<string, string | undefined> = { ...headers, '@request-target': TARGET, '@authority': headers.host }
  const lines = [...components.map((name) => `"${name}": ${values[name]}`), `"@signature-params": ${parameters}`]
  const signature = createHmac('sha256', key).update(lines.join('\n')).digest('base64')
  return { ...headers, 'signature-input': `sig1=${parameters}`, signature: `sig1=:${signature}:` }
}

const source = { id: 's1', name: 'Genesys', door: 'audiohook' }
const keysOf = (...keys: Buffer[]): SourceKeys => ({
  bearerOf: () => undefined,
  signingKeys: (door, keyId) => (door === 'audiohook' && keyId === API_KEY ? keys.map((key) => ({ source, key })) : []),
})
const requestOf = (headers: Record<string, string>, { url = TARGET, remoteAddress = '203.0.113.7' } = {}) =>
  ({ url, headers, socket: { remoteAddress } }) as unknown as IncomingMessage
const clockAt = (unixS = CREATED_S) => new ManualClock(unixS * 1000)
const gateAt = (unixS?: number, keys = keysOf(SECRET)) => authoriseAudioHook({ keys, clock: clockAt(unixS), failureDelayMs: 0 })
const refused = { ok: false, code: 'stream.unauthorised' }

describe('the signature of an AudioHook client', () => {
  it('is the one of the protocol’s example', async () => {
    expect(await gateAt()(requestOf(golden))).toEqual({ ok: true, source })
    expect(await gateAt()(requestOf({ ...golden, host: 'AudioHook.example.com:443' }))).toEqual({ ok: true, source })
  })

  it('is for the public address where a proxy changes the host', async () => {
    const gate = (publicUrl: string) => authoriseAudioHook({ keys: keysOf(SECRET), clock: clockAt(), failureDelayMs: 0, publicUrl })
    const proxied = requestOf({ ...golden, host: '10.0.0.7:8080' })
    expect(await gate('https://audiohook.example.com')(proxied)).toEqual({ ok: true, source })
    expect(await gate('https://elsewhere.example.com')(proxied)).toEqual(refused)
    expect(await gate('https://elsewhere.example.com')(requestOf(golden))).toEqual({ ok: true, source })
  })

  it('may be written with other spaces, and next to others', async () => {
    const input = golden['signature-input'].replace('("@', '(  "@').replace('" "', '"   "').replaceAll(';', '; ')
    const headers = {
      ...golden,
      'signature-input': `${input} , sig2=("@method");keyid="x"`,
      signature: `sig2=:AAAA: , ${golden.signature}`,
    }
    expect(await gateAt()(requestOf(headers))).toEqual({ ok: true, source })
  })

  it('is good with any of a source’s keys, and covers what it likes on top', async () => {
    expect(await gateAt(CREATED_S, keysOf(Buffer.from('other'), SECRET))(requestOf(signed()))).toEqual({ ok: true, source })
    const headers = { ...ids, 'user-agent': 'GenesysCloud-AudioHook-Client' }
    const more = signed({ headers, components: [...covered, 'user-agent'] })
    expect(await gateAt()(requestOf(more))).toEqual({ ok: true, source })
    expect(await gateAt()(requestOf({ ...more, 'user-agent': 'x' }))).toEqual(refused)
  })

  it.each<[string, Record<string, string>]>([
    ['of another key', signed({ key: Buffer.from('forged') })],
    ['of an unknown API key', signed({ keyId: 'unknown', headers: { ...ids, 'x-api-key': 'unknown' } })],
    ['whose key id is another than the API key', signed({ keyId: 'another' })],
    ['with a short nonce', signed({ nonce: 'short' })],
    ['of another algorithm', signed({ algorithm: 'rsa-v1_5-sha256' })],
    ['that was never made', signed({ times: 'expires=1641013230' })],
    ['made at no time', signed({ times: 'created="now"' })],
    ['that expires at no time', signed({ times: `created=${CREATED_S};expires="never"` })],
    ['that has expired', signed({ times: `created=${CREATED_S};expires=${CREATED_S - 1}` })],
    ['of the future', signed({ times: `created=${CREATED_S + 4}` })],
    ['made long ago', signed({ times: `created=${CREATED_S - 11}` })],
    ['of another host', { ...signed(), host: 'elsewhere.example.com' }],
    ['of another session', { ...signed(), 'audiohook-session-id': ids['audiohook-organization-id'] ?? '' }],
    ['without its input', { ...ids, signature: golden.signature }],
    ['without itself', { ...ids, 'signature-input': golden['signature-input'] }],
    ['of another label', { ...golden, signature: golden.signature.replace('sig1', 'sig2') }],
    ['that covers a part twice', signed({ components: [...covered, '@authority'] })],
    ['that covers a part that nobody knows', signed({ components: [...covered, '@method'] })],
    ['too short', { ...golden, signature: 'sig1=:AAAA:' }],
    ...covered.map((left): [string, Record<string, string>] => [
      `that leaves out ${left}`,
      signed({ components: covered.filter((name) => name !== left) }),
    ]),
  ])('is refused: %s', async (_, headers) => {
    expect(await gateAt()(requestOf(headers))).toEqual(refused)
  })

  it('is for one path', async () => {
    expect(await gateAt()(requestOf(golden, { url: `${TARGET}?x=1` }))).toEqual(refused)
  })

  it('lives ten seconds, and its maker’s clock may be three ahead', async () => {
    expect(await gateAt(CREATED_S + 10)(requestOf(golden))).toMatchObject({ ok: true })
    expect(await gateAt(CREATED_S + 11)(requestOf(golden))).toEqual(refused)
    expect(await gateAt(CREATED_S - 3)(requestOf(golden))).toMatchObject({ ok: true })
    expect(await gateAt(CREATED_S - 4)(requestOf(golden))).toEqual(refused)
  })

  it('is good once', async () => {
    const gate = gateAt()
    expect(await gate(requestOf(signed({ key: Buffer.from('forged') })))).toEqual(refused)
    expect(await gate(requestOf(golden))).toMatchObject({ ok: true })
    expect(await gate(requestOf(golden))).toEqual(refused)
    expect(await gate(requestOf(signed({ nonce: 'x'.repeat(22) })))).toMatchObject({ ok: true })
  })

  it('survives any headers', async () => {
    const gate = gateAt()
    const piece = fc.constantFrom(
      'sig1',
      '=',
      '(',
      ')',
      '"',
      '\\',
      ';',
      ',',
      ':',
      ' ',
      'keyid="x"',
      'created=1',
      '"@authority"',
      '-',
      '1.5',
      'é',
    )
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
    )
    await fc.assert(
      fc.asyncProperty(text, text, async (input, signature) => {
        expect(await gate(requestOf({ ...ids, 'signature-input': input, signature }))).toEqual(refused)
      }),
      { numRuns: 500 },
    )
  })

  it('reads a long line of nonsense in no time', async () => {
    const evil = `sig1=(${'"a" '.repeat(4000)}`
    expect(await gateAt()(requestOf({ ...golden, 'signature-input': evil }))).toEqual(refused)
  })
})

describe('who comes in without a signature', () => {
  const local = { remoteAddress: '127.0.0.1' }

  it('is a program on this machine that brings no key either', async () => {
    const gate = gateAt(CREATED_S, noSourceKeys)
    expect(await gate(requestOf({ host: 'localhost' }, local))).toEqual({ ok: true })
    for (const headers of [{ 'x-api-key': 'k' }, { signature: 'x' }, { 'signature-input': '' }, { 'x-forwarded-for': '203.0.113.7' }]) {
      expect(await gate(requestOf({ host: 'localhost', ...(headers as Record<string, string>) }, local))).toEqual(refused)
    }
    expect(await gate(requestOf({ host: 'localhost' }))).toEqual(refused)
  })

  it('is a source that has an API key and no secret', async () => {
    const gate = gateAt(CREATED_S, bearerKeys('audiohook', API_KEY))
    expect(await gate(requestOf(ids))).toMatchObject({ ok: true })
    expect(await gate(requestOf({ ...ids, 'x-api-key': 'another' }))).toEqual(refused)
    expect(await gate(requestOf(golden))).toEqual(refused)
  })

  it('is not a source that has a secret', async () => {
    expect(await gateAt()(requestOf(ids))).toEqual(refused)
    expect(await gateAt(CREATED_S, keysOf(Buffer.alloc(0)))(requestOf(signed({ key: Buffer.alloc(0) })))).toEqual(refused)
  })
})

describe('a refusal', () => {
  it('comes half a second after its handshake began, whatever the reason', async () => {
    const clock = clockAt()
    const gate = authoriseAudioHook({ keys: keysOf(SECRET), clock })
    const verdicts: unknown[] = []
    for (const headers of [ids, signed({ key: Buffer.from('x') }), {}])
      void gate(requestOf(headers)).then((verdict) => verdicts.push(verdict))
    await clock.advanceAsync(499)
    expect(verdicts).toEqual([])
    await clock.advanceAsync(1)
    expect(verdicts).toEqual([refused, refused, refused])
    expect(clock.pendingTimers).toBe(0)
  })

  it('doesn’t wait when many wait already', async () => {
    const clock = clockAt()
    const gate = authoriseAudioHook({ keys: keysOf(SECRET), clock })
    let answered = 0
    for (let index = 0; index < 20; index += 1) void gate(requestOf(ids)).then(() => (answered += 1))
    await clock.advanceAsync(0)
    expect(answered).toBe(4)
    await clock.advanceAsync(500)
    expect(answered).toBe(20)
  })
})

describe('the memory of nonces', () => {
  it('forgets those that are too old to come in, and lets nobody in when it is full of others', () => {
    const memory = new NonceMemory(2)
    expect([memory.use('a', 100, 0), memory.use('b', 200, 0), memory.use('a', 100, 0)]).toEqual([true, true, false])
    expect(memory.use('c', 300, 100)).toBe(false)
    expect(memory.use('c', 300, 101)).toBe(true)
    expect(memory.use('b', 200, 101)).toBe(false)
  })
})
